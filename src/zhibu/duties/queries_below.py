"""What the staff of a committee see: by plan and clause, which organizations still have something to do.

Names stand in the order of the tree. Nothing is counted into a score and nothing is ordered by a figure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from zhibu.duties.agenda import Agendas, month_of
from zhibu.duties.months import ShownMonth
from zhibu.duties.reading import Reading, read_below
from zhibu.plans.codes import Level
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.wording import demand_in_words
from zhibu.registry.models import Organization, on

MOST_AT_ONCE = 60  # organizations looked at on one page; where there are more, the next level is chosen first


@dataclass(slots=True)
class Waiting:
    """A demand of a clause, and the organizations that have still to meet it, in the order of the tree."""

    cited: CitedDuty
    organizations: list[Organization] = field(default_factory=list)

    @property
    def demand(self) -> str:
        return demand_in_words(self.cited.duty)


@dataclass(slots=True)
class PlanWaiting:
    """A plan with those of its clauses that somebody has still to meet."""

    plan: Plan
    clauses: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BelowPage:
    """``next_level`` is for choosing from, and filled only where there are too many to look at at once."""

    organization: Organization
    shown: ShownMonth
    plans: list[PlanWaiting]
    places: list[tuple[Organization, bool]]
    next_level: list[Organization]
    has_plans: bool


def below_page(organization: Organization, shown: ShownMonth) -> BelowPage:
    inside = Organization.objects.under(organization).filter(on(shown.today)).exclude(level=Level.GROUP.value)
    rows = list(inside.order_by("path")[: MOST_AT_ONCE + 1])
    if len(rows) > MOST_AT_ONCE:
        children = list(inside.filter(parent=organization).order_by("path"))
        return BelowPage(organization, shown, [], [], children, has_plans=True)
    reading = read_below(organization, shown.year, shown.today)
    pending = dict(_pending(reading, rows, shown))
    places = [(row, bool(pending.get(row.code))) for row in rows]
    return BelowPage(organization, shown, _by_plan(reading, rows, pending), places, [], bool(reading.plans))


def _pending(
    reading: Reading, rows: list[Organization], shown: ShownMonth
) -> Iterator[tuple[str, set[CitedDuty]]]:
    """For each organization the duties that its month still asks for, with all that they cover."""
    agendas = Agendas(shown.year)
    wanted = {row.code for row in rows}
    places = [one for one in reading.registry.organizations if one.org_id in wanted]
    for (_kind, code), statuses in reading.statuses_of_all(places).items():
        month = month_of(agendas.of(statuses), shown.days, shown.today)
        yield code, {one.cited for item in month.pending for one in item.clauses}


def _by_plan(
    reading: Reading, rows: list[Organization], pending: dict[str, set[CitedDuty]]
) -> list[PlanWaiting]:
    found = []
    for plan in reading.plans:
        clauses = [
            Waiting(cited, [row for row in rows if cited in pending.get(row.code, ())])
            for cited in plan.duties()
        ]
        waiting = [clause for clause in clauses if clause.organizations]
        if waiting:
            found.append(PlanWaiting(plan, waiting))
    return found
