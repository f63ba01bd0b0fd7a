"""The pages on which a branch plans its year: propose and adopt, add, change, split, drop.

Nothing is held back because of what it breaks; what would be missed by it is said at once.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.calendars import actions, queries, wording
from zhibu.calendars.errors import CalendarError
from zhibu.calendars.foresight import Shortfall, read_branch
from zhibu.calendars.forms import AddForm, PlannedForm, ProposeForm, SplitForm
from zhibu.calendars.models import Planned
from zhibu.calendars.proposing import Proposal, read_signed
from zhibu.calendars.proposing import propose as proposed
from zhibu.calendars.reading import groups_of
from zhibu.duties.months import year_asked
from zhibu.plans.errors import YearError
from zhibu.plans.lightest import Audience
from zhibu.registry.models import Organization

MOST_SAID = 5  # of the clauses that an adjustment breaks; the page lists all of them


@require_http_methods(["GET", "POST"])
def propose(request: SignedIn, pk: int) -> HttpResponse:
    """Show the lightest year of the days that are left; adopt it when it is sent back."""
    place = _planning_place(request, pk)
    if request.method == "POST":
        return _adopt(request, place)
    today = timezone.localdate()
    year = year_asked(request.GET.get("year", ""), today)
    form = ProposeForm(request.GET if "longest" in request.GET else None)
    branch = read_branch(place, year, today)
    shown: dict[str, Any] = {"place": place, "year": year, "form": form}
    try:
        found: Proposal | None = proposed(branch, form.minutes) if branch else None
    except (YearError, CalendarError) as wrong:
        return render(request, "calendars/proposal.html", {**shown, "wrong": wording.refusal(wrong)})
    return render(request, "calendars/proposal.html", {**shown, "proposal": found})


def _adopt(request: SignedIn, place: Organization) -> HttpResponse:
    try:
        signed = read_signed(request.POST.get("proposal", ""), place)
        adopted = actions.adopt(acting=request.user, organization=place, proposal=signed)
    except CalendarError as wrong:
        messages.error(request, str(wrong))
        return redirect("calendars:propose", place.pk)
    words = {"n": adopted.number}
    messages.success(request, _("已采用：排了 %(n)s 次活动，可以逐次调整") % words)
    return _to_year(place, signed.year)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn, pk: int) -> HttpResponse:
    place = _planning_place(request, pk)
    groups = Organization.objects.filter(pk__in=[one.pk for one in groups_of(place)])
    places = (Organization.objects.filter(pk=place.pk) | groups).order_by("path")
    form = AddForm(request.POST or None, places=places, initial={"day": request.GET.get("day", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.add(
                acting=request.user,
                organization=given["organization"],
                day=given["day"],
                starts_at=given["starts_at"],
                audience=Audience(given["audience"]),
                parts=given["parts"],
            )

        if _acted(request, place, given["day"].year, act):
            return _to_year(place, given["day"].year)
    return render(request, "calendars/add.html", {"place": place, "form": form})


@require_http_methods(["GET", "POST"])
def planned(request: SignedIn, pk: int) -> HttpResponse:
    """One planned gathering: change it, split it, drop it, or go on to record it."""
    rows = Planned.objects.select_related("organization__parent")
    found = get_visible(rows, request.user, pk, Ability.KEEP_RECORDS)
    branch = found.organization.parent if found.organization.is_group else found.organization
    verb = request.POST.get("verb", "")
    form = PlannedForm(request.POST if verb == "change" else None, planned=found)
    split = SplitForm(request.POST if verb == "split" else None, planned=found)
    act = _asked(request, found, form, split)
    if act is not None and _acted(request, branch, found.year, act):
        return _to_year(branch, found.year)
    today = timezone.localdate()
    shown = {
        "planned": found,
        "branch": branch,
        "form": form,
        "split": split,
        "record": queries.record_address(found, today),
        "is_past": found.day < today.replace(day=1),
    }
    return render(request, "calendars/planned.html", shown)


def _asked(
    request: SignedIn, found: Planned, form: PlannedForm, split: SplitForm
) -> Callable[[], object] | None:
    """What is to be done; None while nothing is, or not all that it needs is there."""
    version = request.POST.get("version", "")
    same: dict[str, Any] = {
        "acting": request.user,
        "planned": found,
        "version": int(version) if version.isdecimal() else 0,
    }
    verb = request.POST.get("verb", "")
    if verb == "change" and form.is_valid():
        given = form.cleaned_data
        return lambda: actions.change(
            day=given["day"], starts_at=given["starts_at"], parts=given["parts"], **same
        )
    if verb == "split" and split.is_valid():
        return lambda: actions.split(moved=split.activities, day=split.day, **same)
    if verb == "drop":
        return lambda: actions.drop(**same)
    return None


def _acted(request: SignedIn, place: Organization, year: int, act: Callable[[], object]) -> bool:
    """Do it and say what would be missed by it, and what no longer; False when it was refused."""
    today = timezone.localdate()
    before = {one.key: one for one in queries.shortfalls_of(place, year, today)}
    try:
        act()
    except CalendarError as wrong:
        messages.error(request, str(wrong))
        return False
    after = {one.key: one for one in queries.shortfalls_of(place, year, today)}
    messages.success(request, _("已调整"))
    _say(request, [one for key, one in after.items() if key not in before], year)
    mended = len(before.keys() - after.keys())
    if mended:
        words = {"n": mended}
        said = ngettext("有 %(n)s 项要求因此补上了", "有 %(n)s 项要求因此补上了", mended) % words
        messages.info(request, said)
    return True


def _say(request: SignedIn, broken: list[Shortfall], year: int) -> None:
    for one in broken[:MOST_SAID]:
        messages.warning(request, wording.shortfall(one, year))
    if len(broken) > MOST_SAID:
        words = {"n": len(broken) - MOST_SAID}
        messages.warning(request, _("还有 %(n)s 项，见下面的列表") % words)


def _planning_place(request: SignedIn, pk: int) -> Organization:
    rows = Organization.objects.select_related("parent")
    found: Organization = get_visible(rows, request.user, pk, Ability.KEEP_RECORDS)
    if found.is_group and found.parent is not None:
        raise Http404
    return found


def _to_year(place: Organization, year: int) -> HttpResponse:
    return redirect(f"{reverse('calendars:organization_year', args=[place.pk])}?year={year}")
