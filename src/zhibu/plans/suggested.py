"""Suggested days: where a date rule puts a thing inside its period, moved off days that are not worked.

A suggestion guides the calendar. What counts toward the due is any fact in its period.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.plans.date_rules import Around, DateRule, OnDay, Shift, Weekdays, in_year
from zhibu.plans.model import CitedDuty
from zhibu.plans.periods import Period, calendar_year, months_of
from zhibu.plans.speaking import say
from zhibu.plans.wording import day_in_words, stretch_in_words
from zhibu.plans.workdays import WorkCalendar, in_words

LONGEST_YEAR = 366


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A day of the period, and how a reader is told of it.

    ``is_limit``: any earlier day does as well. ``why`` says what moved it to a working day.
    """

    day: date
    words: str
    is_limit: bool = False
    why: str = ""

    @property
    def names_its_day(self) -> bool:
        """Whether the words begin with the day itself (12月5日 周五), not with a stretch or a limit."""
        return in_words(self.day) in self.words


def suggestions(
    cited: CitedDuty, period: Period, year: int, calendar: WorkCalendar
) -> tuple[Suggestion, ...]:
    """The days that the duty's own rule names in one of its periods; empty where it has none there."""
    days = days_asked(cited, period, year)
    if cited.duty.on is None or days is None:
        return ()
    return tuple(sorted(set(_by_rule(cited.duty.on, days, year, calendar))))


def deadline(cited: CitedDuty, period: Period, year: int) -> Suggestion:
    """The last day on which it can be done."""
    end = (period.overlap(cited.in_force) or period).end
    return Suggestion(end, before(end, year), is_limit=True)


def days_asked(cited: CitedDuty, period: Period, year: int) -> Period | None:
    """The days of a period on which the plan is in force; of several years, those of the year asked for."""
    in_force = period.overlap(cited.in_force)
    if in_force and period.days > LONGEST_YEAR:
        return in_force.overlap(calendar_year(year))
    return in_force


def _by_rule(rule: DateRule, days: Period, year: int, calendar: WorkCalendar) -> Iterator[Suggestion]:
    match rule:
        case OnDay():
            for stretch in rule.days_in(days):
                yield _fixed(stretch.start, rule.shift, days, year, calendar)
        case Around():
            yield from _around(rule, days, year, calendar)
        case Weekdays():
            for day in _not_on_holidays([stretch.start for stretch in rule.days_in(days)], calendar):
                yield Suggestion(day, day_in_words(day, year))
        case _:
            for stretch in rule.days_in(days):
                yield Suggestion(stretch.end, _within(stretch, days, year), is_limit=True)


def _fixed(day: date, shift: Shift, days: Period, year: int, calendar: WorkCalendar) -> Suggestion:
    """The day, or the working day it goes to; it stays in its month, as local rules have it."""
    month = months_of(day.year, day.month, 1).overlap(days)
    moved = calendar.shift(day, shift, month or days)
    kind = calendar.day_kind(day) or ""
    why = say("%(day)s日遇%(kind)s", day=day.day, kind=say(kind)) if moved != day else ""
    return Suggestion(moved, day_in_words(moved, year), why=why)


def _around(rule: Around, days: Period, year: int, calendar: WorkCalendar) -> Iterator[Suggestion]:
    for centred in range(days.start.year - 1, days.end.year + 2):
        for stretch in (named.overlap(days) for named in rule.named_days(centred)):
            if stretch:
                centre = min(max(in_year(rule.around, centred), stretch.start), stretch.end)
                day = calendar.shift(centre, Shift.NEAREST, stretch)
                words = say("%(day)s（前后%(n)s天内）", day=day_in_words(day, year), n=rule.days)
                yield Suggestion(day, words)


def _within(stretch: Period, days: Period, year: int) -> str:
    if stretch.start == days.start:
        return before(stretch.end, year)
    return stretch_in_words(stretch, year)


def before(day: date, year: int) -> str:
    """11月30日 周一前"""
    return say("%(day)s前", day=day_in_words(day, year))


def _not_on_holidays(days: list[date], calendar: WorkCalendar) -> list[date]:
    """A Saturday that a plan names is meant; a public holiday hardly is, unless nothing else is left."""
    return [day for day in days if day not in calendar.off] or days
