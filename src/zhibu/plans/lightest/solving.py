"""Solving: fewest gatherings first, then the most humane of the years that have so few.

1. A model that only adds lengths up gives a lower bound (``model``: a place with room for many).
2. The exact model, with as many places as that answer used, is solved down to the bound. Reaching it is
   the proof. Only when lengths do not pack is the model given all the places that could be of use.
3. With the number fixed, the days, lengths and spread over the year are made humane.

One worker, a fixed seed and fixed orders: the same plans give the same year.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from zhibu.plans.codes import Activity
from zhibu.plans.lightest.cells import cells
from zhibu.plans.lightest.conflicts import conflict
from zhibu.plans.lightest.demands import Demand, Year
from zhibu.plans.lightest.gatherings import Audience
from zhibu.plans.lightest.humane import penalties
from zhibu.plans.lightest.model import Model, Place, Site, build, serves, sites
from zhibu.plans.lightest.solver import SOLVED, Clock, solver_within, too_slow, whole_bound

HUMANE_EFFORT = 0.5  # deterministic seconds; the polish of step 3 need not be proven best


@dataclass(frozen=True, slots=True)
class Held:
    """One gathering in a cell; its day is not settled yet."""

    site: Site
    minutes: dict[Activity, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """``bound`` is the number of gatherings below which no year can go, as far as was proven."""

    held: tuple[Held, ...]
    bound: int
    variables: int


def fewest_gatherings(demands: Sequence[Demand], year: Year, longest: int, clock: Clock) -> Answer:
    """Raises YearError when the demands clash, or when the time is too short to find any year."""
    cells_of = {
        audience: cells([d for d in demands if serves(audience, d, year.settings)], year.calendar)
        for audience in Audience
    }
    ground = sites([d for d in demands if d.least is not None], cells_of, year)
    loose = build(demands, [(site, site.most) for site in ground], year.settings, longest)
    loose.cp.minimize(loose.number)
    solver = solver_within(clock.left)
    status = solver.solve(loose.cp)
    if status == cp_model.INFEASIBLE:
        raise conflict(demands, ground, year, longest, clock.grace)
    if status not in SOLVED:
        raise too_slow(clock.limit)
    bound = whole_bound(solver)
    used = {id(p.site): solver.value(p.held) for p in loose.places}
    tight = [max(1, used[id(site)]) for site in ground]
    model, held, bound = _exact(demands, ground, tight, bound, year, longest, clock)
    held = _humane(model, held, demands, year, longest, clock)
    return Answer(held, bound, len(model.cp.proto.variables))


def _exact(
    demands: Sequence[Demand],
    ground: Sequence[Site],
    tight: Sequence[int],
    bound: int,
    year: Year,
    longest: int,
    clock: Clock,
) -> tuple[Model, tuple[Held, ...], int]:
    """The exact model that was solved, the gatherings found and the proven bound."""
    best: tuple[Model, tuple[Held, ...]] | None = None
    for counts in (tight, [site.most for site in ground]):
        rooms = [(site, 1) for site, count in zip(ground, counts, strict=True) for _ in range(count)]
        model = build(demands, rooms, year.settings, longest)
        model.cp.add(model.number >= bound)
        model.cp.minimize(model.number)
        solver = solver_within(clock.left)
        if solver.solve(model.cp) not in SOLVED:
            continue
        held = read(model, solver)
        best = best if best and len(best[1]) <= len(held) else (model, held)
        if counts is not tight:
            bound = max(bound, whole_bound(solver))
        if len(best[1]) == bound:
            break
    if best is None:
        raise too_slow(clock.limit)
    return *best, bound


def read(model: Model, solver: cp_model.CpSolver) -> tuple[Held, ...]:
    return tuple(
        Held(place.site, _minutes(place, solver)) for place in model.places if solver.value(place.held)
    )


def _minutes(place: Place, solver: cp_model.CpSolver) -> dict[Activity, int]:
    held = [activity for activity, number in place.segments.items() if solver.value(number)]
    return {activity: solver.value(place.minutes[activity]) for activity in held}


def _humane(
    model: Model, held: tuple[Held, ...], demands: Sequence[Demand], year: Year, longest: int, clock: Clock
) -> tuple[Held, ...]:
    """The same number of gatherings, better spread; the ones found already where time does not allow."""
    model.cp.add(model.number <= len(held))
    model.cp.minimize(penalties(model, demands, year, longest))
    solver = solver_within(clock.left, HUMANE_EFFORT)
    return read(model, solver) if solver.solve(model.cp) in SOLVED else held
