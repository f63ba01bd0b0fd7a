"""One organization's year: the consolidated dues with suggested days, and every clause they fulfil."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.covering import ConsolidatedDuty, consolidate
from zhibu.plans.dues import all_duties, lets_through, plan_applies, selects_organization
from zhibu.plans.errors import YearError
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR, Period
from zhibu.plans.subjects import Organization
from zhibu.plans.suggested import Suggestion, deadline, suggestions
from zhibu.plans.wording import quantity_in_words, recurrence_in_words
from zhibu.plans.workdays import WorkCalendar, work_calendar

ASKED_FOR = "(asked for)"  # no id a file can hold, so no plan's `under` names it by accident


@dataclass(frozen=True)
class YearDue:
    """So many are required in one period, of the organization or of each member that the duty selects."""

    duty: ConsolidatedDuty
    period: Period
    suggested: tuple[Suggestion, ...]

    @property
    def cited(self) -> CitedDuty:
        return self.duty.kept

    @cached_property
    def clauses(self) -> tuple[CitedDuty, ...]:
        """The clauses that it fulfils: those whose plan is in force at some time of the period."""
        return tuple(cited for cited in self.duty.clauses if cited.in_force.overlap(self.period))

    @property
    def demanded(self) -> bool:
        return self.cited.in_force.contains(self.period)

    @property
    def required(self) -> Decimal:
        return self.cited.duty.at_least

    @property
    def first_day(self) -> date:
        return self.suggested[0].day

    @property
    def key(self) -> tuple[str, str, date]:
        return *self.cited.key, self.period.start


@dataclass(frozen=True, slots=True)
class YearSheet:
    """The dues of a year by date. ``left_out`` are plans for a subtree that was not named."""

    year: int
    level: Level
    sector: Sector
    provisional: bool
    dues: tuple[YearDue, ...]
    left_out: tuple[Plan, ...] = ()


def plan_year(
    plans: Iterable[Plan],
    level: Level,
    sector: Sector,
    year: int,
    *,
    ancestors: Collection[str] = (),
    calendar: WorkCalendar | None = None,
) -> YearSheet:
    """The year of one organization of a level and sector, and of its members.

    ``ancestors`` are ids of organizations it stands under, for plans that are addressed to a subtree.
    Raises YearError outside the years worked with.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearError(f"{year} 年不在可排的年份之内；请给出 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份")
    calendar = calendar or work_calendar()
    plans = tuple(plans)
    organization = Organization(ASKED_FOR, level, sector)
    dues = dues_by_date(consolidated_duties(plans, organization, year, ancestors), year, calendar)
    left_out = tuple(plan for plan in plans if for_another_subtree(plan, organization, ancestors))
    return YearSheet(year, level, sector, calendar.provisional(year), dues, left_out)


def dues_by_date(
    duties: Iterable[ConsolidatedDuty], year: int, calendar: WorkCalendar
) -> tuple[YearDue, ...]:
    """Every period of the duties in the year, with its suggested days, in the order of the calendar."""
    return tuple(sorted((due for duty in duties for due in _dues(duty, year, calendar)), key=by_date))


def by_date(due: YearDue) -> tuple[date, date, bool, str, tuple[str, str, date]]:
    """The order of a year: by day, the shorter period first, the organization before its members."""
    duty = due.cited.duty
    return due.first_day, due.period.end, duty.subject is SubjectType.MEMBER, duty.activity, due.key


def consolidated_duties(
    plans: Iterable[Plan], organization: Organization, year: int, ancestors: Collection[str] = ()
) -> tuple[ConsolidatedDuty, ...]:
    """The duties that remain of those with a due in the year: the organization's own, then its members'."""
    due = [cited for cited in all_duties(plans) if cited.periods(year)]
    own = [cited for cited in due if selects_organization(cited, organization, ancestors)]
    members = [
        cited
        for cited in due
        if cited.duty.subject is SubjectType.MEMBER and plan_applies(cited.plan, organization, ancestors)
    ]
    return (*consolidate(own), *consolidate(members, subject_known=False))


def upper_limits(due: YearDue) -> tuple[str, ...]:
    """Limits of the other clauses, which whoever does more than is required has to keep to as well."""
    return tuple(
        f"{recurrence_in_words(cited.duty.every)}不多于"
        f"{quantity_in_words(cited.duty.at_most, cited.duty.measure)}（{cited.citation}）"
        for cited in due.clauses
        if cited != due.cited and cited.duty.at_most is not None
    )


def _dues(duty: ConsolidatedDuty, year: int, calendar: WorkCalendar) -> Iterator[YearDue]:
    own = tuple(_suggested(duty.kept, year, calendar))
    others = tuple(found for cited in duty.covered for found in _suggested(cited, year, calendar))
    for period in duty.kept.periods(year):
        inside = period.overlap(duty.kept.in_force) or period
        here, of_others = ([one for one in named if one.day in inside] for named in (own, others))
        found = _together(here, of_others)
        yield YearDue(duty, period, found or (deadline(duty.kept, period, year),))


def _together(own: Sequence[Suggestion], others: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Every day that one of the clauses names; a covered clause's latest day says nothing beside a day."""
    fixed = any(not one.is_limit for one in own)
    return tuple(sorted({*own, *(one for one in others if not (fixed and one.is_limit))}))


def _suggested(cited: CitedDuty, year: int, calendar: WorkCalendar) -> Iterator[Suggestion]:
    for period in cited.periods(year):
        yield from suggestions(cited, period, year, calendar)


def for_another_subtree(plan: Plan, organization: Organization, ancestors: Collection[str]) -> bool:
    """Whether only the subtree keeps the plan from applying."""
    return lets_through(plan.applies_to, organization) and not plan_applies(plan, organization, ancestors)
