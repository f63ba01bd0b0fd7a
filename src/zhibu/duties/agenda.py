"""The agenda of one subject: its consolidated dues with their status, in the order of the calendar.

Statuses come from the ledger, what covers what and the suggested days from ``zhibu.plans``; here they
are only laid side by side, and a month is cut out of the year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhibu.ledger import DueStatus, Fact, Status, explain
from zhibu.plans.codes import Force
from zhibu.plans.covering import consolidate
from zhibu.plans.model import CitedDuty
from zhibu.plans.periods import Period
from zhibu.plans.suggested import Suggestion
from zhibu.plans.workdays import WorkCalendar, work_calendar
from zhibu.plans.year import YearDue, dues_by_date

QUIET = (Status.MET, Status.EXEMPT, Status.OPTIONAL)


@dataclass(frozen=True, slots=True)
class CitedStatus:
    """A clause that the item fulfils, with the clause's own due in its own period."""

    cited: CitedDuty
    status: DueStatus


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be done in one period, for all the clauses that ask for it."""

    due: YearDue
    status: DueStatus
    clauses: tuple[CitedStatus, ...]
    counted: tuple[Fact, ...] = ()

    @property
    def cited(self) -> CitedDuty:
        return self.due.cited

    @property
    def period(self) -> Period:
        return self.due.period

    @property
    def is_pending(self) -> bool:
        """Whether something is still asked for: not done, not excused, not left to choice."""
        return self.status.status in (Status.OPEN, Status.OVERDUE) and self.cited.duty.force is not Force.MAY

    @property
    def plan_count(self) -> int:
        return len({one.cited.plan.id for one in self.clauses})

    def next_day(self, today: date) -> Suggestion:
        """The suggested day that comes next, else the last one."""
        return next((one for one in self.due.suggested if one.day >= today), self.due.suggested[-1])


@dataclass(slots=True)
class Agendas:
    """Makes agendas of one year; subjects on whom the same duties fall share the laying out."""

    year: int
    calendar: WorkCalendar = field(default_factory=work_calendar)
    _laid_out: dict[tuple[CitedDuty, ...], tuple[YearDue, ...]] = field(default_factory=dict)

    def of(self, statuses: Sequence[DueStatus], facts: Iterable[Fact] = ()) -> tuple[Item, ...]:
        """``statuses`` are all those of one subject in the year, as the ledger gives them for ``facts``."""
        by_key = {(*one.due.cited.key, one.due.period.start): one for one in statuses}
        by_duty: dict[CitedDuty, list[DueStatus]] = {}
        for one in statuses:
            by_duty.setdefault(one.due.cited, []).append(one)
        alike = by_activity(facts)
        found = ((due, by_key.get(due.key)) for due in self._dues(tuple(by_duty)))
        return tuple(
            Item(due, own, _clauses(due, own, by_duty), _counted(own, alike)) for due, own in found if own
        )

    def _dues(self, duties: tuple[CitedDuty, ...]) -> tuple[YearDue, ...]:
        if duties not in self._laid_out:
            self._laid_out[duties] = dues_by_date(consolidate(duties), self.year, self.calendar)
        return self._laid_out[duties]


def by_activity(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.activity, []).append(fact)
    return found


def _counted(status: DueStatus, alike: dict[str, list[Fact]]) -> tuple[Fact, ...]:
    """The facts that add up to what is achieved, by day."""
    if not status.achieved or not alike:
        return ()
    return explain(status, alike.get(status.due.cited.duty.activity, ()), ()).counted


def _clauses(
    due: YearDue, own: DueStatus, by_duty: dict[CitedDuty, list[DueStatus]]
) -> tuple[CitedStatus, ...]:
    """The due's clauses, each with its own due of the period that this one lies in."""
    found = [CitedStatus(due.cited, own)]
    for cited in due.clauses[1:]:
        holding = (one for one in by_duty.get(cited, ()) if one.due.period.overlap(due.period))
        status = next(holding, None)
        if status:
            found.append(CitedStatus(cited, status))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Month:
    """A subject's month. ``now`` is due soonest first; what else there is lies in one of the other three."""

    days: Period
    now: tuple[Item, ...]
    earlier: tuple[Item, ...]
    later: tuple[Item, ...]
    done: tuple[Item, ...]

    @property
    def pending(self) -> tuple[Item, ...]:
        """What still asks for something by the end of the month, missed periods first."""
        return tuple(item for item in (*self.earlier, *self.now) if item.is_pending)


def month_of(items: Iterable[Item], days: Period, today: date) -> Month:
    """Cut a month out of an agenda.

    1. What is overdue from a period that began by the month's end stands apart.
    2. Of the periods that touch the month, what is met, excused or left to choice is quiet; it belongs to
       the month in which it was done or its period ends.
    3. The rest is for now when the suggested day, or the period's end, has come by the month's end;
       otherwise there is still time.
    """
    parts: dict[str, list[Item]] = {"now": [], "earlier": [], "later": [], "done": []}
    for item in items:
        part = _part(item, days)
        if part:
            parts[part].append(item)
    parts["now"].sort(key=lambda item: (item.next_day(today).day, item.period.end))
    return Month(days, **{name: tuple(found) for name, found in parts.items()})


def _part(item: Item, days: Period) -> str | None:
    if item.status.status is Status.OVERDUE:
        return "earlier" if item.period.start <= days.end else None
    if not item.period.overlap(days):
        return None
    if item.status.status in QUIET:
        return "done" if belongs_to(item, days) else None
    return "now" if item.due.first_day <= days.end else "later"


def belongs_to(item: Item, days: Period) -> bool:
    return item.period.end in days or any(fact.occurred_on in days for fact in item.counted)
