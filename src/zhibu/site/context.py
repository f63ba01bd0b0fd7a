"""What every page is given."""

from django.conf import settings
from django.http import HttpRequest

from zhibu.site.environment import Mode
from zhibu.site.navigation import Entry, current, entries, tabs

LARGE_TEXT_COOKIE = "large-text"


def page(request: HttpRequest) -> dict[str, object]:
    shown = _navigation(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "navigation": shown,
        "tabs": tabs(shown),
        "current_entry": current(shown, here),
        "large_text": request.COOKIES.get(LARGE_TEXT_COOKIE) == "on",
        "is_demo": settings.MODE is Mode.DEMO,
    }


def _navigation(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    return entries(user) if user is not None and user.is_authenticated else []
