"""Settling the days: from a cell, whose days all serve alike, to one day of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from zhibu.plans.date_rules import Around, in_year
from zhibu.plans.lightest.demands import Demand
from zhibu.plans.lightest.gatherings import Audience
from zhibu.plans.lightest.solving import Held

APART = 12  # days between gatherings of the same people beyond which more makes no difference
USUAL_DAY = {
    Audience.COMMITTEE: 10,
    Audience.ALL: 18,
    Audience.GROUP: 15,
}  # of the month: first prepare, then meet
SATURDAY = 5  # a Saturday or Sunday that is worked is a working day, but not a welcome one


def settle(held: Sequence[Held], demands: Sequence[Demand]) -> list[tuple[date, Held]]:
    """A day for each gathering, in order of days: apart from the same people's others, then where it belongs.

    Those with the fewest days to choose from choose first.
    """
    taken: defaultdict[Audience, list[date]] = defaultdict(list)
    settled = []
    for one in sorted(held, key=lambda h: (len(h.site.cell.days), h.site.cell.first, h.site.audience)):
        mine = taken[one.site.audience]
        wanted = _centre(one, demands)
        day = min(
            one.site.cell.days,
            key=lambda d: (-_room(d, mine), d.weekday() >= SATURDAY, abs((d - wanted).days), d),
        )
        mine.append(day)
        settled.append((day, one))
    return sorted(settled, key=lambda pair: (pair[0], pair[1].site.audience))


def _room(day: date, taken: Iterable[date]) -> int:
    return min([APART, *(abs((day - other).days) for other in taken)])


def _centre(one: Held, demands: Sequence[Demand]) -> date:
    """Its usual day of the month, or the day about which a date rule wants it."""
    first = one.site.cell.first
    for demand in demands:
        rule = demand.cited.duty.on
        if isinstance(rule, Around) and demand.activity in one.minutes and first in demand.days:
            centres = [in_year(rule.around, year) for year in (first.year - 1, first.year, first.year + 1)]
            return min(centres, key=lambda centre: abs((centre - first).days))
    return first.replace(day=USUAL_DAY[one.site.audience])
