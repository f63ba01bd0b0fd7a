"""The front door, the reader's preferences, and the pages for what is not there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from zhibu.access.pages import may_open
from zhibu.registry.beginning import is_unfinished
from zhibu.site.context import LARGE_TEXT_COOKIE
from zhibu.site.health import checks, is_serving
from zhibu.site.navigation import entries

A_YEAR = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the menu that one may open: what is due comes first, on a new system how to begin."""
    if may_open(request.user, "registry:begin") and is_unfinished():  # type: ignore[arg-type]
        return redirect("registry:begin")
    first = next(iter(entries(request.user)), None)  # type: ignore[arg-type]
    return redirect(first.url) if first else render(request, "site/nothing.html")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Large text on or off; kept in the browser, so that it also holds before signing in."""
    answer = redirect(_back(request))
    if request.POST.get("large_text") == "on":
        answer.set_cookie(
            LARGE_TEXT_COOKIE, "on", A_YEAR, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
        )
    else:
        answer.delete_cookie(LARGE_TEXT_COOKIE)
    return answer


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches the server: 200 when it can serve, 503 when it cannot, with each check."""
    found = checks()
    is_good = is_serving(found)
    state = {"status": "ok" if is_good else "failing", "checks": found}
    return JsonResponse(state, status=200 if is_good else 503)


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_own else "/"
