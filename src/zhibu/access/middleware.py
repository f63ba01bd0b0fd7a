"""Two checks before every page: the session's limits, and the line of the policy that the page stands on."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhibu.access.models import Account
from zhibu.access.pages import Open, may_open, needs_nobody, page_of
from zhibu.access.sign_in import PLATFORM_FACTOR

Respond = Callable[[HttpRequest], HttpResponse]

STARTED, SEEN = "started", "seen"
GRANULARITY = 60  # seconds: the session row is written at most once a minute
WITHOUT_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}


class SessionLimits:
    """A session ends after so long without a request, and after so long altogether."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            request.session["ended"] = True
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        now = int(time.time())
        started = request.session.setdefault(STARTED, now)
        seen = request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_MINUTES * 60 or now - started > settings.SESSION_COOKIE_AGE:
            return True
        if SEEN not in request.session or now - seen >= GRANULARITY:
            request.session[SEEN] = now
        return False


class PagePolicy:
    """A page is served only to those whom its line in ``pages.py`` lets in; without a line, to nobody."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        page = page_of(name)
        if page is None or page.asks is Open.CLOSED:
            raise Http404
        if page.by_token or needs_nobody(name):
            return None  # what is asked by token asks the same table itself
        if not request.user.is_authenticated:
            return self._sign_in(request)
        if self._lacks_second_factor(request, name):
            messages.info(request, _("您的职务需要第二重验证：请先用手机上的验证器应用绑定一次"))
            return redirect("mfa_activate_totp")
        if not may_open(request.user, name):
            raise Http404
        return None

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.session.pop("ended", False):
            messages.info(request, _("为了安全，登录已到时限，请重新登录"))
        if request.htmx:  # type: ignore[attr-defined]
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = redirect_to_login(request.htmx.current_url_abs_path or "/").url  # type: ignore[attr-defined]
            return answer
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")

    def _lacks_second_factor(self, request: HttpRequest, name: str) -> bool:
        """Whoever came through the platform needs none here when it says that it asked for one."""
        if not settings.SECOND_FACTOR_REQUIRED or name in WITHOUT_SECOND_FACTOR:
            return False
        account: Account = request.user  # type: ignore[assignment]
        if not account.needs_second_factor or is_mfa_enabled(account):
            return False
        return not request.session.get(PLATFORM_FACTOR)
