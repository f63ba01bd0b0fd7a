"""Days that no demand can tell apart, put together: the year in a few dozen cells instead of 365 days.

Why nothing is lost. Every limit of the model asks of a day only whether it lies in certain sets: the
days on which a demand may be met, and the days on which it counts. Days of one cell lie in exactly the same
sets. Moving a gathering within its cell therefore keeps every limit and the number of gatherings, so a
best year over cells is a best year over days; which day of the cell is chosen is settled afterwards.
Leaving out the days off of a cell that also has working days is harmless for the same reason. Cells are
cut at the months as well, which makes them finer than needed (a finer cut loses nothing) and lets the
calendar be spread over the year.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhibu.plans.lightest.demands import Demand
from zhibu.plans.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Cell:
    """Days, in order, that serve exactly the same demands; ``working`` when they are working days."""

    days: tuple[date, ...]
    working: bool

    @property
    def first(self) -> date:
        """The representative."""
        return self.days[0]

    @property
    def middle(self) -> date:
        """Where in the year it lies, for spreading."""
        return self.days[len(self.days) // 2]

    @property
    def month(self) -> tuple[int, int]:
        return self.first.year, self.first.month


def cells(demands: Sequence[Demand], calendar: WorkCalendar) -> tuple[Cell, ...]:
    """The cells of the days on which any of these demands may be met, in order of their first day."""
    day_sets = dict.fromkeys(days for demand in demands for days in (demand.days, demand.span))
    alike: defaultdict[tuple[object, ...], list[date]] = defaultdict(list)
    for day in sorted(frozenset[date]().union(*(demand.days for demand in demands))):
        alike[(day.year, day.month, *(day in days for days in day_sets))].append(day)
    return tuple(sorted((_cell(days, calendar) for days in alike.values()), key=lambda cell: cell.first))


def _cell(days: Iterable[date], calendar: WorkCalendar) -> Cell:
    every = tuple(days)
    working = tuple(day for day in every if calendar.is_workday(day))
    return Cell(working or every, bool(working))
