"""Dues counted over subjects without regard to the day, so that the counts may be kept.

Of the statuses (contract, section 7) ``met``, ``exempt`` and ``partial`` are decided before the day is
asked for: they change only with facts, plans and subjects. What is left is *unsettled*, and the day alone
makes it open, optional or overdue (``status_on``). Counts of these four are therefore right on any day.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.ledger.facts import Exemption, Fact, Status
from zhibu.ledger.memory import Subject, ask
from zhibu.ledger.rules import rules
from zhibu.ledger.single import CompiledPlans, subjects_of, tallies_by
from zhibu.ledger.tables import Demand, Kind, Tables
from zhibu.plans.subjects import Member, Organization

SETTLED = (Status.MET, Status.EXEMPT, Status.PARTIAL)

COUNTS = f"""select demand_no, coalesce(sum(achieved), 0), count(*),
    {", ".join(f"sum(case when status = '{one}' then 1 else 0 end)" for one in SETTLED)}
    from ({rules("due")}) group by demand_no order by demand_no"""


def status_on(day: date, ends: date, *, is_optional: bool) -> Status:
    """What an unsettled due is on a day, by the last day of its period."""
    if day <= ends:
        return Status.OPEN
    return Status.OPTIONAL if is_optional else Status.OVERDUE


@dataclass(frozen=True, slots=True)
class Counted:
    """A duty in one period, with how many subjects it falls on and how they stand.

    ``achieved`` is the sum over the subjects, in ten-thousandths.
    """

    demand: Demand
    achieved: int
    subjects: int
    met: int
    exempt: int
    partial: int

    @property
    def unsettled(self) -> int:
        return self.subjects - self.met - self.exempt - self.partial


def count_dues(
    compiled: CompiledPlans,
    organization: Organization,
    members: Iterable[Member],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    ancestors: Collection[str] = (),
    kinds: Collection[Kind] | None = None,
) -> Iterator[Counted]:
    """The organization's own dues, then those of its members together; with ``kinds`` only those by them."""
    facts, exemptions = list(facts), list(exemptions)
    for subject_type, subjects in subjects_of(organization, members, ancestors).items():
        tables = compiled.tables[subject_type]
        tallies = None if kinds is None else tallies_by(tables, kinds)
        if subjects and tallies != set():
            yield from _count(tables, subjects, facts, exemptions, tallies)


def _count(
    tables: Tables,
    subjects: Iterable[Subject],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    tallies: Collection[int] | None,
) -> Iterator[Counted]:
    asked = {subject.subject_id: subject for subject in subjects}
    rows = ask(COUNTS, tables, asked, facts, exemptions, tallies)
    return (Counted(tables.demands[number], *counts) for number, *counts in rows)
