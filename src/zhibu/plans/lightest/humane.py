"""What makes one year more humane than another with as many gatherings.

Costs are in half minutes of everybody's time. They only choose among years with the fewest gatherings;
none of them is a rule of a document.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ortools.sat.python import cp_model

from zhibu.plans.lightest.demands import Demand, Year
from zhibu.plans.lightest.gatherings import Season, Settings
from zhibu.plans.lightest.model import Model, Place

MINUTE = 2
UNWELCOME_DAY = 400  # a gathering on a day that is not worked, or that a week lends from another year
CROWDED = 200  # a second gathering of the same people on one day
BUSY_MONTH = 60  # each further gathering of the same people in a month
BARE_STRETCH = 40  # a stretch of the period in which none of several falls; less than the shortest segment
OFF_SEASON = 1  # each month away from where in its period a thing is usual
COMFORTABLE = 2 / 3  # of the longest gathering; minutes beyond it weigh double
EVEN_STRETCHES = 4  # hours asked for over a long period are spread over so many parts
MANY = 12


def penalties(model: Model, demands: Sequence[Demand], year: Year, longest: int) -> cp_model.LinearExprT:
    parts = [
        *_lengths(model, longest),
        *_days(model, year.number),
        *_months(model),
        *(cost for demand in demands for cost in _spread(model, demand, year.settings)),
    ]
    return cp_model.LinearExpr.sum(parts)


def _lengths(model: Model, longest: int) -> Iterator[cp_model.LinearExprT]:
    for place in model.places:
        total = cp_model.LinearExpr.sum(list(place.minutes.values()))
        beyond = model.cp.new_int_var(0, longest, "")
        model.cp.add(beyond >= total - round(longest * COMFORTABLE))
        yield MINUTE * total
        yield MINUTE * beyond


def _days(model: Model, year: int) -> Iterator[cp_model.LinearExprT]:
    seen: defaultdict[int, int] = defaultdict(int)
    for place in model.places:
        cell = place.site.cell
        if not cell.working or cell.first.year != year:
            yield UNWELCOME_DAY * place.held
        seen[id(place.site)] += 1
        if seen[id(place.site)] > len(cell.days):
            yield CROWDED * place.held


def _months(model: Model) -> Iterator[cp_model.LinearExprT]:
    by_month: defaultdict[tuple[object, ...], list[Place]] = defaultdict(list)
    for place in model.places:
        by_month[place.site.audience, *place.site.cell.month].append(place)
    for places in by_month.values():
        further = model.cp.new_int_var(0, len(places), "")
        model.cp.add(further >= sum(place.held for place in places) - 1)
        yield BUSY_MONTH * further


def _spread(model: Model, demand: Demand, settings: Settings) -> Iterator[cp_model.LinearExprT]:
    """Several of a kind fall in different stretches of their period; a single one, in its season."""
    if demand.least is None or not demand.days:
        return
    places = [
        place
        for place in model.places
        if demand.activity in place.segments and place.site.cell.first in demand.days
    ]
    if demand.timed:
        yield from _bare(model, demand, places, EVEN_STRETCHES, demand.least // EVEN_STRETCHES)
    elif 1 < demand.least <= MANY:
        yield from _bare(model, demand, places, demand.least, 1)
    else:
        usual = usual_day(demand, settings)
        for place in places:
            yield OFF_SEASON * months_apart(place.site.cell.first, usual) * place.segments[demand.activity]


def usual_day(demand: Demand, settings: Settings) -> date:
    """Where among the days that a demand allows it would fall if nothing else mattered."""
    first, last = min(demand.days), max(demand.days)
    season = settings.season(demand.activity)
    if season is Season.MIDDLE:
        return first + (last - first) // 2
    return first if season is Season.EARLY else last


def months_apart(one: date, other: date) -> int:
    return abs((one.year - other.year) * 12 + one.month - other.month)


def _bare(
    model: Model, demand: Demand, places: Sequence[Place], stretches: int, wanted: int
) -> Iterator[cp_model.LinearExprT]:
    if (max(demand.days) - min(demand.days)).days < 2 * stretches:
        return
    for start, after in pairwise(cuts(min(demand.days), max(demand.days), stretches)):
        there = [place for place in places if start <= place.site.cell.middle < after]
        amounts = [(p.minutes if demand.timed else p.segments)[demand.activity] for p in there]
        short = model.cp.new_int_var(0, wanted, "")
        model.cp.add(short >= wanted - cp_model.LinearExpr.sum([0, *amounts]))
        yield short if demand.timed else BARE_STRETCH * short


def cuts(first: date, last: date, stretches: int) -> list[date]:
    """Where so many equal stretches of the days begin, and the day after the last."""
    length = (last - first).days + 1
    return [first + timedelta(days=length * n // stretches) for n in range(stretches + 1)]
