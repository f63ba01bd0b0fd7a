"""The account page of the system administrator: user names only, no personal data."""

from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhibu.access.actions import AccessError, set_active, set_password
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
    page = page_of_rows(request, rows)
    shown = {
        "page": page,
        "wanted": wanted,
        "rows": _with_subjects(page),
        "has_platform": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "access/accounts.html", shown)


def _with_subjects(page: Iterable[Account]) -> list[tuple[Account, str]]:
    """The accounts of a page, each with the person of the platform that it is linked with."""
    linked = SocialAccount.objects.filter(provider=PLATFORM, user__in=[one.pk for one in page])
    subjects = dict(linked.values_list("user_id", "uid"))
    return [(one, subjects.get(one.pk, "")) for one in page]


@require_POST
def account(request: SignedIn, pk: int) -> HttpResponse:
    """Switch an account on or off, give it a new password, or link it with the platform."""
    found = get_visible(Account, request.user, pk)
    try:
        _change(request, found)
    except AccessError as wrong:
        messages.error(request, str(wrong))
    return redirect("access:accounts")


def _change(request: SignedIn, found: Account) -> None:
    if "active" in request.POST:
        set_active(acting=request.user, account=found, is_active=request.POST["active"] == "on")
        messages.success(request, _("已保存"))
    elif "password" in request.POST:
        password = set_password(acting=request.user, account=found)
        messages.success(
            request,
            _("“%(name)s”的新密码是 %(password)s，请当面告知本人，登录后自行更改")
            % {"name": found.username, "password": password},
        )
    elif "subject" in request.POST:
        link(acting=request.user, account=found, subject=request.POST["subject"].strip())
        messages.success(request, _("已保存"))
