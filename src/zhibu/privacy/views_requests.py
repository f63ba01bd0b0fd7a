"""Requests about one's own data: made, withdrawn, answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.plans.errors import ZhibuError
from zhibu.plans.wording import day_in_words
from zhibu.privacy import actions, queries, retention
from zhibu.privacy.forms import AnswerForm, AskForm
from zhibu.privacy.models import DataRequest, State, Wish
from zhibu.registry.models import Member

editing = require_http_methods(["GET", "POST"])


@editing
def ask(request: SignedIn) -> HttpResponse:
    if request.user.member is None:
        return render(request, "registry/no_member.html")
    return _ask(request, request.user.member)


@editing
def ask_for(request: SignedIn, pk: int) -> HttpResponse:
    """For a member who asked in person or by telephone."""
    return _ask(request, get_visible(Member, request.user, pk, Ability.KEEP_MEMBERS))


def _ask(request: SignedIn, member: Member) -> HttpResponse:
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.ask(
                acting=request.user,
                member=member,
                wish=Wish(form.cleaned_data["wish"]),
                words=form.cleaned_data["words"],
            )
            day = day_in_words(made.due_on, timezone.localdate().year)
            messages.success(request, _("已提出，应在 %(day)s以前答复") % {"day": day})
            return _back(request, member)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    limit = retention.answer_within(timezone.localdate())
    is_own = member.pk == request.user.member_id
    shown = {"form": form, "member": member, "is_own": is_own, "limit": limit}
    return render(request, "privacy/ask.html", shown)


@require_POST
def withdraw(request: SignedIn) -> HttpResponse:
    """The request is named in what is sent; it must be one's own, or made by oneself."""
    key = request.POST.get("request", "")
    own = DataRequest.objects.filter(member_id=request.user.member_id or 0)
    found = own.filter(pk=int(key)).first() if key.isdecimal() else None
    try:
        if found is None:
            messages.error(request, _("没有这份申请，请刷新页面查看"))
        else:
            actions.withdraw(acting=request.user, request=found)
            messages.success(request, _("已撤回"))
    except ZhibuError as wrong:
        messages.error(request, str(wrong))
    return redirect("privacy:own")


@require_GET
def requests(request: SignedIn) -> HttpResponse:
    waiting = queries.open_requests(request.user)
    today = timezone.localdate()
    shown = {
        "waiting": [(one, queries.is_overdue(one, today)) for one in waiting],
        "page": page_of_rows(request, queries.ended_requests(request.user)),
    }
    return render(request, "privacy/requests.html", shown)


@editing
def request(request: SignedIn, pk: int) -> HttpResponse:
    rows = DataRequest.objects.select_related(*queries.OF_A_REQUEST)
    found: Any = get_visible(rows, request.user, pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            state = State(form.cleaned_data["state"])
            words = form.cleaned_data["words"]
            actions.answer(acting=request.user, request=found, state=state, words=words)
            messages.success(request, _("已答复，本人登录后可以看到"))
            return redirect("privacy:requests")
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    shown = {
        "one": found,
        "form": form,
        "is_own": found.member_id == request.user.member_id,
        "is_overdue": queries.is_overdue(found, timezone.localdate()),
        "limit": retention.answer_within(timezone.localdate(found.asked_at)),
    }
    return render(request, "privacy/request.html", shown)


def _back(request: SignedIn, member: Member) -> HttpResponse:
    if member.pk == request.user.member_id:
        return redirect("privacy:own")
    return redirect("privacy:member", member.pk)
