"""What the pages show: a month of an organization or a member, a year with what it would come to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.calendars import wording
from zhibu.calendars.days import Entry, Month, due_entries, month_of_days
from zhibu.calendars.foresight import Branch, Shortfall, read_branch
from zhibu.calendars.matching import held, outstanding
from zhibu.calendars.models import Adoption, Planned
from zhibu.calendars.reading import planned_of, planned_on, recorded_on
from zhibu.duties.lines import Line, lines
from zhibu.duties.lists import Agenda
from zhibu.duties.months import ShownMonth
from zhibu.duties.queries import own_agenda
from zhibu.duties.queries_member import member_agenda
from zhibu.duties.reading import read_place
from zhibu.gatherings.models import Gathering
from zhibu.ledger import DueStatus
from zhibu.plans.codes import Level
from zhibu.plans.lightest import Audience
from zhibu.plans.periods import Period, calendar_year
from zhibu.plans.workdays import work_calendar
from zhibu.registry.models import Member, Organization

PLANNING_LEVELS = (Level.BRANCH.value, Level.GENERAL_BRANCH.value, Level.COMMITTEE.value)


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of an organization or of a member; ``dues`` are those of the year that ask for something."""

    month: Month
    shown: ShownMonth
    has_plans: bool
    dues: list[Entry]
    may_plan: bool = False

    def soon(self, days_ahead: int) -> list[Entry]:
        """What is due within so many days of today."""
        last = self.shown.today + timedelta(days=days_ahead)
        return sorted(
            (one for one in self.dues if self.shown.today <= one.day <= last), key=lambda one: one.day
        )


def organization_month(user: Account, organization: Organization, shown: ShownMonth) -> MonthPage:
    reading = read_place(organization, shown.year, shown.today)
    agenda = own_agenda(reading, organization, may_record=False)
    may_keep = reach(user, Ability.KEEP_RECORDS).covers(organization.path)
    may_open = reach(user, Ability.SEE_RECORDS).covers(organization.path)
    planned, recorded = planned_on(organization, shown.days), recorded_on(organization, shown.days)
    dues = list(due_entries(all_lines(agenda, shown.year, shown.today)))
    entries = [
        *gathering_entries(list(planned), list(recorded), organization, may_keep, may_open),
        *(one for one in dues if one.day in shown.days),
    ]
    return MonthPage(
        month=month_of_days(shown, entries, work_calendar()),
        shown=shown,
        has_plans=any(items for _subject, items in agenda),
        dues=dues,
        may_plan=may_keep and plans_its_year(organization),
    )


def member_month(member: Member, shown: ShownMonth) -> MonthPage:
    """The member's own dues, the gatherings one was at, and those planned for all of the branch or group."""
    _reading, agenda = member_agenda(member, shown.year, shown.today)
    days = shown.days
    planned = [one for one in planned_on(member.organization, days) if is_expected(member, one)]
    rows = recorded_on(member.organization, days)
    recorded = list(rows.filter(attendances__member=member, attendances__is_present=True))
    dues = list(due_entries(all_lines(agenda, shown.year, shown.today)))
    entries = [
        *gathering_entries(planned, recorded, member.organization, may_keep=False, may_open=False),
        *(one for one in dues if one.day in shown.days),
    ]
    has_plans = any(items for _subject, items in agenda)
    return MonthPage(month_of_days(shown, entries, work_calendar()), shown, has_plans, dues)


def is_expected(member: Member, planned: Planned) -> bool:
    """Whether a planned gathering is for all of the member's branch, or of the member's group."""
    places = (member.organization_id, member.group_id)
    return planned.audience == Audience.ALL and planned.organization_id in places


def plans_its_year(organization: Organization) -> bool:
    return organization.level in PLANNING_LEVELS


def gathering_entries(
    planned: list[Planned],
    recorded: list[Gathering],
    organization: Organization,
    may_keep: bool,
    may_open: bool,
) -> Iterator[Entry]:
    """Records, and those planned of which there is none."""
    done = held(planned, recorded)
    for gathering in recorded:
        url = reverse("gatherings:gathering", args=[gathering.pk]) if may_open else ""
        place = _group(gathering.organization, organization)
        yield Entry(gathering.occurred_on, "recorded", said(gathering), url, gathering.starts_at, place)
    for one in planned:
        if one.pk not in done:
            url = reverse("calendars:planned", args=[one.pk]) if may_keep else ""
            place = _group(one.organization, organization)
            yield Entry(one.day, "planned", one.label, url, one.starts_at, place)


def said(gathering: Gathering) -> str:
    """主题党日、党课: what a recorded gathering was called by and its segments."""
    terms = [gathering.activity, *(one.activity for one in gathering.segments.all())]
    return Planned(segments=[[one.value, 0] for one in dict.fromkeys(terms)]).label


def _group(place: Organization, shown: Organization) -> str:
    return place.name if place.pk != shown.pk else ""


def all_lines(agenda: Agenda, year: int, today: date) -> Iterator[Line]:
    return (line for subject, items in agenda for line in lines(items, subject, year, today))


# ── the year ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A planned gathering with the dues it counts toward; ``record`` is the form, filled in."""

    planned: Planned
    serves: list[DueStatus]
    group: str
    may_keep: bool
    today: date

    @property
    def may_change(self) -> bool:
        """Past months stay as they were."""
        return self.may_keep and self.planned.day >= self.today.replace(day=1)

    @property
    def has_passed(self) -> bool:
        return self.planned.day < self.today

    @property
    def record(self) -> str:
        return record_address(self.planned, self.today) if self.may_keep else ""

    @property
    def clauses(self) -> list[str]:
        return citations(self.serves)


@dataclass(slots=True)
class YearMonth:
    """A month of the year page."""

    month: Month
    recorded: list[Entry] = field(default_factory=list)
    planned: list[PlannedLine] = field(default_factory=list)
    dues: list[Entry] = field(default_factory=list)

    @property
    def shown(self) -> ShownMonth:
        return self.month.shown

    @property
    def is_past(self) -> bool:
        return self.shown.is_past

    @property
    def number(self) -> int:
        return self.shown.number


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year of an organization: what was held, what is planned, and what would be missed."""

    organization: Organization
    year: int
    months: list[YearMonth]
    shortfalls: list[str]
    adoption: Adoption | None
    has_plans: bool
    has_planned: bool
    may_plan: bool
    is_over: bool

    @property
    def coming(self) -> list[YearMonth]:
        """This month and those after it; of a year gone by, all."""
        return [one for one in self.months if self.is_over or not one.is_past]

    @property
    def past(self) -> list[YearMonth]:
        return [one for one in self.months if one.is_past and not self.is_over]


def year_page(user: Account, organization: Organization, year: int, today: date) -> YearPage | None:
    """None where there was no such organization. A fixed number of queries."""
    branch = read_branch(organization, year, today)
    if branch is None:
        return None
    edges = calendar_year(year)
    planned, recorded = list(planned_of(organization, year)), list(recorded_on(organization, edges))
    ahead = outstanding(planned, recorded)
    foresight = branch.foresee(one for one in ahead if one.day >= today)
    may_keep = reach(user, Ability.KEEP_RECORDS).covers(organization.path)
    may_open = reach(user, Ability.SEE_RECORDS).covers(organization.path)
    served = foresight.served()
    entries = list(gathering_entries([], recorded, organization, may_keep, may_open))
    agenda = own_agenda(branch.reading, organization, may_record=False)
    dues = list(due_entries(all_lines(agenda, year, today)))
    lines_of_plan = [
        PlannedLine(one, served.get(one.pk, []), _group(one.organization, organization), may_keep, today)
        for one in ahead
    ]
    months = [_year_month(ShownMonth(year, n, today), entries, lines_of_plan, dues) for n in range(1, 13)]
    plans = plans_its_year(organization)
    return YearPage(
        organization=organization,
        year=year,
        months=months,
        shortfalls=[wording.shortfall(one, year) for one in foresight.shortfalls()] if plans else [],
        adoption=Adoption.objects.filter(organization=organization, year=year)
        .order_by("-adopted_at")
        .first(),
        has_plans=bool(branch.reading.plans),
        has_planned=bool(planned),
        may_plan=may_keep and plans,
        is_over=edges.end < today,
    )


def _year_month(
    shown: ShownMonth, recorded: list[Entry], planned: list[PlannedLine], dues: list[Entry]
) -> YearMonth:
    def inside(day: date) -> bool:
        return _kept_inside(day, shown.year) in shown.days

    mine = [one for one in recorded if inside(one.day)]
    ahead = [one for one in planned if inside(one.planned.day)]
    marks = [*mine, *(Entry(one.planned.day, "planned", one.planned.label) for one in ahead)]
    month = month_of_days(shown, marks, work_calendar())
    return YearMonth(month, mine, ahead, [one for one in dues if inside(one.day)])


def _kept_inside(day: date, year: int) -> date:
    """A first or last week may reach over the year's edge."""
    edges: Period = calendar_year(year)
    return min(max(day, edges.start), edges.end)


def shortfalls_of(organization: Organization, year: int, today: date) -> list[Shortfall]:
    """What would be missed were everything held as it is planned now."""
    branch = read_branch(organization, year, today)
    if branch is None:
        return []
    return branch.foresee(still_ahead(branch, today)).shortfalls()


def still_ahead(branch: Branch, today: date) -> list[Planned]:
    """What is planned for today or later, and not recorded already."""
    planned = list(planned_of(branch.row, branch.year))
    recorded = recorded_on(branch.row, calendar_year(branch.year))
    return [one for one in outstanding(planned, recorded) if one.day >= today]


def record_address(planned: Planned, today: date) -> str:
    """The record form, filled in; a day that has not come cannot be recorded, so today stands for it."""
    query = [("organization", str(planned.organization_id))]
    query += [("activity", activity.value) for activity in planned.activities]
    query.append(("date", min(planned.day, today).isoformat()))
    return f"{reverse('gatherings:record')}?{urlencode(query)}"


def citations(statuses: Iterable[DueStatus]) -> list[str]:
    """The places in the documents, each once."""
    return list(dict.fromkeys(one.due.cited.citation for one in statuses))
