"""The pages on which a committee looks for where help is needed; all of them are only read."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach, within
from zhibu.access.requests import SignedIn
from zhibu.gatherings.models import Gathering
from zhibu.helping import needs as looking
from zhibu.helping.charts import days_chart, sectors_chart
from zhibu.helping.fresh import make_good
from zhibu.helping.needs import DAYS_AHEAD, Asked
from zhibu.helping.places import Lacking, lacking, need_asked, place_page
from zhibu.plans.codes import Level, Sector
from zhibu.registry.models import Organization

LEAVES = (Level.BRANCH.value, Level.GROUP.value)
SECONDS_TO_WAIT = 1


@require_GET
def where(request: SignedIn) -> HttpResponse:
    """The page of the highest organization that one looks after."""
    tops = reach(request.user, Ability.SEE_NEEDS).below
    first = Organization.objects.filter(path__in=tops).order_by("path").first()
    if first is None:
        raise Http404
    return redirect("helping:needs", first.pk)


@require_GET
def needs(request: SignedIn, pk: int) -> HttpResponse:
    """Of a branch, each thing with its trace; of what is above branches, by clause, sector and place."""
    asked = _asked(request, pk)
    left = still_to_count(asked)
    if left:
        return counting(request, asked, left)
    shown = {**_around(request, asked), "place": asked.organization}
    if asked.organization.level in LEAVES:
        return render(request, "helping/place.html", {**shown, "page": place_page(asked)})
    page = looking.needs_page(asked)
    shown |= {"page": page, "days": days_chart(page), "sectors": sectors_chart(page)}
    return render(request, "helping/needs.html", shown)


@require_GET
def clause(request: SignedIn, pk: int) -> HttpResponse:
    """The organizations that lack one thing, in the order of the tree."""
    asked = _asked(request, pk)
    left = still_to_count(asked)
    if left:
        return counting(request, asked, left)
    start = _day(request.GET.get("from", ""))
    need = start and need_asked(asked, request.GET.get("plan", ""), request.GET.get("duty", ""), start)
    if not need:
        return redirect("helping:needs", pk)
    page = page_of_rows(request, lacking(asked, need))
    shown = {
        **_around(request, asked),
        "place": asked.organization,
        "need": need,
        "page": page,
        "rows": [Lacking(row, need) for row in page],
        "is_past": need.ends < asked.today,
    }
    return render(request, "helping/clause.html", shown)


def still_to_count(asked: Asked) -> int:
    return sum(make_good(asked.organization.path, year) for year in asked.years)


def counting(request: SignedIn, asked: Asked, left: int) -> HttpResponse:
    """Figures that are not yet right are not shown; the page comes again by itself."""
    answer = render(request, "helping/counting.html", {"place": asked.organization, "left": left})
    answer["Refresh"] = str(SECONDS_TO_WAIT)
    return answer


def _asked(request: SignedIn, pk: int) -> Asked:
    place = get_visible(Organization, request.user, pk, Ability.SEE_NEEDS)
    days, sector = request.GET.get("days", ""), request.GET.get("sector", "")
    return Asked(
        organization=place,
        today=timezone.localdate(),
        days=int(days) if days in map(str, DAYS_AHEAD) else DAYS_AHEAD[1],
        plan_id=request.GET.get("plan", ""),
        sector=sector if sector in set(Sector) else "",
        is_of_last_year="last_year" in request.GET,
    )


def _around(request: SignedIn, asked: Asked) -> dict[str, Any]:
    """What stands on every page of these: the way up, what may be chosen, whether help may be offered."""
    covered = reach(request.user, Ability.SEE_NEEDS)
    above = Organization.objects.filter(path__in=asked.organization.ancestor_paths).order_by("path")
    return {
        "asked": asked,
        "above": [one for one in above if covered.covers(one.path)],
        "days_ahead": DAYS_AHEAD,
        "all_sectors": list(Sector),
        "chosen": urlencode({**_kept(asked), "plan": asked.plan_id}),
        "clause_page": _clause_page(asked),
        "has_last_year": asked.is_of_last_year or _was_in_use(asked),
        "may_offer": reach(request.user, Ability.OFFER_HELP).covers(asked.organization.path),
    }


def _was_in_use(asked: Asked) -> bool:
    """Whether anything was recorded last year: before that, all would seem to have been missed."""
    held = Gathering.objects.filter(occurred_on__year=asked.year - 1)
    return held.filter(within(asked.organization.path, "organization__path")).exists()


def _clause_page(asked: Asked) -> str:
    """The page of one clause, which stands after it."""
    return f"{reverse('helping:clause', args=[asked.organization.pk])}?{urlencode(_kept(asked))}"


def _kept(asked: Asked) -> dict[str, Any]:
    """What every way on from a page takes along."""
    kept: dict[str, Any] = {"days": asked.days, "sector": asked.sector}
    return kept | ({"last_year": 1} if asked.is_of_last_year else {})


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
