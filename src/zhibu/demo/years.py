"""The lightest year of every branch of the demo county, as if adopted on New Year's Day."""

from datetime import date, datetime, time

from django.utils import timezone

from zhibu.calendars.foresight import read_branch
from zhibu.calendars.models import Adoption, Planned
from zhibu.calendars.proposing import planned_from
from zhibu.calendars.reading import groups_of
from zhibu.plans.codes import Level
from zhibu.plans.lightest import LightestYear, lightest_year
from zhibu.registry.models import Organization

SECONDS = 60.0  # far more than it takes; proven also where the machine is busy
AFTERNOON, MORNING = time(15), time(9)


def adopt_years() -> None:
    """Nothing where a year has been adopted already. Branches of a kind under one organization are alike."""
    if Adoption.objects.exists():
        return
    today = timezone.localdate()
    solved: dict[tuple[object, ...], LightestYear] = {}
    rows: list[Planned] = []
    for place in Organization.objects.filter(level=Level.BRANCH.value).order_by("path"):
        groups = groups_of(place)
        kind = (place.parent_id, place.sector, len(groups))
        if kind not in solved:
            solved[kind] = _year(place, today)
        rows += _planned(place, groups, solved[kind])
        _adopted(place, solved[kind])
    Planned.objects.bulk_create(rows, 1000)


def _year(place: Organization, today: date) -> LightestYear:
    branch = read_branch(place, today.year, today)
    assert branch is not None
    return lightest_year(
        branch.reading.plans,
        branch.own.level,
        branch.own.sector,
        today.year,
        groups=len(branch.groups),
        seconds=SECONDS,
        ancestors=branch.above | {branch.own.org_id},
    )


def _planned(place: Organization, groups: list[Organization], year: LightestYear) -> list[Planned]:
    """Villages meet in the afternoon, offices in the morning."""
    made = [planned_from(one, place, groups, year.year) for one in year.gatherings]
    for one in made:
        one.starts_at = AFTERNOON if place.sector == "rural" else MORNING
    return made


def _adopted(place: Organization, year: LightestYear) -> None:
    new_year = date(year.year, 1, 1)
    Adoption.objects.create(
        organization=place,
        year=year.year,
        from_day=new_year,
        number=len(year.gatherings),
        bound=year.bound,
        adopted_at=timezone.make_aware(datetime.combine(new_year, MORNING)),
    )
