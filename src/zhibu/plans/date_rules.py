"""Date rules of a duty: ``on`` in a plan file, and the days of a period that they name.

A rule says when inside its period a thing is meant to happen. It guides the calendar; what counts
toward a due is any fact in the period (contract, section 6).
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from zhibu.plans.periods import Period, calendar_year, months_of
from zhibu.plans.speaking import say

MONTH_DAY = re.compile(r"\d\d-\d\d")
WINDOW = re.compile(r"([QHM])(\d{1,2})(?:-\1(\d{1,2}))?")
WINDOW_MONTHS = {"Q": 3, "H": 6, "M": 1}
LEAP_YEAR = 2000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Shift(StrEnum):
    """Where a fixed day goes that is not a working day."""

    NEAREST = "nearest"
    NEXT = "next"
    PREVIOUS = "previous"
    NONE = "none"


def read_month_day(value: Any) -> str:
    text = str(value)
    try:
        if MONTH_DAY.fullmatch(text):
            date.fromisoformat(f"{LEAP_YEAR}-{text}")
            return text
    except ValueError:
        pass
    raise PydanticCustomError("month_day", say("“{written}”不是月日；应写成 07-01 这样"), {"written": text})


def read_window(value: Any) -> str:
    text = str(value)
    match = WINDOW.fullmatch(text)
    if match:
        first, last = int(match[2]), int(match[3] or match[2])
        if 1 <= first <= last <= 12 // WINDOW_MONTHS[match[1]]:
            return text
    raise PydanticCustomError(
        "window",
        say("“{written}”不是时段；可用 Q1 至 Q4、H1、H2、M1 至 M12，或 Q1-Q3、M6-M7 这样的一段"),
        {"written": text},
    )


def weekday_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


MonthDay = Annotated[
    str, BeforeValidator(read_month_day), WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"})
]
WindowName = Annotated[
    str,
    BeforeValidator(read_window),
    WithJsonSchema({"type": "string", "pattern": "^([QHM])([0-9]{1,2})(-[QHM][0-9]{1,2})?$"}),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def in_year(month_day: str, year: int) -> date:
    """A month and day in a year; 29 February is the 28th where the year has none."""
    month, day = int(month_day[:2]), int(month_day[3:])
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


class Rule(BaseModel):
    """A date rule; ``days_in`` gives the stretches of days inside a period on which it may be met."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def days_in(self, period: Period) -> tuple[Period, ...]:
        """Stretches of days, in order, each inside ``period``; empty when the rule names none there."""
        # a stretch about New Year's Day reaches into the neighbouring year
        named = (self.named_days(year) for year in range(period.start.year - 1, period.end.year + 2))
        cut = (stretch.overlap(period) for stretches in named for stretch in stretches)
        return tuple(stretch for stretch in cut if stretch)

    def named_days(self, year: int) -> tuple[Period, ...]:
        raise NotImplementedError


class OnDay(Rule):
    """A day of the month; a shorter month gives its last. ``shift`` moves it off days that are not worked."""

    day: int = Field(ge=1, le=31)
    shift: Shift = Shift.NONE

    def named_days(self, year: int) -> tuple[Period, ...]:
        lasts = ((month, calendar.monthrange(year, month)[1]) for month in range(1, 13))
        days = (date(year, month, min(self.day, last)) for month, last in lasts)
        return tuple(Period(day, day) for day in days)


class Around(Rule):
    """About a day of the year: so many days before or after it."""

    around: MonthDay
    days: int = Field(default=15, ge=0, le=180)

    def named_days(self, year: int) -> tuple[Period, ...]:
        centre, reach = in_year(self.around, year), timedelta(days=self.days)
        return (Period(centre - reach, centre + reach),)


class Window(Rule):
    """Quarters ``Q1``–``Q4``, halves ``H1`` ``H2``, months ``M1``–``M12``, or a run of them."""

    window: WindowName

    def named_days(self, year: int) -> tuple[Period, ...]:
        match = WINDOW.fullmatch(self.window)
        assert match
        months, first, last = WINDOW_MONTHS[match[1]], int(match[2]), int(match[3] or match[2])
        return (months_of(year, (first - 1) * months + 1, (last - first + 1) * months),)


class By(Rule):
    """No later than a day of the year."""

    by: MonthDay

    def named_days(self, year: int) -> tuple[Period, ...]:
        return (Period(calendar_year(year).start, in_year(self.by, year)),)


class Weekdays(Rule):
    """On certain days of the week."""

    weekdays: Annotated[
        tuple[Weekday, ...],
        Field(min_length=1),
        BeforeValidator(weekday_list, json_schema_input_type=Weekday | list[Weekday]),
    ]

    def named_days(self, year: int) -> tuple[Period, ...]:
        wanted = {WEEKDAYS.index(name) for name in self.weekdays}
        first = calendar_year(year).start
        days = (first + timedelta(days=n) for n in range(calendar_year(year).days))
        return tuple(Period(day, day) for day in days if day.weekday() in wanted)


def rule_named(value: Any) -> str | None:
    """The one key that tells which rule is meant."""
    keys = value if isinstance(value, dict) else dict(value) if isinstance(value, BaseModel) else {}
    named = [key for key in ("day", "around", "window", "by", "weekdays") if key in keys]
    return named[0] if len(named) == 1 else None


DateRule = Annotated[
    Annotated[OnDay, Tag("day")]
    | Annotated[Around, Tag("around")]
    | Annotated[Window, Tag("window")]
    | Annotated[By, Tag("by")]
    | Annotated[Weekdays, Tag("weekdays")],
    Discriminator(
        rule_named,
        custom_error_type="date_rule",
        custom_error_message="on 应写且只写一种：day（加 shift）、around（加 days）、window、by、weekdays",
    ),
]
