"""The pages of leave and exemptions: one's own, the branch's, the form to ask with, the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.gatherings import leave, leave_queries
from zhibu.gatherings.kinds import is_above_branch
from zhibu.gatherings.leave import LeaveError
from zhibu.gatherings.leave_forms import AskForm, DecideForm
from zhibu.gatherings.models import Exemption, LeaveRequest, OrganizationRequest
from zhibu.registry.models import Member, Organization


@require_GET
def own(request: SignedIn) -> HttpResponse:
    if request.user.member is None:
        return render(request, "registry/no_member.html")
    found = leave_queries.own_requests(request.user, request.user.member)
    return render(request, "gatherings/leave_own.html", {"requests": found, "member": request.user.member})


@require_GET
def of_organization(request: SignedIn, pk: int) -> HttpResponse:
    place = get_visible(Organization, request.user, pk, Ability.SEE_RECORDS)
    page = leave_queries.leave_page(request.user, place, timezone.localdate())
    past = page_of_rows(request, page.past)
    reads, asks = reach(request.user, Ability.SEE_LEAVE), reach(request.user, Ability.ASK_LEAVE)
    shown = {
        "shown": page,
        "page": past,
        "past": [leave_queries.told(one, reads, asks=asks) for one in past],
        "may_end": reach(request.user, Ability.DECIDE_LEAVE).covers(place.path),
    }
    return render(request, "gatherings/leave_of.html", shown)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def ask(request: SignedIn) -> HttpResponse:
    """For oneself; with ``organization``, for one of its members; with ``own``, for itself."""
    given = request.POST if request.method == "POST" else request.GET
    place = _place_asked(request, given.get("organization", ""))
    of_member = "own" not in given
    if place is not None and (is_above_branch(place.level) if of_member else place.parent_id is None):
        raise Http404  # members ask their branch, and what stands at the top has nobody to ask
    organization = place or _own_organization(request)
    is_lasting = given.get("kind") == "exemption" or not of_member
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial=_beginning(request),
        organization=organization,
        is_lasting=is_lasting,
        of_member=of_member,
        people=_people(organization) if place and of_member else None,
        may_decide=bool(place) and of_member and _may_decide(request, organization),
    )
    if request.method == "POST" and form.is_valid() and _asked(request, form, organization, of_member):
        messages.success(request, _said(form))
        return redirect("gatherings:exemptions", place.pk) if place else redirect("gatherings:own_leave")
    shown = {"form": form, "place": place, "of_member": of_member, "is_lasting": is_lasting}
    return render(request, "gatherings/leave_ask.html", shown | {"organization": organization})


def _place_asked(request: SignedIn, wanted: str) -> Organization | None:
    if not wanted:
        return None
    pk = int(wanted) if wanted.isdecimal() else None
    found: Organization = get_visible(Organization, request.user, pk, Ability.ASK_LEAVE)
    return found


def _own_organization(request: SignedIn) -> Organization:
    if request.user.member is None:
        raise Http404
    return request.user.member.organization


def _people(organization: Organization) -> Any:
    members = Member.objects.filter(organization=organization).on(timezone.localdate())
    return members.order_by("name", "pk")


def _may_decide(request: SignedIn, organization: Organization) -> bool:
    return reach(request.user, Ability.DECIDE_LEAVE).covers(organization.path)


def _beginning(request: SignedIn) -> dict[str, str]:
    """What the address already says: the day and the activity of a due, and whom it is for."""
    names = {"date": "from_day", "activity": "activity", "member": "member"}
    return {field: request.GET[name] for name, field in names.items() if request.GET.get(name)}


def _asked(request: SignedIn, form: AskForm, organization: Organization, of_member: bool) -> bool:
    member = (form.cleaned_data.get("member") or request.user.member) if of_member else None
    try:
        made = leave.ask(acting=request.user, organization=organization, member=member, **form.request())
        if form.cleaned_data.get("approved_by"):
            leave.approve(acting=request.user, request=made, approved_by=form.cleaned_data["approved_by"])
    except LeaveError as wrong:
        form.add_error(None, str(wrong))
        return False
    return True


def _said(form: AskForm) -> str:
    if form.cleaned_data.get("approved_by"):
        return _("已记下并生效")
    return _("已提出，等待批准")


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(LeaveRequest, request.user, pk, Ability.ASK_LEAVE)
    try:
        done = leave.withdraw(acting=request.user, request=found)
    except LeaveError as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, _("办好了：%(state)s") % {"state": _(done.state.label)})
    is_own = found.member_id is not None and found.member_id == request.user.member_id
    if is_own and "organization" not in request.POST:
        return redirect("gatherings:own_leave")
    return redirect("gatherings:exemptions", found.organization_id)


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    rows = LeaveRequest.objects.filter(member__isnull=False)
    found = get_visible(leave_queries.with_all(rows), request.user, pk, Ability.DECIDE_LEAVE)
    return _decision(request, found, found.organization_id)


@require_http_methods(["GET", "POST"])
def decide_below(request: SignedIn, pk: int) -> HttpResponse:
    """An organization's own request, before whoever has the committee above it."""
    found = get_visible(leave_queries.with_all(OrganizationRequest.objects.all()), request.user, pk)
    return _decision(request, found, found.organization.parent_id)


def _decision(request: SignedIn, found: LeaveRequest, back: int) -> HttpResponse:
    of_member = found.member_id is not None
    data = request.POST if request.method == "POST" else None
    form = DecideForm(data, is_lasting=found.is_lasting, of_member=of_member)
    if form.is_bound and form.is_valid():
        try:
            done = _decided(request, found, form)
        except LeaveError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("办好了：%(state)s") % {"state": _(done.state.label)})
            return redirect("gatherings:exemptions", back)
    told = leave_queries.told(found, reach(request.user, Ability.SEE_LEAVE))
    shown = {"told": told, "form": form, "back": back, "of_member": of_member}
    return render(request, "gatherings/leave_decide.html", shown)


def _decided(request: SignedIn, found: LeaveRequest, form: DecideForm) -> LeaveRequest:
    given = form.cleaned_data
    if "decline" in request.POST:
        return leave.decline(acting=request.user, request=found, words=given["words"])
    return leave.approve(
        acting=request.user,
        request=found,
        approved_by=given.get("approved_by", ""),
        leaves_quorum=given.get("leaves_quorum", False),
    )


@require_http_methods(["GET", "POST"])
def end_exemption(request: SignedIn, pk: int) -> HttpResponse:
    """An exemption ends today; one that has not begun is taken back."""
    rows = Exemption.objects.select_related("leave_request", "organization")
    found = get_visible(rows, request.user, pk, Ability.DECIDE_LEAVE)
    if request.method == "POST":
        asked = getattr(found, "leave_request", None)
        try:
            if asked is not None:
                leave.withdraw(acting=request.user, request=asked)
            else:
                day = max(timezone.localdate(), found.from_day)
                leave.end_exemption(acting=request.user, exemption=found, day=day)
        except LeaveError as wrong:
            messages.error(request, str(wrong))
    return redirect("gatherings:exemptions", found.organization_id)
