"""A year that has begun: what was done is taken as done, and nothing more is put before a day.

What counts toward a due is the ledger's to say; it is given here as amounts, due by due.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from zhibu.plans.dues import Due
from zhibu.plans.lightest.demands import Demand, unit_of, whole
from zhibu.plans.lightest.gatherings import Settings

DueKey = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one due stands: so much was ``achieved``; unless ``asked``, no more of it is wanted."""

    achieved: Decimal
    asked: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """``first_day`` is the first on which anything may be put. ``groups``: the dues of each, in their order.

    A due that is not named stands at nothing and is asked for.
    """

    first_day: date
    dues: Mapping[DueKey, Standing]
    groups: tuple[Mapping[DueKey, Standing], ...] = ()


NOTHING_YET = Standing(Decimal(0), asked=True)


def due_key(due: Due) -> DueKey:
    return *due.cited.key, due.period.start


def remaining(
    demands: Iterable[Demand], standings: Mapping[DueKey, Standing], first_day: date, settings: Settings
) -> Iterator[Demand]:
    """What is left of the demands; those of periods that are over, and those met, ask for nothing."""
    for demand in demands:
        left = _left(demand, standings.get(due_key(demand.due), NOTHING_YET), first_day, settings)
        if left.least is not None or left.most is not None:
            yield left


def _left(demand: Demand, standing: Standing, first_day: date, settings: Settings) -> Demand:
    done = whole(
        standing.achieved * unit_of(demand.cited.duty.measure, demand.gathers, settings), ROUND_FLOOR
    )
    span = frozenset(day for day in demand.span if day >= first_day)
    least = max((demand.least or 0) - done, 0) if standing.asked and span else 0
    # once the days that the rule names are past, any day of the period still counts
    days = frozenset(day for day in demand.days if day >= first_day) or span
    return replace(
        demand,
        days=days if least else frozenset(),
        span=span,
        least=least or None,
        most=None if demand.most is None else max(demand.most - done, 0),
    )
