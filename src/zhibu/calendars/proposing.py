"""The lightest year of a branch from a day on, and its way through a form: signed, so that what is adopted
is exactly what was shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from zhibu.calendars.errors import CalendarError
from zhibu.calendars.foresight import Branch
from zhibu.calendars.models import Planned
from zhibu.plans import lightest
from zhibu.plans.lightest import Audience, Gathering, LightestYear
from zhibu.plans.periods import calendar_year
from zhibu.registry.models import Organization

SECONDS = 10.0  # then the best year found so far is shown, with how much lighter it might still be
LONGEST = (90, 120, 180, 240)  # minutes of one gathering, to choose from
USUAL_LONGEST = 180
SALT = "zhibu.calendars.proposal"
VALID_FOR = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Proposal:
    """A lightest year as it is shown: unsaved planned gatherings beside what each serves."""

    branch: Branch
    year: LightestYear
    first_day: date
    planned: list[tuple[Planned, Gathering]]

    @property
    def number(self) -> int:
        return len(self.year.gatherings)

    @property
    def saved(self) -> int:
        return self.year.one_by_one - self.number

    @property
    def lines(self) -> list[tuple[Planned, list[str]]]:
        """Each gathering with the places in the documents that it serves, each once."""
        return [
            (one, list(dict.fromkeys(cited.citation for cited in gathering.duties)))
            for one, gathering in self.planned
        ]

    def signed(self) -> str:
        return signing.dumps(
            {
                "organization": self.branch.row.pk,
                "year": self.year.year,
                "first_day": self.first_day.isoformat(),
                "bound": self.year.bound,
                "planned": [_as_data(one) for one, _gathering in self.planned],
            },
            salt=SALT,
            compress=True,
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A proposal as it comes back."""

    year: int
    first_day: date
    bound: int
    planned: list[Planned]


def propose(branch: Branch, longest: int = USUAL_LONGEST, seconds: float = SECONDS) -> Proposal:
    """Raises YearError when clauses clash, or none is found in time."""
    today, edges = branch.reading.today, calendar_year(branch.year)
    first_day = max(today, edges.start)
    if first_day > edges.end:
        raise CalendarError(_("%(year)s 年已经过去，不能再排") % {"year": branch.year})
    year = lightest.lightest_year(  # which loads the solver, here first
        branch.reading.plans,
        branch.own.level,
        branch.own.sector,
        branch.year,
        groups=len(branch.groups),
        longest=longest,
        seconds=seconds,
        ancestors=branch.above | {branch.own.org_id},
        begun=branch.begun(first_day),
    )
    groups = [row for row, _group in branch.groups]
    planned = [(planned_from(one, branch.row, groups, branch.year), one) for one in year.gatherings]
    return Proposal(branch, year, first_day, planned)


def planned_from(
    gathering: Gathering, organization: Organization, groups: list[Organization], year: int
) -> Planned:
    """Unsaved; the groups of a lightest year are numbered in the order of the tree."""
    place = groups[gathering.group - 1] if gathering.group else organization
    of_group = gathering.group is not None and gathering.audience is Audience.GROUP
    return Planned(
        organization=place,
        year=year,
        day=gathering.day,
        audience=(Audience.ALL if of_group else gathering.audience).value,
        segments=[[segment.activity.value, segment.minutes] for segment in gathering.segments],
    )


def _as_data(planned: Planned) -> list[Any]:
    return [planned.organization_id, planned.day.isoformat(), planned.audience, planned.segments]


def read_signed(text: str, organization: Organization) -> Signed:
    """Raises CalendarError when it is not one of ours, too old, or for another organization."""
    try:
        found = signing.loads(text, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as wrong:
        raise CalendarError(_("这份安排已经过了时候，请重新提出一次")) from wrong
    if found["organization"] != organization.pk:
        raise CalendarError(_("这份安排是给别的党组织的，请重新提出一次"))
    day = date.fromisoformat(found["first_day"])
    return Signed(found["year"], day, found["bound"], list(_read(found)))


def _read(found: dict[str, Any]) -> Iterator[Planned]:
    for organization_id, day, audience, segments in found["planned"]:
        yield Planned(
            organization_id=organization_id,
            year=found["year"],
            day=date.fromisoformat(day),
            audience=audience,
            segments=segments,
        )
