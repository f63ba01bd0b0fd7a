"""The account pages of the system administrator: user names only, no personal data."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access import links
from zhibu.access.actions import AccessError, make_link, set_active, take_second_factor_away
from zhibu.access.keeping import may_keep
from zhibu.access.models import Account
from zhibu.access.paging import page_of_rows
from zhibu.access.platform.linking import PLATFORM, link
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn


@require_GET
def accounts(request: SignedIn) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    rows = Account.objects.visible_to(request.user).order_by("username")
    if wanted:
        rows = rows.filter(username__icontains=wanted)
    return render(request, "access/accounts.html", {"page": page_of_rows(request, rows), "wanted": wanted})


@require_http_methods(["GET", "POST"])
def account(request: SignedIn, pk: int) -> HttpResponse:
    """Close an account or open it again; of administrators and those at the top, also make a link."""
    found = get_visible(Account, request.user, pk)
    linked = SocialAccount.objects.filter(provider=PLATFORM, user=found)
    shown = {
        "account": found,
        "may_keep": may_keep(request.user, found),
        "has_second_factor": is_mfa_enabled(found),
        "has_platform": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "subject": linked.values_list("uid", flat=True).first() or "",
    }
    if request.method == "GET":
        return render(request, "access/account.html", shown)
    return change(request, found, request.path, may_close=True)


def change(request: SignedIn, account: Account, back: str, *, may_close: bool) -> HttpResponse:
    """What the buttons of an account's page do; anything but a link comes back to that page."""
    try:
        if may_keep(request.user, account) and "link" in request.POST:
            return show_link(request, account, make_link(acting=request.user, account=account), back)
        if may_keep(request.user, account) and "second_factor" in request.POST:
            take_second_factor_away(acting=request.user, account=account)
            messages.success(request, _("第二重验证已解除，下次登录时重新绑定"))
        elif may_close and "subject" in request.POST:
            link(acting=request.user, account=account, subject=request.POST["subject"].strip())
            messages.success(request, _("已保存"))
        elif may_close and "active" in request.POST:
            set_active(acting=request.user, account=account, is_active=request.POST["active"] == "on")
            messages.success(request, _("已保存"))
    except AccessError as wrong:
        messages.error(request, str(wrong))
    return redirect(back)


def show_link(request: SignedIn, account: Account, path: str, back: str) -> HttpResponse:
    """The only time that a link is shown; no browser keeps the page."""
    address = request.build_absolute_uri(path)
    shown: dict[str, Any] = {
        "account": account,
        "address": address,
        "picture": links.picture(address),
        "ends_at": links.ends_at(),
        "back": back,
    }
    answer = render(request, "access/link.html", shown)
    add_never_cache_headers(answer)
    return answer
