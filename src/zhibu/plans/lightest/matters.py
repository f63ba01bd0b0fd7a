"""Separate matters: what has to be done on a day without gathering anybody.

Each activity is worked out by itself, because no limit ties one to another. What is done is put down for
everybody whom a filter selects (``who``), and a member's demands are checked for each kind of member that
the filters can tell apart.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

from ortools.sat.python import cp_model

from zhibu.plans.codes import Activity, Category, Flow, SubjectType
from zhibu.plans.dues import lets_through
from zhibu.plans.lightest.cells import Cell, cells
from zhibu.plans.lightest.conflicts import DemandConflict, clashing
from zhibu.plans.lightest.demands import FINEST, Demand, Year
from zhibu.plans.lightest.humane import MANY, cuts, months_apart, usual_day
from zhibu.plans.lightest.model import Bound
from zhibu.plans.lightest.solver import SOLVED, solver_within, too_slow
from zhibu.plans.model import Filter
from zhibu.plans.subjects import Member

ONCE = 1_000  # cost of one more time for one kind of member; it outweighs all that follows
BARE_STRETCH = 100
SEPARATE_DAY = 40  # for a large quantity, one more day on which part of it is done


@dataclass(frozen=True, slots=True)
class Done:
    """So much of one activity on one day, by the organization or by everybody whom ``who`` selects."""

    day: date
    activity: Activity
    measure: str | None
    amount: Decimal
    who: Filter | None
    days: tuple[date, ...]
    serves: tuple[Demand, ...]


@dataclass(slots=True)
class Entry:
    """The variables of one ``who`` and cell."""

    who: Filter | None
    cell: Cell
    amount: cp_model.IntVar
    used: cp_model.IntVar


def separate_matters(demands: Sequence[Demand], year: Year, seconds: float) -> list[Done]:
    """Every separate matter of the year, in order of days. Raises YearError when demands clash."""
    alike: defaultdict[tuple[str, str, str], list[Demand]] = defaultdict(list)
    for demand in demands:
        duty = demand.cited.duty
        alike[duty.activity, duty.measure or "", duty.subject].append(demand)
    found = [done for _, group in sorted(alike.items()) for done in _of_one_kind(group, year, seconds)]
    return sorted(found, key=lambda done: done.day)


def _of_one_kind(demands: Sequence[Demand], year: Year, seconds: float) -> Iterator[Done]:
    asked = [demand for demand in demands if demand.least is not None]
    if not asked:
        return
    cp, entries, bounds = _model(demands, asked, year)
    solver = solver_within(seconds)
    solver.parameters.max_deterministic_time = 1.0
    switches = [bound.switch for bound in bounds]
    cp.add_assumptions(switches)
    status = solver.solve(cp)
    if status == cp_model.INFEASIBLE:
        found = clashing(cp, bounds, seconds)
        raise DemandConflict([(bound.demand, bound.least) for bound in found], year.number, 0)
    if status not in SOLVED:
        raise too_slow(seconds)
    for entry in entries:
        if solver.value(entry.amount):
            yield from _done(entry, solver.value(entry.amount), asked)


def _model(
    demands: Sequence[Demand], asked: Sequence[Demand], year: Year
) -> tuple[cp_model.CpModel, list[Entry], list[Bound]]:
    cp = cp_model.CpModel()
    most = max(demand.least or 0 for demand in asked)
    everyone = list(dict.fromkeys(_who(demand) for demand in asked))
    entries = [
        Entry(who, cell, cp.new_int_var(0, most, ""), cp.new_bool_var(""))
        for who in everyone
        for cell in cells(demands, year.calendar)
    ]
    for entry in entries:
        cp.add(entry.amount <= most * entry.used)
    bounds = [bound for demand in demands for bound in _bounds(cp, demand, entries)]
    costs = [cost for demand in asked for cost in _spread(cp, demand, entries, year)]
    unit = FINEST if asked[0].cited.duty.measure else 1
    rows = [SEPARATE_DAY * entry.used for entry in entries] if unit > 1 or most > MANY else []
    amounts = [ONCE * _breadth(entry.who) * entry.amount for entry in entries]
    cp.minimize(cp_model.LinearExpr.sum([0, *amounts, *rows, *costs]))
    return cp, entries, bounds


def _breadth(who: Filter | None) -> int:
    """How many kinds of member are asked: what leaders alone owe is not put on everybody."""
    return 1 if who is None else sum(lets_through(who, member) for member in _every_kind())


def _who(demand: Demand) -> Filter | None:
    return demand.cited.duty.selects if demand.due.subject_type is SubjectType.MEMBER else None


def _bounds(cp: cp_model.CpModel, demand: Demand, entries: Sequence[Entry]) -> Iterator[Bound]:
    for reached in _audiences(demand, entries):
        for least, days, limit in ((True, demand.days, demand.least), (False, demand.span, demand.most)):
            if limit is None:
                continue
            there = [e.amount for e in entries if e.who in reached and e.cell.first in days]
            total = cp_model.LinearExpr.sum([0, *there])
            switch = cp.new_bool_var("")
            cp.add(total >= limit if least else total <= limit).only_enforce_if(switch)
            yield Bound(demand, least, switch)


def _audiences(demand: Demand, entries: Sequence[Entry]) -> set[frozenset[Filter | None]]:
    """For each kind of member that the demand is on, which entries reach that kind."""
    mine = _who(demand)
    if mine is None:
        return {frozenset([None])}
    everyone = frozenset(entry.who for entry in entries)
    return {
        frozenset(who for who in everyone if who is not None and lets_through(who, member))
        for member in _every_kind()
        if lets_through(mine, member)
    }


def _every_kind() -> Iterator[Member]:
    flags = (False, True)
    for category, leader, secretary, frail, flow in product(Category, flags, flags, flags, Flow):
        yield Member("", "", category, leader, secretary, frail, flow)


def _spread(
    cp: cp_model.CpModel, demand: Demand, entries: Sequence[Entry], year: Year
) -> Iterator[cp_model.LinearExprT]:
    if not demand.days or demand.least is None:
        return
    mine = [e for e in entries if e.who == _who(demand) and e.cell.first in demand.days]
    several = demand.cited.duty.measure is None and 1 < demand.least <= MANY
    if several and (max(demand.days) - min(demand.days)).days >= 2 * demand.least:
        for start, after in pairwise(cuts(min(demand.days), max(demand.days), demand.least)):
            bare = cp.new_bool_var("")
            there = [entry.used for entry in mine if start <= entry.cell.middle < after]
            cp.add(cp_model.LinearExpr.sum([bare, *there]) >= 1)
            yield BARE_STRETCH * bare
    usual = usual_day(demand, year.settings)
    for entry in mine:
        yield months_apart(entry.cell.first, usual) * entry.used


def _done(entry: Entry, amount: int, asked: Sequence[Demand]) -> Iterator[Done]:
    """One row for a quantity; for a few times, a row each on days of their own."""
    duty = asked[0].cited.duty
    served = tuple(d for d in asked if entry.cell.first in d.days and _reaches(entry.who, d))
    days = entry.cell.days
    if duty.measure is None and 1 < amount <= min(MANY, len(days)):
        for n in range(amount):
            share = days[len(days) * n // amount : len(days) * (n + 1) // amount]
            yield _row(share, Decimal(1), entry.who, served)
    else:
        scale = FINEST if duty.measure else 1
        yield _row(days, Decimal(amount) / scale, entry.who, served)


def _row(days: tuple[date, ...], amount: Decimal, who: Filter | None, served: tuple[Demand, ...]) -> Done:
    duty = served[0].cited.duty
    return Done(days[len(days) // 2], duty.activity, duty.measure, amount, who, days, served)


def _reaches(who: Filter | None, demand: Demand) -> bool:
    """Whether what is done by those whom ``who`` selects counts for somebody the demand is on."""
    mine = _who(demand)
    if mine is None or who is None:
        return mine is who
    return any(lets_through(mine, member) and lets_through(who, member) for member in _every_kind())
