"""Periods: the weeks, months and years in which a duty recurs (contract, section 4).

A period is an immutable value with both ends included. ``Recurrence`` is the written form
(``month``, ``2 months``, ``once``); ``Recurrence.periods`` lays it over one calendar year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # outside it a year is a slip of the pen


class Unit(StrEnum):
    """What a recurrence counts in."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ONCE = "once"


MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}
WRITTEN = re.compile(
    r"(?:(?P<number>[1-9]\d?) )?(?P<unit>week|month|quarter|half_year|year|once)(?P<plural>s?)"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both hold, or None when they share none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def calendar_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def months_of(year: int, first: int, number: int) -> Period:
    """``number`` months of a year from month ``first`` (1 to 12), cut at the year's end."""
    last = min(first + number - 1, 12)
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return Period(date(year, first, 1), after - ONE_DAY)


def monday_of_first_week(year: int) -> date:
    """The Monday of ISO week 1, the week that holds the year's first Thursday."""
    return date.fromisocalendar(year, 1, 1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``number`` units make one period; ``once`` has none of its own (number 1)."""

    unit: Unit
    number: int = 1

    @classmethod
    def parse(cls, written: str) -> "Recurrence":
        """Read ``month``, ``2 months``, ``once``. Raises ValueError on all else, ``0 months`` too."""
        match = WRITTEN.fullmatch(written)
        if match is None:
            raise ValueError(f"not a recurrence: {written!r}")
        unit, number = Unit(match["unit"]), int(match["number"] or 1)
        if unit is Unit.ONCE and written != "once":
            raise ValueError(f"not a recurrence: {written!r}")
        return cls(unit, number)

    def __str__(self) -> str:
        return str(self.unit) if self.number == 1 else f"{self.number} {self.unit}s"

    @property
    def months(self) -> int | None:
        """Length in months; None for weeks and ``once``, which no number of months makes up."""
        return MONTHS_IN[self.unit] * self.number if self.unit in MONTHS_IN else None

    def periods(self, year: int, in_force: Period) -> tuple[Period, ...]:
        """The periods of ``year`` in order, whether or not they lie in ``in_force``.

        ``in_force`` is the plan's own time: ``once`` is that time cut to the year, and periods of
        two years and longer are counted from the year it begins in. A week belongs to the year of
        its Thursday and may reach over the year's edge.
        """
        if self.unit is Unit.ONCE:
            cut = in_force.overlap(calendar_year(year))
            return (cut,) if cut else ()
        if self.unit is Unit.WEEK:
            return tuple(self._weeks(year))
        months = MONTHS_IN[self.unit] * self.number
        if self.unit is Unit.YEAR and self.number > 1:
            return self._years(year, in_force.start.year)
        return tuple(months_of(year, first, months) for first in range(1, 13, months))

    def _weeks(self, year: int) -> Iterator[Period]:
        start, after = monday_of_first_week(year), monday_of_first_week(year + 1)
        while start < after:
            end = min(start + self.number * ONE_WEEK, after)
            yield Period(start, end - ONE_DAY)
            start = end

    def _years(self, year: int, anchor: int) -> tuple[Period, ...]:
        if year < anchor:
            return ()
        first = year - (year - anchor) % self.number
        return (Period(date(first, 1, 1), date(first + self.number - 1, 12, 31)),)
