"""Covering: one due for many clauses (contract, section 8).

Duty A covers duty B when whoever meets every demanded due of A has met every demanded due of B. What is
left is the consolidated list: the duties that nothing else covers, each citing all that it covers.
Exemptions are a subject's own affair and play no part here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from zhibu.plans.codes import Category, Flow, Force, IssuerLevel, Level, Sector
from zhibu.plans.model import CitedDuty, Filter
from zhibu.plans.periods import Period, Recurrence, Unit

ALL_CODES: dict[str, frozenset[StrEnum]] = {
    "level": frozenset(Level),
    "sector": frozenset(Sector),
    "category": frozenset(Category),
    "flow": frozenset(Flow),
}
FORCES = tuple(Force)
ISSUERS = tuple(IssuerLevel)


@dataclass(frozen=True, slots=True)
class ConsolidatedDuty:
    """A duty that nothing else covers, with all that it covers in order of precedence."""

    kept: CitedDuty
    covered: tuple[CitedDuty, ...] = ()

    @property
    def clauses(self) -> tuple[CitedDuty, ...]:
        """Every duty that is fulfilled with the kept one, itself first."""
        return (self.kept, *self.covered)

    @property
    def citations(self) -> tuple[str, ...]:
        """The places in the documents, each once (a clause may state several duties)."""
        return tuple(dict.fromkeys(cited.citation for cited in self.clauses))


def consolidate(duties: Iterable[CitedDuty], *, subject_known: bool = True) -> tuple[ConsolidatedDuty, ...]:
    """The consolidated list, in the order given.

    ``duties`` are those selected for one subject; with ``subject_known=False`` they are duties on
    members of whom nothing is known, and a duty then covers only one whose filter selects no one else.
    """
    given = tuple(dict.fromkeys(duties))
    alike: defaultdict[tuple[str, str, str | None], list[CitedDuty]] = defaultdict(list)
    for cited in given:
        alike[cited.duty.activity, cited.duty.subject, cited.duty.measure].append(cited)
    place = {cited: n for n, cited in enumerate(given)}
    found = [one for group in alike.values() for one in _consolidate_alike(group, subject_known)]
    return tuple(sorted(found, key=lambda one: place[one.kept]))


def covers(a: CitedDuty, b: CitedDuty, *, subject_known: bool = True) -> bool:
    """Whether meeting ``a`` meets ``b``, for a subject that both select.

    With ``subject_known=False``, whether it does so for every subject that ``b`` selects.
    """
    first, second = a.duty, b.duty
    return (
        first.activity is second.activity
        and first.subject is second.subject
        and first.measure == second.measure
        and FORCES.index(first.force) <= FORCES.index(second.force)
        and (subject_known or selects_all_of(first.selects, second.selects))
        and a.in_force.contains(b.in_force)
        and nests(first.every, a.in_force, second.every, b.in_force)
        and first.at_least * fewest_inside(first.every, a.in_force, second.every, b.in_force)
        >= second.at_least
    )


def selects_all_of(wider: Filter, narrower: Filter) -> bool:
    """Whether ``wider`` selects every subject that ``narrower`` does, whoever there may be."""
    return all(_admits(name, getattr(wider, name), getattr(narrower, name)) for name in wider.given())


def nests(a: Recurrence, a_in_force: Period, b: Recurrence, b_in_force: Period) -> bool:
    """Whether every period of ``b`` is made up of whole periods of ``a``."""
    if a.unit is Unit.ONCE or b.unit is Unit.ONCE:
        # over different times, one thing done early in the longer would leave the shorter unmet
        return a == b and a_in_force == b_in_force
    if a.months is None or b.months is None:
        return a == b
    if b.months % a.months:
        return False
    anchored = a.unit is Unit.YEAR and a.number > 1
    return not anchored or (b_in_force.start.year - a_in_force.start.year) % a.number == 0


@lru_cache(maxsize=4096)
def fewest_inside(a: Recurrence, a_in_force: Period, b: Recurrence, b_in_force: Period) -> int:
    """The least number of ``a``'s periods that lie in one of ``b``'s.

    Tiles cut at a year's end make the number differ from the quotient of the lengths. Only periods of
    ``b`` that are demanded count; where none ever is, all of them do.
    """
    if a == b and a.unit in (Unit.ONCE, Unit.WEEK):
        return 1  # the same periods, or two stretches of the same tiling
    span = b.number if b.unit is Unit.YEAR else 1
    first = b_in_force.start.year
    # every shape of tile is met in the first two spans: the first may begin before the plan is in force
    tiles = _periods(b, b_in_force, range(first, min(first + 2 * span - 1, b_in_force.end.year) + 1))
    demanded = [tile for tile in tiles if b_in_force.contains(tile)]
    return min(_inside(a, a_in_force, tile) for tile in demanded or tiles)


def precedence(cited: CitedDuty) -> tuple[int, str, str]:
    """Which of two equal duties stays: highest issuer, then smallest plan id, then smallest duty id."""
    return ISSUERS.index(cited.plan.issuer.level), cited.plan.id, cited.duty.id


def _consolidate_alike(group: Sequence[CitedDuty], subject_known: bool) -> list[ConsolidatedDuty]:
    ranked = sorted(group, key=precedence)
    rank = {cited: n for n, cited in enumerate(ranked)}

    def coverers(cited: CitedDuty) -> list[CitedDuty]:
        others = (other for other in ranked if other != cited)
        return [other for other in others if covers(other, cited, subject_known=subject_known)]

    above = {cited: coverers(cited) for cited in ranked}

    def gives_way(cited: CitedDuty) -> bool:
        return any(cited not in above[other] or rank[other] < rank[cited] for other in above[cited])

    kept: dict[CitedDuty, list[CitedDuty]] = {cited: [] for cited in ranked if not gives_way(cited)}
    for cited in (one for one in ranked if one not in kept):
        holder = next((other for other in above[cited] if other in kept), None)
        if holder is None:
            # chains end in a kept duty; should cut tiles ever break one, the duty stays in its own right
            kept[cited] = []
        else:
            kept[holder].append(cited)
    return [ConsolidatedDuty(cited, tuple(covered)) for cited, covered in kept.items()]


def _admits(name: str, wider: object, narrower: object) -> bool:
    if not isinstance(wider, tuple):
        return wider is narrower
    allowed = narrower if isinstance(narrower, tuple) else ALL_CODES[name]
    return set(allowed) <= set(wider)


def _periods(every: Recurrence, in_force: Period, years: Iterable[int]) -> list[Period]:
    return sorted({tile for year in years for tile in every.periods(year, in_force)})


def _inside(every: Recurrence, in_force: Period, tile: Period) -> int:
    parts = _periods(every, in_force, range(tile.start.year, tile.end.year + 1))
    return sum(tile.contains(part) for part in parts)
