"""Stand-in until the shared working-day table is merged."""

from datetime import date
from typing import Protocol

import chinese_calendar

from zhibu.plans.date_rules import Shift
from zhibu.plans.periods import ONE_DAY, Period


class WorkCalendar(Protocol):
    provisional: bool

    def is_workday(self, day: date) -> bool: ...

    def shifted(self, day: date, shift: Shift, period: Period) -> date: ...


class StandIn:
    def __init__(self, year: int) -> None:
        self.provisional = year > 2026

    def is_workday(self, day: date) -> bool:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def shifted(self, day: date, shift: Shift, period: Period) -> date:
        steps = {Shift.NEXT: (1,), Shift.PREVIOUS: (-1,), Shift.NEAREST: (1, -1), Shift.NONE: ()}[shift]
        if self.is_workday(day):
            return day
        for n in range(1, 32):
            for step in steps:
                other = day + n * step * ONE_DAY
                if other in period and self.is_workday(other):
                    return other
        return day
