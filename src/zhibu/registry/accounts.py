"""The pages on which accounts are opened: the first by the administrator, a member's by who appoints."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.access import links
from zhibu.access.actions import make_link, open_account
from zhibu.access.keeping import may_open_for
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.access.views import change, show_link
from zhibu.plans.errors import ZhibuError
from zhibu.registry.beginning import beginning, found_first, open_first_account
from zhibu.registry.forms import FirstForm, UserNameForm
from zhibu.registry.models import Member, Organization
from zhibu.registry.opening import Waiting, free_username, open_for, waiting

AT_ONCE = 50  # slips on one page


@require_http_methods(["GET", "POST"])
def begin(request: SignedIn) -> HttpResponse:
    """From an empty database to somebody at the top of the tree who can sign in."""
    state = beginning()
    if state.is_done:
        return render(request, "registry/begin.html", {"state": state})
    kind = UserNameForm if state.top else FirstForm
    form = kind(request.POST or None, name="")
    if form.is_valid():
        try:
            account, path = begin_with(request, state.top, form.cleaned_data)
            return show_link(request, account, path, reverse("registry:begin"))
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return render(request, "registry/begin.html", {"state": state, "form": form})


@transaction.atomic
def begin_with(request: SignedIn, top: Any, given: dict[str, Any]) -> tuple[Account, str]:
    username = given.pop("username")
    top = top or found_first(acting=request.user, **given)
    account = open_first_account(acting=request.user, top=top, username=username)
    return account, make_link(acting=request.user, account=account)


@require_http_methods(["GET", "POST"])
def account(request: SignedIn, pk: int) -> HttpResponse:
    """The account of a member: open it, make a link, take the second factor away, close it."""
    member = get_visible(Member.objects.select_related("organization"), request.user, pk, Ability.APPOINT)
    found = Account.objects.filter(member=member).first()
    may = may_open_for(request.user, member)
    if found is None:
        return opening(request, member, may=may)
    if request.method == "POST":
        return change(request, found, request.path, may_close=may)
    shown = {"member": member, "account": found, "may_keep": may, "has_second_factor": is_mfa_enabled(found)}
    return render(request, "registry/account.html", shown)


def opening(request: SignedIn, member: Member, *, may: bool) -> HttpResponse:
    form = UserNameForm(request.POST or None, name=member.name, initial={"username": free_username(member)})
    if may and not member.until and form.is_valid():
        try:
            with transaction.atomic():
                made = open_account(acting=request.user, member=member, **form.cleaned_data)
                path = make_link(acting=request.user, account=made)
            return show_link(request, made, path, request.path)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return render(request, "registry/account.html", {"member": member, "form": form, "may_keep": may})


@require_http_methods(["GET", "POST"])
def several(request: SignedIn, pk: int) -> HttpResponse:
    """Accounts for those of an organization who have none: tick, open, hand out the slips."""
    organization = get_visible(Organization, request.user, pk, Ability.APPOINT)
    rows = waiting(request.user, organization)
    if request.method == "POST":
        ticked = request.POST.getlist("member")
        wanted = [row for row in rows if str(row.member.pk) in ticked][:AT_ONCE]
        if wanted:
            return show_slips(request, organization, wanted)
        messages.error(request, _("没有要办的人：请勾选要开设账号的党员，再点“开设账号”。"))
        return redirect("registry:accounts", organization.pk)
    shown = {"organization": organization, "rows": rows[:AT_ONCE], "more": len(rows[AT_ONCE:])}
    return render(request, "registry/accounts.html", shown)


def show_slips(request: SignedIn, organization: Organization, rows: list[Waiting]) -> HttpResponse:
    """A slip a person, shown this once; no browser keeps the page."""
    slips = []
    for row, opened, path in open_for(acting=request.user, rows=rows):
        address = request.build_absolute_uri(path)
        slips.append(
            {"member": row.member, "account": opened, "address": address, "picture": links.picture(address)}
        )
    shown = {"organization": organization, "slips": slips, "ends_at": links.ends_at()}
    answer = render(request, "registry/slips.html", shown)
    add_never_cache_headers(answer)
    return answer
