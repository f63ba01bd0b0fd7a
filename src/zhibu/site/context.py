"""What every page is given."""

from django.conf import settings
from django.http import HttpRequest

from zhibu.access.models import Account
from zhibu.site import navigation
from zhibu.site.environment import Mode

LARGE_TEXT_COOKIE = "large-text"


def page(request: HttpRequest) -> dict[str, object]:
    user = _signed_in(request)
    shown = navigation.entries(user) if user else []
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "navigation": shown,
        "menu": navigation.folded(shown, navigation.ROOM),
        "tabs": navigation.folded(shown, navigation.TABS),
        "own_menu": navigation.entries(user, navigation.OWN) if user else [],
        "signing_in_menu": navigation.entries(user, navigation.SIGNING_IN) if user else [],
        "foot": navigation.entries(user, navigation.FOOT) if user else [],
        "current_entry": navigation.current(shown, here),
        "large_text": request.COOKIES.get(LARGE_TEXT_COOKIE) == "on",
        "is_demo": settings.MODE is Mode.DEMO,
    }


def _signed_in(request: HttpRequest) -> Account | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
