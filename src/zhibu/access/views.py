"""The account page of the system administrator: user names only, no personal data."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhibu.access.actions import set_active, set_password
from zhibu.access.models import Account
from zhibu.access.paging import page_of_rows
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn


@require_GET
def accounts(request: SignedIn) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    rows = Account.objects.visible_to(request.user).order_by("username")
    if wanted:
        rows = rows.filter(username__icontains=wanted)
    return render(request, "access/accounts.html", {"page": page_of_rows(request, rows), "wanted": wanted})


@require_POST
def account(request: SignedIn, pk: int) -> HttpResponse:
    """Switch an account on or off, or give it a new password to be told to its owner."""
    found = get_visible(Account, request.user, pk)
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
    return redirect("access:accounts")
