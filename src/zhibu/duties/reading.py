"""Everything that decides the dues of a part of the tree in a year, read in a fixed number of queries.

    read_place(organization, year, today)    an organization, its groups and members
    read_below(organization, year, today)    the organizations at and under it, without members and groups
    read_organizations(rows, year, today)    the own things of several organizations, wherever they stand
    read_member(member, year, today)         one member

Plans are those issued at or above the place; periods that reach over the year's edges (weeks, several
years) are given their facts of those days too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from zhibu import ledger
from zhibu.access.reach import within
from zhibu.gatherings.models import Exemption, Fact
from zhibu.issuing.models import IssuedPlan
from zhibu.ledger import DueStatus
from zhibu.plans import subjects
from zhibu.plans.codes import Level, SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.periods import Period, calendar_year
from zhibu.registry.as_of import Registry, as_of, organizations_on
from zhibu.registry.models import Member, Organization

SubjectKey = tuple[SubjectType, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, as the core knows it."""

    year: int
    today: date
    plans: tuple[Plan, ...]
    registry: Registry
    facts: tuple[ledger.Fact, ...]
    exemptions: tuple[ledger.Exemption, ...]

    def organization(self, code: str) -> subjects.Organization | None:
        return next((one for one in self.registry.organizations if one.org_id == code), None)

    def above(self, organization: subjects.Organization) -> frozenset[str]:
        return ancestors(organization, self.registry.organizations)

    def members_of(self, code: str) -> list[subjects.Member]:
        return [one for one in self.registry.members if one.org_id == code]

    def statuses(
        self, organization: subjects.Organization, members: Iterable[subjects.Member] = ()
    ) -> dict[SubjectKey, list[DueStatus]]:
        """The dues of the organization and of the members given, by subject."""
        return by_subject(
            ledger.evaluate(
                self.plans,
                organization,
                members,
                self.facts,
                self.exemptions,
                self.today,
                self.year,
                self.above(organization),
            )
        )

    def statuses_of_all(
        self, organizations: Iterable[subjects.Organization]
    ) -> dict[SubjectKey, list[DueStatus]]:
        """The own dues of several organizations, by subject."""
        asked = [(one, self.above(one)) for one in organizations]
        return by_subject(
            ledger.evaluate_organizations(
                self.plans, asked, self.facts, self.exemptions, self.today, self.year
            )
        )

    def facts_of(self, key: SubjectKey) -> list[ledger.Fact]:
        return [fact for fact in self.facts if fact.subject == key]


def by_subject(statuses: Iterable[DueStatus]) -> dict[SubjectKey, list[DueStatus]]:
    found: dict[SubjectKey, list[DueStatus]] = {}
    for one in statuses:
        found.setdefault((one.due.subject_type, one.due.subject_id), []).append(one)
    return found


def read_place(organization: Organization, year: int, today: date) -> Reading:
    plans = plans_binding(organization, year)
    facts = facts_under(organization, days_reached(plans, year))
    return Reading(
        year, today, plans, as_of(day_of(year, today), organization), facts, exemptions_under(organization)
    )


def read_below(organization: Organization, year: int, today: date) -> Reading:
    plans = plans_binding(organization, year, with_below=True)
    days = days_reached(plans, year)
    own = Fact.objects.filter(within(organization.path, "organization__path"), member__isnull=True)
    facts = tuple(_fact(row) for row in _fact_rows(own, days))
    exempt = Exemption.objects.filter(within(organization.path, "organization__path"), member__isnull=True)
    registry = as_of(day_of(year, today), organization)
    return Reading(
        year, today, plans, registry, facts, tuple(_exemption(row) for row in _exemption_rows(exempt))
    )


def read_organizations(rows: Sequence[Organization], year: int, today: date) -> Reading:
    places = [row.pk for row in rows]
    paths = {path for row in rows for path in (*row.ancestor_paths, row.path)}
    plans = plans_issued_at(paths, year)
    own = Fact.objects.filter(organization__in=places, member__isnull=True)
    exempt = Exemption.objects.filter(organization__in=places, member__isnull=True)
    return Reading(
        year,
        today,
        plans,
        organizations_on(day_of(year, today), places),
        tuple(_fact(row) for row in _fact_rows(own, days_reached(plans, year))),
        tuple(_exemption(row) for row in _exemption_rows(exempt)),
    )


def plans_issued_at(paths: Iterable[str], year: int) -> tuple[Plan, ...]:
    found = IssuedPlan.objects.in_force(calendar_year(year)).filter(organization__path__in=list(paths))
    return tuple(issued.plan for issued in found.order_by("since", "pk"))


def read_member(member: Member, year: int, today: date) -> Reading:
    place = member.organization
    plans = plans_binding(place, year)
    facts = Fact.objects.filter(member=member)
    exempt = Exemption.objects.filter(member=member)
    registry = as_of(day_of(year, today), place)
    only = Registry(
        registry.day,
        registry.organizations,
        tuple(one for one in registry.members if one.member_id == str(member.pk)),
    )
    return Reading(
        year,
        today,
        plans,
        only,
        tuple(_fact(row) for row in _fact_rows(facts, days_reached(plans, year))),
        tuple(_exemption(row) for row in _exemption_rows(exempt)),
    )


def day_of(year: int, today: date) -> date:
    """The day on which the tree is looked at: today, or the last day of a year gone by."""
    return min(today, calendar_year(year).end)


def plans_binding(organization: Organization, year: int, *, with_below: bool = False) -> tuple[Plan, ...]:
    """Plans of the year issued at the organization or above it; ``with_below``: under it too."""
    at_or_above = Q(organization__path__in=[*organization.ancestor_paths, organization.path])
    issued_by = at_or_above | within(organization.path, "organization__path") if with_below else at_or_above
    found = IssuedPlan.objects.in_force(calendar_year(year)).filter(issued_by).order_by("since", "pk")
    return tuple(issued.plan for issued in found)


def days_reached(plans: Sequence[Plan], year: int) -> Period:
    """The days that the periods of the year reach over, which may be more than the year."""
    periods = [period for plan in plans for cited in plan.duties() for period in cited.periods(year)] or [
        calendar_year(year)
    ]
    return Period(min(one.start for one in periods), max(one.end for one in periods))


def ancestors(
    organization: subjects.Organization, organizations: Iterable[subjects.Organization]
) -> frozenset[str]:
    """The codes of what stands above an organization."""
    parents = {one.org_id: one.parent_id for one in organizations}
    above: set[str] = set()
    upper = organization.parent_id
    while upper is not None and upper not in above:
        above.add(upper)
        upper = parents.get(upper)
    return frozenset(above)


def facts_under(organization: Organization, days: Period) -> tuple[ledger.Fact, ...]:
    """The facts recorded at or under a place, and those of its members recorded elsewhere."""
    here = _fact_rows(Fact.objects.filter(within(organization.path, "organization__path")), days)
    elsewhere = _fact_rows(
        Fact.objects.filter(within(organization.path, "member__path")).exclude(
            within(organization.path, "organization__path")
        ),
        days,
    )
    return tuple(_fact(row) for row in (*here, *elsewhere))


def exemptions_under(organization: Organization) -> tuple[ledger.Exemption, ...]:
    here = within(organization.path, "organization__path") | within(organization.path, "member__path")
    return tuple(_exemption(row) for row in _exemption_rows(Exemption.objects.filter(here)))


FACT_COLUMNS = (
    "pk", "organization__code", "member_id", "activity_code", "measure", "occurred_on", "quantity"
)  # fmt: skip
EXEMPTION_COLUMNS = ("organization__code", "member_id", "activity_code", "from_day", "to_day")


def _fact_rows(rows: Any, days: Period) -> Any:
    inside = rows.filter(occurred_on__gte=days.start, occurred_on__lte=days.end)
    return inside.order_by("occurred_on", "pk").values_list(*FACT_COLUMNS)


def _fact(row: tuple[Any, ...]) -> ledger.Fact:
    pk, code, member_id, activity, measure, occurred_on, quantity = row
    return ledger.Fact(
        fact_id=str(pk),
        org_id=code,
        member_id=None if member_id is None else str(member_id),
        activity=activity,
        measure=measure or None,
        occurred_on=occurred_on,
        quantity=quantity,
    )


def _exemption_rows(rows: Any) -> Any:
    return rows.order_by("pk").values_list(*EXEMPTION_COLUMNS)


def _exemption(row: tuple[Any, ...]) -> ledger.Exemption:
    code, member_id, activity, from_day, to_day = row
    return ledger.Exemption(
        subject_type=SubjectType.ORGANIZATION if member_id is None else SubjectType.MEMBER,
        subject_id=code if member_id is None else str(member_id),
        activity=activity or None,
        from_=from_day,
        to=to_day,
    )


def is_group(organization: subjects.Organization) -> bool:
    return organization.level is Level.GROUP
