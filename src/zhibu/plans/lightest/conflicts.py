"""Demands that cannot all be met: the smallest set that clashes, with the clauses it comes from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ortools.sat.python import cp_model

from zhibu.plans.errors import YearError
from zhibu.plans.lightest.demands import Demand, Year
from zhibu.plans.lightest.model import Bound, Site, build
from zhibu.plans.lightest.solver import solver_within
from zhibu.plans.lightest.wording import demand_in_words
from zhibu.plans.model import CitedDuty
from zhibu.plans.periods import Period


class DemandConflict(YearError):
    """``bounds`` clash: leaving out any one of them, the rest can be met (unless time ran out first)."""

    def __init__(self, bounds: Sequence[tuple[Demand, bool]], number: int, longest: int) -> None:
        self.bounds = tuple(bounds)
        super().__init__(_sentence(self.bounds, number, longest))

    @property
    def citations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(demand.cited.citation for demand, _ in self.bounds))


def conflict(
    demands: Sequence[Demand], ground: Sequence[Site], year: Year, longest: int, seconds: float
) -> DemandConflict:
    """Which demands on gatherings clash; to be asked only when they do."""
    model = build(demands, [(site, site.most) for site in ground], year.settings, longest, switches=True)
    found = clashing(model.cp, model.bounds, seconds)
    return DemandConflict([(bound.demand, bound.least) for bound in found], year.number, longest)


def clashing(cp: cp_model.CpModel, bounds: Iterable[Bound], seconds: float) -> list[Bound]:
    """A minimal clashing set: the solver's own core, then each bound left out that is not needed."""
    cp.clear_objective()  # type: ignore[no-untyped-call]
    kept = _core(cp, list(bounds), seconds) or list(bounds)
    for bound in list(kept):
        if len(kept) > 1 and (less := _core(cp, [b for b in kept if b is not bound], seconds)) is not None:
            kept = less
    return kept


def _core(cp: cp_model.CpModel, on: Sequence[Bound], seconds: float) -> list[Bound] | None:
    """The bounds that the solver needed to find a clash among these; None when it found none."""
    cp.clear_assumptions()
    cp.add_assumptions([bound.switch for bound in on])
    solver = solver_within(seconds)
    if solver.solve(cp) != cp_model.INFEASIBLE:
        return None
    needed = set(solver.sufficient_assumptions_for_infeasibility())
    return [bound for bound in on if bound.switch.index in needed] or list(on)


def _sentence(bounds: Sequence[tuple[Demand, bool]], number: int, longest: int) -> str:
    lines = "\n".join(f"  · {line}" for line in _lines(bounds, number))
    if len(bounds) > 1:
        timed = f"一次聚会最长按 {longest} 分钟计。" if any(demand.timed for demand, _ in bounds) else ""
        advice = f"{timed}请核对这些条款：放宽其中任何一条，其余的就能同时做到。"
        return f"下列要求不能同时做到：\n{lines}\n{advice}"
    if not bounds[0][0].days:
        advice = "它的日期要求不落在这个周期之内（或不在所问的年份之内）；请核对 on 与 every。"
    else:
        advice = f"按一次聚会最长 {longest} 分钟也排不下；请核对数量，或加大 --max-minutes。"
    return f"有一条要求做不到：\n{lines}\n{advice}"


def _lines(bounds: Sequence[tuple[Demand, bool]], number: int) -> Iterator[str]:
    """A line for each duty and side; the periods in which it clashes are counted, not listed."""
    alike: defaultdict[tuple[CitedDuty, bool], dict[Period, Demand]] = defaultdict(dict)
    for demand, least in bounds:
        alike[demand.cited, least].setdefault(demand.due.period, demand)
    for (_, least), demands in alike.items():
        yield demand_in_words(demands[min(demands)], number, least=least, periods=len(demands))
