"""Lists of what is to be done: the month and the year of a page, cut out of agendas."""

from dataclasses import dataclass, field
from datetime import date

from zhibu.duties.agenda import Item, month_of
from zhibu.duties.lines import Line, Subject, lines
from zhibu.duties.months import ShownMonth
from zhibu.duties.together import with_companions
from zhibu.ledger import Status
from zhibu.plans.periods import calendar_year

Agenda = list[tuple[Subject, tuple[Item, ...]]]


@dataclass(frozen=True, slots=True)
class Missed:
    """A demand that went unmet in one or more earlier periods; ``line`` is the first of them."""

    line: Line
    periods: list[Line]


@dataclass(frozen=True, slots=True)
class Lists:
    """The four lists of a month, each in the order of the calendar."""

    now: list[Line] = field(default_factory=list)
    earlier: list[Line] = field(default_factory=list)
    later: list[Line] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.now or self.earlier or self.later or self.done)

    @property
    def missed(self) -> list[Missed]:
        """What stands apart from earlier periods, the periods of one demand together."""
        found: dict[tuple[object, ...], list[Line]] = {}
        for line in self.earlier:
            found.setdefault((line.subject.row.pk, line.item.cited.key), []).append(line)
        return [Missed(periods[0], periods) for periods in found.values()]

    @property
    def nearest(self) -> Line | None:
        return next(iter(self.now), None)


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month of the year sheet."""

    shown: ShownMonth
    lines: list[Line]

    @property
    def pending(self) -> int:
        return sum(line.item.is_pending for line in self.lines)


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year by months: each thing in the month of its day."""

    subject: Subject
    year: int
    months: list[MonthOfYear]

    @property
    def is_empty(self) -> bool:
        return not any(month.lines for month in self.months)


def month_lists(agenda: Agenda, shown: ShownMonth) -> Lists:
    cut = [(subject, month_of(items, shown.days, shown.today)) for subject, items in agenda]

    def listed(part: str) -> list[Line]:
        found = [
            line
            for subject, month in cut
            for line in lines(getattr(month, part), subject, shown.year, shown.today)
        ]
        return sorted(found, key=in_time)

    return Lists(with_companions(listed("now")), *(listed(part) for part in ("earlier", "later", "done")))


def in_time(line: Line) -> tuple[date, date]:
    """Soonest first, and of what falls on one day the shorter period."""
    return line.day, line.last_day


def upcoming(agenda: Agenda, shown: ShownMonth) -> Line | None:
    """The first thing after the month that is still to be done this year."""
    later = [
        line
        for subject, items in agenda
        for line in lines(items, subject, shown.year, shown.today)
        if line.status is Status.OPEN and line.item.due.first_day > shown.days.end
    ]
    return min(later, key=in_time, default=None)


def year_page(subject: Subject, agenda: Agenda, year: int, today: date) -> YearPage:
    found = [line for one, items in agenda for line in lines(items, one, year, today)]
    found.sort(key=_first_day)
    months = (ShownMonth(year, number, today) for number in range(1, 13))
    return YearPage(
        subject,
        year,
        [MonthOfYear(one, [line for line in found if _first_day(line) in one.days]) for one in months],
    )


def _first_day(line: Line) -> date:
    """The first suggested day, kept inside the year (a first or last week may reach over its edge)."""
    edges = calendar_year(line.year)
    return min(max(line.item.due.first_day, edges.start), edges.end)
