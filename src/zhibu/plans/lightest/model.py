"""The year as a model for CP-SAT: places for gatherings, and what each may hold.

A *place* stands for the gatherings of one *room*: up to ``size`` gatherings of one audience in one cell.

- With ``size`` 1 it is one gathering, exactly.
- With more it only adds lengths up and forgets which segment goes to which gathering. Such a model can
  only be easier than the truth, so its optimum is a lower bound.
- With a ``mixture`` every gathering of the room holds exactly these activities. They are all alike, so
  adding up forgets nothing: minutes beyond the usual ones can be dealt out one gathering after another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from zhibu.plans.codes import Activity
from zhibu.plans.lightest.cells import Cell
from zhibu.plans.lightest.demands import Demand, Year
from zhibu.plans.lightest.gatherings import Audience, Settings, counts_for_members


@dataclass(frozen=True, slots=True)
class Site:
    """An audience and a cell: where gatherings can be put, and the demands that they could serve there."""

    audience: Audience
    cell: Cell
    needs: Mapping[Activity, int]

    @property
    def most(self) -> int:
        """More gatherings are never of use here: each could be left without a segment."""
        return sum(self.needs.values())


@dataclass(frozen=True, slots=True)
class Room:
    """Up to ``size`` gatherings at a site; with a ``mixture``, each of exactly these activities."""

    site: Site
    size: int
    mixture: tuple[Activity, ...] = ()


@dataclass(slots=True)
class Place:
    """The variables of one room."""

    site: Site
    held: cp_model.IntVar
    segments: dict[Activity, cp_model.IntVar] = field(default_factory=dict)
    minutes: dict[Activity, cp_model.LinearExprT] = field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """One side of one demand, as a constraint that can be switched off to see what clashes."""

    demand: Demand
    least: bool
    switch: cp_model.IntVar


@dataclass(slots=True)
class Model:
    cp: cp_model.CpModel
    places: list[Place]
    bounds: list[Bound] = field(default_factory=list)

    @property
    def number(self) -> cp_model.LinearExprT:
        """How many gatherings are held."""
        return sum(place.held for place in self.places)


def serves(audience: Audience, demand: Demand, settings: Settings) -> bool:
    """Whether a gathering of this audience can count toward the demand."""
    if audience not in settings.gatherings[demand.activity].audience:
        return False
    return not demand.of_member or counts_for_members(audience, demand.activity, settings)


def sites(demands: Sequence[Demand], cells_of: Mapping[Audience, Sequence[Cell]], year: Year) -> list[Site]:
    found = []
    for audience, cells in cells_of.items():
        served = [demand for demand in demands if serves(audience, demand, year.settings)]
        for cell in cells:
            needs = _needs([demand for demand in served if cell.first in demand.days], year.settings)
            if needs:
                found.append(Site(audience, cell, needs))
    return found


def _needs(demands: Iterable[Demand], settings: Settings) -> dict[Activity, int]:
    """The most segments of each activity that are of any use: taking away one more breaks no demand."""
    needs: defaultdict[Activity, int] = defaultdict(int)
    for demand in demands:
        needs[demand.activity] = max(needs[demand.activity], segments_needed(demand, settings))
    return dict(needs)


def segments_needed(demand: Demand, settings: Settings) -> int:
    """With so many segments the demand is met, however short they are."""
    if demand.least is None:
        return 0
    usual = settings.gatherings[demand.activity].minutes if demand.timed else 1
    return -(-demand.least // usual)


def build(
    demands: Sequence[Demand],
    rooms: Iterable[Room],
    settings: Settings,
    longest: int,
    *,
    switches: bool = False,
) -> Model:
    """The model over the given rooms. With ``switches`` every bound can be turned off by a literal."""
    cp = cp_model.CpModel()
    timed = {demand.activity for demand in demands if demand.timed}
    model = Model(cp, [_place(cp, room, timed, settings, longest) for room in rooms])
    by_activity: defaultdict[Activity, list[Place]] = defaultdict(list)
    for place in model.places:
        for activity in place.segments:
            by_activity[activity].append(place)
    for demand in demands:
        places = [p for p in by_activity[demand.activity] if serves(p.site.audience, demand, settings)]
        _bind(model, demand, places, switches=switches)
    _in_order(cp, model.places)
    return model


def _place(cp: cp_model.CpModel, room: Room, timed: set[Activity], settings: Settings, longest: int) -> Place:
    place = Place(room.site, cp.new_int_var(0, room.size, ""))
    for activity in room.mixture or sorted(room.site.needs):
        usual = settings.gatherings[activity].minutes
        number = place.segments[activity] = _segments(cp, room, place, activity)
        place.minutes[activity] = usual * number
        if activity in timed:
            length = cp.new_int_var(0, room.size * longest, "")
            cp.add(length >= usual * number)
            cp.add(length <= longest * number)
            place.minutes[activity] = length
    cp.add(sum(place.minutes.values()) <= longest * place.held)
    cp.add(sum(place.segments.values()) >= place.held)
    for one, other in combinations(place.segments, 2):
        if not settings.may_share(one, other):
            cp.add(place.segments[one] + place.segments[other] <= place.held)
    return place


def _segments(cp: cp_model.CpModel, room: Room, place: Place, activity: Activity) -> cp_model.IntVar:
    if room.mixture:
        return place.held
    number = cp.new_int_var(0, min(room.size, room.site.needs[activity]), "")
    cp.add(number <= place.held)
    return number


def _bind(model: Model, demand: Demand, places: Sequence[Place], *, switches: bool) -> None:
    if demand.least is not None:
        there = [place for place in places if place.site.cell.first in demand.days]
        enough = model.cp.add(_amount(demand, there) >= demand.least)
        _switch(model, demand, enough, least=True, switches=switches)
    if demand.most is not None:
        there = [place for place in places if place.site.cell.first in demand.span]
        not_too_much = model.cp.add(_amount(demand, there) <= demand.most)
        _switch(model, demand, not_too_much, least=False, switches=switches)


def _amount(demand: Demand, places: Iterable[Place]) -> cp_model.LinearExprT:
    # a constant variable keeps an empty sum an expression, so that the solver sees the contradiction
    parts = [p.minutes[demand.activity] if demand.timed else p.segments[demand.activity] for p in places]
    return cp_model.LinearExpr.sum([0, *parts])


def _switch(
    model: Model, demand: Demand, constraint: cp_model.Constraint, *, least: bool, switches: bool
) -> None:
    if switches:
        literal = model.cp.new_bool_var("")
        constraint.only_enforce_if(literal)
        model.bounds.append(Bound(demand, least, literal))


def _in_order(cp: cp_model.CpModel, places: Sequence[Place]) -> None:
    """Places of one site with the same activities are alike: use the first before the second."""
    for one, other in zip(places, places[1:], strict=False):
        if one.site is other.site and one.segments.keys() == other.segments.keys():
            cp.add(one.held >= other.held)
