"""Solving: fewest gatherings first, then the most humane of the years that have so few.

1. A model that only adds lengths up over each site gives a lower bound, and its answer is packed into single
   gatherings. Packing always succeeds, so from here on there is a year (``packing``).
2. Where more gatherings came out than were counted, those sites are modelled by the mixtures that fit a
   gathering, which is exact, and the model is solved again; until the number found is the bound.
3. With the number fixed, the days, lengths and spread over the year are made humane, from that year onward.

One worker, a fixed seed, fixed orders and limits in the solver's own time: the same plans give the same year.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from zhibu.plans.codes import Activity
from zhibu.plans.lightest.cells import cells
from zhibu.plans.lightest.conflicts import conflict
from zhibu.plans.lightest.demands import Demand, Year
from zhibu.plans.lightest.gatherings import Audience
from zhibu.plans.lightest.humane import penalties
from zhibu.plans.lightest.model import Model, Place, Room, Site, build, serves, sites
from zhibu.plans.lightest.packing import Held, Total, do_not_pack, exact_rooms, pack
from zhibu.plans.lightest.solver import SOLVED, Clock, solver_within, too_slow, whole_bound
from zhibu.plans.lightest.sparing import limits_in_reach, sparing

HUMANE_EFFORT = 0.3  # deterministic seconds; the polish of step 3 need not be proven best


@dataclass(frozen=True, slots=True)
class Answer:
    """``bound`` is the number of gatherings below which no year can go, as far as was proven."""

    held: tuple[Held, ...]
    bound: int
    variables: int


@dataclass(slots=True)
class Search:
    """What is to be solved, and what was found so far; ``exact``: rooms of sites that did not pack."""

    demands: Sequence[Demand]
    ground: Sequence[Site]
    year: Year
    longest: int
    clock: Clock
    exact: dict[int, list[Room]]
    best: tuple[Held, ...] | None = None
    bound: int = 0

    @property
    def rooms(self) -> Iterator[Room]:
        for site in self.ground:
            yield from self.exact.get(id(site)) or [Room(site, site.most)]


def fewest_gatherings(demands: Sequence[Demand], year: Year, longest: int, clock: Clock) -> Answer:
    """Raises YearError when the demands clash, or when the time is too short to find any year."""
    demands = list(limits_in_reach(demands, year.settings))
    cells_of = {
        audience: cells([d for d in demands if serves(audience, d, year.settings)], year.calendar)
        for audience in Audience
    }
    ground = sites([d for d in demands if d.least is not None], cells_of, year)
    search = Search(demands, ground, year, longest, clock, {})
    while _closer(search):
        pass
    assert search.best is not None
    return _humane(search, search.best)


def _closer(search: Search) -> bool:
    """One more solution; whether another is worth while."""
    model = build(search.demands, search.rooms, search.year.settings, search.longest)
    model.cp.add(model.number >= search.bound)
    totals = _solved(search, model)
    if totals is None:
        return False
    settings, longest = search.year.settings, search.longest
    held = _gatherings(search, totals)
    if search.best is None or len(held) < len(search.best):
        search.best = held
    again = {
        key: rooms
        for key, site in do_not_pack(totals, settings, longest).items()
        if (rooms := exact_rooms(site, settings, longest))
    }
    search.exact |= again
    return bool(again) and len(search.best) > search.bound


def _solved(search: Search, model: Model) -> list[Total] | None:
    """What the solver holds at each place; None when a year is known and time does not give another."""
    model.cp.minimize(model.number)
    solver = search.clock.solver()
    status = search.clock.spend(solver, model.cp)
    if status != cp_model.INFEASIBLE:
        search.bound = max(search.bound, whole_bound(solver))
    if status == cp_model.UNKNOWN and search.best is None:
        # any year is better than none, and much easier to find
        model.cp.clear_objective()  # type: ignore[no-untyped-call]
        solver = solver_within(search.clock.grace)
        status = solver.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        raise conflict(search.demands, search.ground, search.year, search.longest, search.clock.grace)
    if status in SOLVED:
        return [_total(place, solver) for place in model.places]
    if search.best is None:
        raise too_slow(search.clock.limit)
    return None


def _total(place: Place, solver: cp_model.CpSolver) -> Total:
    segments = {activity: solver.value(number) for activity, number in place.segments.items()}
    minutes = {activity: solver.value(length) for activity, length in place.minutes.items()}
    return Total(place.site, solver.value(place.held), segments, minutes)


def _gatherings(search: Search, totals: Sequence[Total]) -> tuple[Held, ...]:
    settings = search.year.settings
    packed = (one for total in totals for one in pack(total, settings, search.longest))
    return sparing(packed, search.demands, settings)


def _humane(search: Search, held: tuple[Held, ...]) -> Answer:
    """The same number of gatherings, better spread; the ones found already where time does not allow."""
    mine: defaultdict[int, list[Held]] = defaultdict(list)
    for one in held:
        mine[id(one.site)].append(one)
    rooms = [Room(site, 1) for site in search.ground for _ in range(max(1, len(mine[id(site)])))]
    model = build(search.demands, rooms, search.year.settings, search.longest)
    for place in model.places:
        known = mine[id(place.site)]
        _hint(model.cp, place, known.pop(0).minutes if known else {})
    model.cp.add(model.number <= len(held))
    model.cp.minimize(penalties(model, search.demands, search.year, search.longest))
    solver = solver_within(search.clock.left, HUMANE_EFFORT)
    if solver.solve(model.cp) in SOLVED:
        held = _gatherings(search, [_total(place, solver) for place in model.places])
    return Answer(held, search.bound, len(model.cp.proto.variables))


def _hint(cp: cp_model.CpModel, place: Place, minutes: dict[Activity, int]) -> None:
    cp.add_hint(place.held, bool(minutes))
    for activity, number in place.segments.items():
        cp.add_hint(number, activity in minutes)
        length = place.minutes[activity]
        if isinstance(length, cp_model.IntVar):
            cp.add_hint(length, minutes.get(activity, 0))
