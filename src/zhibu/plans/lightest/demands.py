"""What the year has to hold: every due of one organization and its members as a demand on days.

A due asks for enough in its period (``least``, where it is demanded and not a ``may``) and may forbid too
much (``most``). Enough has to fall on the days that the duty's date rule leaves; too much is counted over
the whole period, because a fact counts toward a due wherever in the period it lies (contract, section 6).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from zhibu.plans.codes import Activity, Category, Flow, Force, Level, Sector, SubjectType
from zhibu.plans.date_rules import OnDay
from zhibu.plans.dues import Due, dues_of_member, dues_of_organization
from zhibu.plans.lightest.gatherings import Settings
from zhibu.plans.model import CitedDuty, Filter, Plan
from zhibu.plans.periods import Unit, calendar_year
from zhibu.plans.subjects import Member, Organization
from zhibu.plans.workdays import WorkCalendar, days_of
from zhibu.plans.year import ASKED_FOR

FINEST = 10_000  # quantities have at most four decimal places


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """One due, as far as it binds the calendar. Amounts are whole: times, minutes, or 1/10000 of a unit."""

    due: Due
    days: frozenset[date]
    span: frozenset[date]
    least: int | None
    most: int | None
    gathers: bool
    timed: bool

    @property
    def cited(self) -> CitedDuty:
        return self.due.cited

    @property
    def activity(self) -> Activity:
        return self.due.cited.duty.activity

    @property
    def of_member(self) -> bool:
        return self.due.subject_type is SubjectType.MEMBER


@dataclass(frozen=True, slots=True)
class Year:
    """What is asked: the year, its working days, what a gathering is, and ids above the organization."""

    number: int
    calendar: WorkCalendar
    settings: Settings
    ancestors: frozenset[str] = frozenset()


def assumed_organization(level: Level, sector: Sector) -> Organization:
    return Organization(org_id=ASKED_FOR, level=level, sector=sector)


def assumed_member(selects: Filter, organization: Organization) -> Member:
    """A member whom the filter selects; nothing that it leaves open sets the member apart."""
    return Member(
        member_id="member",
        org_id=organization.org_id,
        category=(selects.category or (Category.OTHER,))[0],
        is_leader=bool(selects.is_leader),
        is_secretary=bool(selects.is_secretary),
        is_frail=bool(selects.is_frail),
        flow=(selects.flow or (Flow.NONE,))[0],
    )


def all_demands(plans: Sequence[Plan], organization: Organization, year: Year) -> tuple[Demand, ...]:
    """The demands on an organization and on members of every kind that a clause names."""
    found = (demand_of(due, year) for due in all_dues(plans, organization, year))
    return tuple(demand for demand in found if demand.least is not None or demand.most is not None)


def all_dues(plans: Sequence[Plan], organization: Organization, year: Year) -> Iterator[Due]:
    """The dues of the organization, then of one member for each filter that a plan's duties use."""
    yield from dues_of_organization(plans, organization, year.number, year.ancestors)
    for plan in plans:
        # members that select the same duties need not be told apart: one of each filter is enough
        for selects in dict.fromkeys(cited.duty.selects for cited in _member_duties(plan)):
            member = assumed_member(selects, organization)
            for due in dues_of_member([plan], member, organization, year.number, year.ancestors):
                if due.cited.duty.selects == selects:
                    yield due


def _member_duties(plan: Plan) -> Iterable[CitedDuty]:
    return (cited for cited in plan.duties() if cited.duty.subject is SubjectType.MEMBER)


def demand_of(due: Due, year: Year) -> Demand:
    duty = due.cited.duty
    open_days = days_open(due, year.number)
    asked = due.demanded and duty.force is not Force.MAY
    gathers = year.settings.gathers(duty.activity, duty.measure)
    timed = gathers and duty.measure is not None
    unit = unit_of(duty.measure, gathers, year.settings)
    return Demand(
        due=due,
        days=frozenset(days_allowed(due, year.calendar)) & open_days if asked else frozenset(),
        span=open_days,
        least=whole(duty.at_least * unit, ROUND_CEILING) if asked else None,
        most=None if duty.at_most is None else whole(duty.at_most * unit, ROUND_FLOOR),
        gathers=gathers,
        timed=timed,
    )


def unit_of(measure: str | None, gathers: bool, settings: Settings) -> int:
    if measure is None:
        return 1
    return settings.time_measures[measure] if gathers else FINEST


def whole(amount: Decimal, rounding: str) -> int:
    return int(amount.to_integral_value(rounding=rounding))


def days_open(due: Due, year: int) -> frozenset[date]:
    """The days of the due's period on which this year's calendar may put something.

    That is the calendar year, and for a week the days by which it reaches over the edge.
    """
    weekly = due.cited.duty.every.unit is Unit.WEEK
    period = due.period if weekly else due.period.overlap(calendar_year(year))
    return frozenset(days_of(period)) if period else frozenset()


def days_allowed(due: Due, calendar: WorkCalendar) -> Iterator[date]:
    """The days that the date rule leaves; a fixed day is shifted off days that are not worked."""
    rule = due.cited.duty.on
    if rule is None:
        yield from days_of(due.period)
        return
    for stretch in rule.days_in(due.period):
        if isinstance(rule, OnDay):
            yield calendar.shift(stretch.start, rule.shift, due.period)
        else:
            yield from days_of(stretch)
