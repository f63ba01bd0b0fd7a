"""What the staff of a committee see: by plan and clause, which organizations still have something to do.

Names stand in the order of the tree. Nothing is counted into a score and nothing is ordered by a figure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator

from zhibu.access.models import Account
from zhibu.duties.agenda import month_of
from zhibu.duties.months import ShownMonth
from zhibu.duties.notices import Notice, notices
from zhibu.duties.reading import Reading, read_below
from zhibu.plans.codes import Level
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.wording import demand_in_words
from zhibu.registry.models import Organization, on

AT_ONCE = 30  # organizations looked at on one page; the others are on the next ones, or found by name


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
    """One page of the organizations at and under one, and what these have still to do.

    ``children`` are what stands directly below, to look at one of them alone.
    """

    organization: Organization
    shown: ShownMonth
    wanted: str
    page: Page[Any]
    plans: list[PlanWaiting]
    places: list[tuple[Organization, bool]]
    children: list[Organization]
    has_plans: bool
    notices: list[Notice]


def below_page(
    user: Account, organization: Organization, shown: ShownMonth, wanted: str = "", number: str = ""
) -> BelowPage:
    """A fixed number of queries, whatever the number of organizations; ``wanted`` is a part of the name."""
    inside = Organization.objects.under(organization).filter(on(shown.today)).exclude(level=Level.GROUP.value)
    found = inside.filter(name__icontains=wanted) if wanted else inside
    page = Paginator(found.order_by("path"), AT_ONCE).get_page(number)
    rows = list(page.object_list)
    reading = read_below(organization, rows, shown.year, shown.today)
    pending = dict(_pending(reading, rows, shown))
    return BelowPage(
        organization=organization,
        shown=shown,
        wanted=wanted,
        page=page,
        plans=_by_plan(reading, rows, pending),
        places=[(row, bool(pending.get(row.code))) for row in rows],
        children=list(inside.filter(parent=organization).exclude(level=Level.BRANCH.value).order_by("path")),
        has_plans=bool(reading.plans),
        notices=notices(user, organization, "below"),
    )


def _pending(
    reading: Reading, rows: list[Organization], shown: ShownMonth
) -> Iterator[tuple[str, set[CitedDuty]]]:
    """For each organization the duties that its month still asks for, with all that they cover."""
    wanted = {row.code for row in rows}
    places = [one for one in reading.registry.organizations if one.org_id in wanted]
    for (_kind, code), statuses in reading.statuses_of_all(places).items():
        month = month_of(reading.agendas.of(statuses), shown.days, shown.today)
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
