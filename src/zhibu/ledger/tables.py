"""Plans compiled into plain tables, so that the rules in ``due.sql`` only join, filter, sum and compare.

For one year, one day and one type of subject:

- ``demand``    a duty in one of its periods, with all that decides its status;
- ``tally``     a sum that facts add to: one activity, measure and period, shared by all demands for it;
- ``calendar``  which tallies a fact of an activity and measure adds to on a day;
- ``selected``  which duties fall on which class of subject.

A class is what plans tell subjects apart by: level, sector and region for an organization, and category,
flags and flow besides for a member. A region is the nearest organization, from the subject's own
upwards, that some plan names in ``applies_to.under``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhibu.ledger.amounts import to_scaled
from zhibu.plans.codes import Force, SubjectType
from zhibu.plans.dues import all_duties, selects_member, selects_organization
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.periods import ONE_DAY, Period
from zhibu.plans.subjects import Member, Organization

Kind = tuple[str, str]  # activity and measure; "" where there is no measure


@dataclass(frozen=True, slots=True)
class Demand:
    """A duty in one period; ``whole`` when the duty is in force from the period's first day to its last."""

    demand_no: int
    duty_no: int
    tally_no: int
    cited: CitedDuty
    period: Period

    @property
    def whole(self) -> bool:
        return self.cited.in_force.contains(self.period)


@dataclass(frozen=True, slots=True)
class SubjectClass:
    """A class of subject, shown by an example of it; ``above`` are the ids of organizations above it."""

    organization: Organization
    member: Member | None
    above: Collection[str]

    def selected_by(self, cited: CitedDuty) -> bool:
        if self.member is None:
            return selects_organization(cited, self.organization, self.above)
        return selects_member(cited, self.member, self.organization, self.above)


class Tables:
    """The plans of a year as rows; numbers are given in the order of plans, duties and periods."""

    def __init__(self, plans: Iterable[Plan], year: int, as_of: date, subject_type: SubjectType) -> None:
        self.year, self.as_of, self.subject_type = year, as_of, subject_type
        every_duty = all_duties(plans)
        self.duties = tuple(cited for cited in every_duty if cited.duty.subject is subject_type)
        self._tallies: dict[tuple[Kind, Period], int] = {}
        self.demands = tuple(self._number_demands())

    def _number_demands(self) -> Iterator[Demand]:
        number = 0
        for duty_no, cited in enumerate(self.duties):
            for period in cited.periods(self.year):
                key = (kind_of(cited), period)
                tally_no = self._tallies.setdefault(key, len(self._tallies))
                yield Demand(number, duty_no, tally_no, cited, period)
                number += 1

    @cached_property
    def tallies(self) -> Mapping[Kind, Sequence[tuple[Period, int]]]:
        by_kind: dict[Kind, list[tuple[Period, int]]] = {}
        for (kind, period), tally_no in self._tallies.items():
            by_kind.setdefault(kind, []).append((period, tally_no))
        return by_kind

    def tallies_on(self, activity: str, measure: str | None, day: date) -> tuple[int, ...]:
        """The tallies that a fact adds to."""
        periods = self.tallies.get((activity, measure or ""), ())
        return tuple(tally_no for period, tally_no in periods if day in period)

    @cached_property
    def demands_of_tally(self) -> Mapping[int, Sequence[Demand]]:
        by_tally: dict[int, list[Demand]] = {}
        for demand in self.demands:
            by_tally.setdefault(demand.tally_no, []).append(demand)
        return by_tally

    def demands_for(self, tallies: Iterable[int] | None) -> Sequence[Demand]:
        """The demands that the tallies count for; all when None."""
        if tallies is None:
            return self.demands
        return [demand for tally_no in tallies for demand in self.demands_of_tally[tally_no]]

    def demand_rows(self, tallies: Iterable[int] | None = None) -> Iterator[tuple[object, ...]]:
        """The table's columns, in the order that ``due.sql`` names them."""
        for demand in self.demands_for(tallies):
            duty, period = demand.cited.duty, demand.period
            yield (
                *(demand.demand_no, demand.duty_no, demand.tally_no, str(duty.activity)),
                *(period.start, period.end, demand.whole, self.as_of > period.end),
                *(duty.force is Force.MAY, to_scaled(duty.at_least)),
                None if duty.at_most is None else to_scaled(duty.at_most),
            )

    def calendar_rows(self) -> Iterator[tuple[str, str, date, int]]:
        """activity, measure, day, tally_no: for every day of every period."""
        for (activity, measure), periods in self.tallies.items():
            for period, tally_no in periods:
                for offset in range(period.days):
                    yield activity, measure, period.start + offset * ONE_DAY, tally_no

    def selected_rows(self, classes: Iterable[tuple[int, SubjectClass]]) -> Iterator[tuple[int, int]]:
        """class_no, duty_no: for the numbered classes given."""
        for class_no, subjects in classes:
            for duty_no, cited in enumerate(self.duties):
                if subjects.selected_by(cited):
                    yield class_no, duty_no


def kind_of(cited: CitedDuty) -> Kind:
    return str(cited.duty.activity), cited.duty.measure or ""
