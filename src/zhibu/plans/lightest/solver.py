"""The solver's settings, the same everywhere: one worker and a fixed seed, so that answers repeat."""

from dataclasses import dataclass
from math import ceil
from time import monotonic

from ortools.sat.python import cp_model

from zhibu.plans.errors import TooSlowError

GRACE = 10.0  # seconds; on a usual machine one would do
EFFORT_A_SECOND = 0.1  # of deterministic time; on a usual machine a second does one to four times as much
LEAST_EFFORT = 0.01
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(slots=True)
class Clock:
    """What is left of the time that the caller gave: of seconds, and of the solver's own deterministic time.

    The second is set so that it runs out first except on a slow machine: what is found does not hang on
    how busy the machine is.
    """

    limit: float
    started: float
    effort: float

    @classmethod
    def start(cls, limit: float) -> "Clock":
        return cls(limit, monotonic(), limit * EFFORT_A_SECOND)

    @property
    def left(self) -> float:
        return max(0.01, self.limit - (monotonic() - self.started))

    @property
    def grace(self) -> float:
        """For what is quick and completes an answer or explains why there is none: some seconds even so."""
        return max(GRACE, self.left)

    def solver(self) -> cp_model.CpSolver:
        return solver_within(self.left, self.effort)

    def spend(self, solver: cp_model.CpSolver, model: cp_model.CpModel) -> cp_model.CpSolverStatus:
        status = solver.solve(model)
        self.effort = max(LEAST_EFFORT, self.effort - solver.response_proto.deterministic_time)
        return status


def solver_within(seconds: float, effort: float | None = None) -> cp_model.CpSolver:
    """``effort`` is a limit in the solver's own deterministic time, the same on every machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    # Level 1 leaves out of the linear relaxation what presolve turns into clauses ("a segment needs a
    # gathering"), and with it the bound: weekly meetings were then not proven in half a minute.
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = seconds
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    return solver


def too_slow(seconds: float) -> TooSlowError:
    return TooSlowError(f"{seconds:g} 秒内没有算出一份全年安排；请用 --time-limit 给更多时间。")


def whole_bound(solver: cp_model.CpSolver) -> int:
    """The proven lower bound of a count; the solver may give it a little off as a float."""
    return ceil(solver.best_objective_bound - 1e-6)
