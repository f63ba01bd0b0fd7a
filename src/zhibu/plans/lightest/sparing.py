"""A sparing year has no segment that could be left out. Leaving out breaks no limit and adds no gathering,
so looking for sparing years alone loses nothing.

In a sparing year every segment is needed for some demand. A demand needs no more segments than its number,
or than its minutes in segments of the usual length. That is as many as there can be of an activity on any
days: a limit above it is never reached. Such limits are left out, and with them the cells they would cut.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from zhibu.plans.codes import Activity
from zhibu.plans.lightest.demands import Demand
from zhibu.plans.lightest.gatherings import Settings
from zhibu.plans.lightest.model import segments_needed, serves
from zhibu.plans.lightest.packing import Held


def limits_in_reach(demands: Sequence[Demand], settings: Settings) -> Iterator[Demand]:
    """The demands without the limits that no sparing year reaches."""
    for demand in demands:
        if demand.most is None or demand.timed or demand.most < _reach(demand, demands, settings):
            yield demand
        elif demand.least is not None:
            yield replace(demand, most=None)


def _reach(limited: Demand, demands: Iterable[Demand], settings: Settings) -> int:
    return sum(
        segments_needed(demand, settings)
        for demand in demands
        if demand.activity is limited.activity and not demand.days.isdisjoint(limited.span)
    )


def sparing(held: Iterable[Held], demands: Sequence[Demand], settings: Settings) -> tuple[Held, ...]:
    """The same gatherings without the segments that no demand needs."""
    kept = list(held)
    surplus = {demand: _amount(demand, kept, settings) - (demand.least or 0) for demand in demands}
    for n, one in enumerate(kept):
        for activity, minutes in one.minutes.items():
            served = [demand for demand in demands if _counts(one, activity, demand, settings)]
            worth = {demand: minutes if demand.timed else 1 for demand in served}
            if all(surplus[demand] >= amount for demand, amount in worth.items()):
                surplus |= {demand: surplus[demand] - amount for demand, amount in worth.items()}
                kept[n] = _without(kept[n], activity)
    return tuple(one for one in kept if one.minutes)


def _counts(held: Held, activity: Activity, demand: Demand, settings: Settings) -> bool:
    """Whether the segment is there to meet the demand."""
    return (
        demand.least is not None
        and demand.activity is activity
        and held.site.cell.first in demand.days
        and serves(held.site.audience, demand, settings)
    )


def _amount(demand: Demand, held: Iterable[Held], settings: Settings) -> int:
    return sum(
        one.minutes[demand.activity] if demand.timed else 1
        for one in held
        if demand.activity in one.minutes and _counts(one, demand.activity, demand, settings)
    )


def _without(held: Held, left_out: Activity) -> Held:
    return Held(held.site, {activity: m for activity, m in held.minutes.items() if activity is not left_out})
