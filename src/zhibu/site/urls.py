"""Every address. Each needs its line in ``zhibu.access.pages``."""

from django.urls import include, path
from django.views.i18n import set_language

from zhibu.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("language/", set_language, name="set_language"),
    path("health/", views.health, name="health"),
    path("sign-in/", include("allauth.urls")),
    path("accounts/", include("zhibu.access.urls")),
    path("audit/", include("zhibu.access.audit.urls")),
    path("registry/", include("zhibu.registry.urls")),
    path("duties/", include("zhibu.duties.urls")),
    path("burden/", include("zhibu.burden.urls")),
    path("privacy/", include("zhibu.privacy.urls")),
    path("oversight/", include("zhibu.oversight.urls")),
    path("help/", include("zhibu.helping.urls")),
    path("calendar/", include("zhibu.calendars.urls")),
    path("plans/", include("zhibu.issuing.urls")),
    path("gatherings/", include("zhibu.gatherings.urls")),
    path("api/", include("zhibu.api.urls")),
]
