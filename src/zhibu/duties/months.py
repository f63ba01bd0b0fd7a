"""The month or year that a page shows: read from its address, with its neighbours."""

from dataclasses import dataclass
from datetime import date

from zhibu.duties import wording
from zhibu.plans.periods import Period, months_of
from zhibu.plans.speaking import say
from zhibu.plans.workdays import MONTH_NAMES

BACK, AHEAD = 10, 1  # years that can be looked at, before and after this one


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month of a year, as ``?month=2026-11`` names it."""

    year: int
    number: int
    today: date

    @property
    def days(self) -> Period:
        return months_of(self.year, self.number, 1)

    @property
    def first(self) -> date:
        return self.days.start

    @property
    def is_current(self) -> bool:
        return (self.year, self.number) == (self.today.year, self.today.month)

    @property
    def is_past(self) -> bool:
        return self.days.end < self.today

    @property
    def label(self) -> str:
        """2026年11月."""
        return wording.month(self.year, self.number)

    @property
    def short_label(self) -> str:
        return say(MONTH_NAMES[self.number - 1])

    @property
    def name(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def before(self) -> "ShownMonth | None":
        return self._moved(-1)

    @property
    def after(self) -> "ShownMonth | None":
        return self._moved(1)

    def _moved(self, months: int) -> "ShownMonth | None":
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return ShownMonth(year, month + 1, self.today) if can_show(year, self.today) else None


def can_show(year: int, today: date) -> bool:
    return today.year - BACK <= year <= today.year + AHEAD


def month_asked(written: str, today: date) -> ShownMonth:
    """The month of an address; this one where the address names none."""
    year, _, month = written.partition("-")
    if year.isdecimal() and month.isdecimal() and len(written) <= 7:
        asked = ShownMonth(int(year), int(month), today)
        if 1 <= asked.number <= 12 and can_show(asked.year, today):
            return asked
    return ShownMonth(today.year, today.month, today)


def year_asked(written: str, today: date) -> int:
    if written.isdecimal() and len(written) == 4 and can_show(int(written), today):
        return int(written)
    return today.year
