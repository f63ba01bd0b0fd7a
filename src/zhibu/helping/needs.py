"""Where help is needed: by clause and period, by sector and by the organizations below.

What will fall due stands before what was missed. Clauses stand in the order of their days and then of the
plans, organizations in that of the tree; nothing is put in order by a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from zhibu.access.reach import SEGMENT, within
from zhibu.duties import wording
from zhibu.duties.reading import plans_binding
from zhibu.helping.models import Demand, Offer, Standing
from zhibu.ledger import Status, status_on
from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.periods import Period
from zhibu.plans.wording import demand_in_words
from zhibu.registry.models import Organization

DAYS_AHEAD = (14, 30, 90)
OFFERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: a part of the tree, some days ahead, and perhaps a plan and a sector.

    Or what was missed in the year before, which in January is what there is to look at.
    """

    organization: Organization
    today: date
    days: int = DAYS_AHEAD[1]
    plan_id: str = ""
    sector: str = ""
    is_of_last_year: bool = False

    @property
    def year(self) -> int:
        return self.today.year - self.is_of_last_year

    @property
    def years(self) -> range:
        """The year; near its end also the next, as far as the days ahead reach into it."""
        return range(self.year, max(self.year, 0 if self.is_of_last_year else self.horizon.year) + 1)

    @property
    def horizon(self) -> date:
        return self.today + timedelta(days=self.days)

    def demands(self, place: str = "") -> Q:
        """Those of the years; what goes over New Year belongs to the year in which it begins."""
        wanted = Q(**{f"{place}year": self.year})
        for year in self.years[1:]:
            wanted |= Q(**{f"{place}year": year, f"{place}starts__gte": date(year, 1, 1)})
        return wanted


@dataclass(frozen=True, slots=True)
class Need:
    """A clause in one period, and how many organizations (and, of a member's duty, people) still lack it."""

    cited: CitedDuty
    demand: Demand
    year: int
    organizations: int
    people: int

    @property
    def is_of_members(self) -> bool:
        return self.demand.subject == SubjectType.MEMBER

    @property
    def ends(self) -> date:
        return self.demand.ends

    @property
    def short_day(self) -> str:
        return wording.short_day(self.ends, self.year)

    @property
    def weekday(self) -> str:
        return wording.weekday(self.ends, is_limit=True)

    @property
    def period(self) -> str:
        return wording.period(self.cited, Period(self.demand.starts, self.demand.ends), self.demand.year)

    @property
    def words(self) -> str:
        return demand_in_words(self.cited.duty)

    @property
    def query(self) -> str:
        """What names it in an address."""
        demand = self.demand
        asked = {"plan": demand.plan_id, "duty": demand.duty_id, "from": demand.starts.isoformat()}
        return urlencode(asked)


@dataclass(slots=True)
class Missed:
    """A clause with the periods in which it was missed, the earliest first."""

    cited: CitedDuty
    periods: list[Need] = field(default_factory=list)

    @property
    def words(self) -> str:
        return demand_in_words(self.cited.duty)


@dataclass(slots=True)
class Part:
    """A part of what one sees: how many organizations in it have something due soon, or missed."""

    name: str
    organization: Organization | None = None
    all: int = 0
    soon: int = 0
    missed: int = 0

    def add(self, soon: bool, missed: bool) -> None:
        self.all += 1
        self.soon += soon
        self.missed += missed


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """All that the page of a committee shows."""

    asked: Asked
    plans: list[Plan]
    soon: list[Need]
    missed: list[Missed]
    whole: Part
    below: list[Part]
    sectors: list[Part]
    offers: list[Offer]

    @property
    def days_due(self) -> list[tuple[date, int]]:
        """For each last day to come, how many organizations lack how much: summed over the clauses."""
        found: dict[date, int] = {}
        for need in self.soon:
            found[need.ends] = found.get(need.ends, 0) + need.organizations
        return sorted(found.items())


def needs_page(asked: Asked) -> NeedsPage:
    plans = plans_asked(asked)
    found = list(needs(asked, plans))
    whole, below, sectors = parts(asked)
    return NeedsPage(
        asked=asked,
        plans=plans,
        soon=[one for one in found if status_of(one.demand, asked.today) is Status.OPEN],
        missed=by_clause(one for one in found if status_of(one.demand, asked.today) is Status.OVERDUE),
        whole=whole,
        below=below,
        sectors=sectors,
        offers=list(offers_below(asked.organization)),
    )


def plans_asked(asked: Asked) -> list[Plan]:
    """Those that bind anybody there in the years that are looked at."""
    found: dict[str, Plan] = {}
    for year in asked.years:
        for plan in plans_binding(asked.organization, year, with_below=True):
            found.setdefault(plan.id, plan)
    return list(found.values())


def status_of(demand: Demand, today: date) -> Status:
    """The ledger's word for what is unsettled of a demand."""
    return status_on(today, demand.ends, is_optional=demand.is_optional)


def needs(asked: Asked, plans: Iterable[Plan]) -> Iterable[Need]:
    """By last day, then in the order of the plans. Three queries."""
    cited = {one.key: (order, one) for order, one in enumerate(c for plan in plans for c in plan.duties())}
    demands = {one.pk: one for one in demands_asked(asked) if (one.plan_id, one.duty_id) in cited}
    rows = waiting(asked, demands).order_by().values("demand_id")
    counted = rows.annotate(places=Count("pk"), people=Sum("unsettled"))
    found = [
        (demands[pk], places, people)
        for pk, places, people in counted.values_list("demand_id", "places", "people")
    ]
    found.sort(key=lambda row: (row[0].ends, cited[row[0].plan_id, row[0].duty_id][0], row[0].starts))
    for demand, places, people in found:
        yield Need(cited[demand.plan_id, demand.duty_id][1], demand, asked.year, places, people)


def demands_asked(asked: Asked) -> QuerySet[Any]:
    found = Demand.objects.filter(asked.demands(), is_optional=False, ends__lte=asked.horizon)
    return found.filter(plan_id=asked.plan_id) if asked.plan_id else found


def waiting(asked: Asked, demands: Iterable[int]) -> QuerySet[Any]:
    """The standings that still ask for something."""
    found = Standing.objects.filter(is_waiting=True, demand_id__in=list(demands))
    top = asked.organization.path
    if Organization.objects.exclude(within(top)).exists():  # else the index alone gives the sums
        found = found.filter(within(top, "organization__path"))
    return found.filter(organization__sector=asked.sector) if asked.sector else found


def by_clause(needs: Iterable[Need]) -> list[Missed]:
    found: dict[tuple[str, str], Missed] = {}
    for need in needs:
        found.setdefault(need.cited.key, Missed(need.cited)).periods.append(need)
    return list(found.values())


def parts(asked: Asked) -> tuple[Part, list[Part], list[Part]]:
    """The whole, the organizations directly below, and the sectors. One query for the tree, one for names.

    A group is counted with its branch.
    """
    top = asked.organization
    below = [
        Part(one.name, one)
        for one in Organization.objects.filter(parent=top, until__isnull=True)
        .exclude(level=Level.GROUP.value)
        .order_by("path")
    ]
    by_path = {part.organization.path: part for part in below if part.organization}
    sectors = {one.value: Part(one.label) for one in Sector}
    whole = Part(top.name, top)
    for path, sector, soon, missed in organizations(asked):
        child = by_path.get(path[: len(top.path) + SEGMENT])
        for part in (whole, sectors[sector], child):
            if part is not None:
                part.add(soon, missed)
    return whole, below, [part for part in sectors.values() if part.all]


def organizations(asked: Asked) -> Iterable[tuple[str, str, bool, bool]]:
    """Path, sector, whether something falls due soon, whether something was missed."""
    mine = Standing.objects.filter(asked.demands("demand__"), is_waiting=True, organization=OuterRef("pk"))
    if asked.plan_id:
        mine = mine.filter(demand__plan_id=asked.plan_id)
    rows = Organization.objects.filter(within(asked.organization.path), until__isnull=True)
    rows = rows.filter(sector=asked.sector) if asked.sector else rows
    soon = mine.filter(demand__ends__gte=asked.today, demand__ends__lte=asked.horizon)
    rows = rows.annotate(soon=Exists(soon), missed=Exists(mine.filter(demand__ends__lt=asked.today)))
    yield from rows.exclude(level=Level.GROUP.value).values_list("path", "sector", "soon", "missed")


def offers_below(organization: Organization) -> QuerySet[Any]:
    """The latest offers to organizations at and under one."""
    made = Offer.objects.filter(within(organization.path, "organization__path"))
    return made.select_related("organization").order_by("-offered_at", "-pk")[:OFFERS_SHOWN]
