"""The solver's settings, the same everywhere: one worker and a fixed seed, so that answers repeat."""

from dataclasses import dataclass
from math import ceil
from time import monotonic

from ortools.sat.python import cp_model

from zhibu.plans.errors import YearError

GRACE = 5.0  # seconds
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(slots=True)
class Clock:
    """What is left of the time that the caller gave, in seconds."""

    limit: float
    started: float

    @classmethod
    def start(cls, limit: float) -> "Clock":
        return cls(limit, monotonic())

    @property
    def left(self) -> float:
        return max(0.01, self.limit - (monotonic() - self.started))

    @property
    def grace(self) -> float:
        """For what is quick and completes an answer or explains why there is none: some seconds even so."""
        return max(GRACE, self.left)


def solver_within(seconds: float, effort: float | None = None) -> cp_model.CpSolver:
    """``effort`` is a limit in the solver's own deterministic time, the same on every machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    return solver


def too_slow(seconds: float) -> YearError:
    return YearError(f"{seconds:g} 秒内没有算出一份全年安排；请用 --time-limit 给更多时间。")


def whole_bound(solver: cp_model.CpSolver) -> int:
    """The proven lower bound of a count; the solver may give it a little off as a float."""
    return ceil(solver.best_objective_bound - 1e-6)
