"""Everything that decides the dues of a part of the tree in a year, read in a fixed number of queries.

    read_place(organization, year, today)    an organization, its groups and members
    read_about(organization, …, activities)  the same, of what a gathering was about
    read_below(organization, rows, …)        some organizations at and under it, without members
    read_organizations(rows, year, today)    the own things of several organizations, wherever they stand
    read_member(member, year, today)         one member
    read_one(organization, year, today)      one organization and its own members, for counting

Plans are those issued at or above the place; periods that reach over the year's edges (weeks, several
years) are given their facts of those days too.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import get_language

from zhibu import ledger
from zhibu.access.reach import within
from zhibu.duties.agenda import Agendas
from zhibu.duties.recorded import (
    asked_for,
    exemptions_of,
    facts_in,
    facts_of_members,
    of_kinds,
    own_facts,
)
from zhibu.gatherings.models import Exemption, Fact, Gathering
from zhibu.gatherings.queries import exemptions_among, frail_among
from zhibu.issuing.models import IssuedPlan
from zhibu.issuing.queries import read_plans
from zhibu.ledger import CompiledPlans, DueStatus
from zhibu.ledger.tables import Kind
from zhibu.plans import subjects
from zhibu.plans.codes import Level, SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.periods import Period, calendar_year
from zhibu.registry.as_of import Registry, as_of, as_of_one, organizations_on
from zhibu.registry.models import Member, Organization

SubjectKey = tuple[SubjectType, str]
COMPILED_KEPT = 64  # a process: one for each set of plans in use, a year and a day


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, as the core knows it."""

    year: int
    today: date
    plans: tuple[Plan, ...]
    registry: Registry
    facts: tuple[ledger.Fact, ...]
    exemptions: tuple[ledger.Exemption, ...]
    activities: frozenset[str] | None = None  # of the dues that are looked at; None: all

    @property
    def compiled(self) -> CompiledPlans:
        return compiled(self.plans, self.year, self.today)

    @property
    def agendas(self) -> Agendas:
        return _agendas(tuple(map(Same, self.plans)), self.year, get_language())

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
            self.compiled.evaluate(
                organization, members, self.facts, self.exemptions, self.above(organization), self.activities
            )
        )

    def statuses_of_all(
        self, organizations: Iterable[subjects.Organization]
    ) -> dict[SubjectKey, list[DueStatus]]:
        """The own dues of several organizations, by subject."""
        asked = [(one, self.above(one)) for one in organizations]
        return by_subject(self.compiled.evaluate_organizations(asked, self.facts, self.exemptions))

    def facts_of(self, key: SubjectKey) -> list[ledger.Fact]:
        return [fact for fact in self.facts if fact.subject == key]


def by_subject(statuses: Iterable[DueStatus]) -> dict[SubjectKey, list[DueStatus]]:
    found: dict[SubjectKey, list[DueStatus]] = {}
    for one in statuses:
        found.setdefault((one.due.subject_type, one.due.subject_id), []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class Same:
    """A plan by identity: ``read_plans`` gives the same object for the same text."""

    plan: Plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.plan is self.plan


def compiled(plans: Iterable[Plan], year: int, today: date) -> CompiledPlans:
    """Plans compiled for a year as seen on a day, kept for the next who asks for the same."""
    return _compiled(tuple(map(Same, plans)), year, today)


@lru_cache(maxsize=COMPILED_KEPT)
def _compiled(plans: tuple[Same, ...], year: int, today: date) -> CompiledPlans:
    return CompiledPlans([one.plan for one in plans], year, today)


@lru_cache(maxsize=COMPILED_KEPT)
def _agendas(plans: tuple[Same, ...], year: int, language: str) -> Agendas:
    """Laying out a year takes longer than filling it in, and is the same for all on whom the plans fall.

    Its suggestions are worded in the reader's language.
    """
    return Agendas(year)


def read_place(
    organization: Organization, year: int, today: date, *, only_what_counts: bool = False
) -> Reading:
    """``only_what_counts`` leaves out facts that no plan asks for: of most records the larger part."""
    plans = plans_binding(organization, year)
    wanted = asked_for(compiled(plans, year, today)) if only_what_counts else Q()
    facts = facts_under(organization, days_reached(plans, year, today), wanted)
    return Reading(
        year, today, plans, as_of(day_of(year, today), organization), facts, exemptions_under(organization)
    )


def read_about(
    organization: Organization, year: int, today: date, gathering: Gathering, activities: frozenset[str]
) -> Reading:
    """As ``read_place``, of a gathering's activities only: its facts, whatever counts, and those dues."""
    plans = plans_binding(organization, year)
    counting = asked_for(compiled(plans, year, today)) & Q(activity_code__in=sorted(activities))
    wanted = counting | Q(gathering=gathering)
    facts = facts_under(organization, days_reached(plans, year, today), wanted)
    registry = as_of(day_of(year, today), organization)
    return Reading(year, today, plans, registry, facts, exemptions_under(organization), activities)


def read_below(organization: Organization, rows: Iterable[Organization], year: int, today: date) -> Reading:
    plans = plans_binding(organization, year, with_below=True)
    wanted = [row.pk for row in rows]
    own, _members = asked_of_each(compiled(plans, year, today))
    facts = facts_in(own_facts(wanted).filter(of_kinds(own)), days_reached(plans, year, today))
    registry = organizations_on(day_of(year, today), wanted)
    return Reading(year, today, plans, registry, facts, exemptions_of(wanted, ()))


def read_organizations(rows: Sequence[Organization], year: int, today: date) -> Reading:
    wanted = [row.pk for row in rows]
    paths = {path for row in rows for path in (*row.ancestor_paths, row.path)}
    issued = IssuedPlan.objects.in_force(calendar_year(year)).filter(organization__path__in=paths)
    plans = read_plans(issued)
    facts = facts_in(own_facts(wanted), days_reached(plans, year, today))
    registry = organizations_on(day_of(year, today), wanted)
    return Reading(year, today, plans, registry, facts, exemptions_of(wanted, ()))


def read_member(member: Member, year: int, today: date) -> Reading:
    place = member.organization
    plans = plans_binding(place, year)
    facts = Fact.objects.filter(member=member)
    exempt = exemptions_of((), [member.pk])
    registry = as_of(day_of(year, today), place)
    only = Registry(
        registry.day,
        registry.organizations,
        tuple(one for one in registry.members if one.member_id == str(member.pk)),
    )
    found = facts_in(facts, days_reached(plans, year, today))
    return Reading(year, today, plans, only, found, exempt)


def read_one(
    organization: Organization, year: int, today: date, kinds: Collection[Kind] | None = None
) -> Reading:
    """One organization and its own members, nothing below it; of the facts what counts, or of some kinds."""
    plans = plans_binding(organization, year)
    own, members = asked_of_each(compiled(plans, year, today), kinds)
    days = days_reached(plans, year, today)
    registry = as_of_one(day_of(year, today), organization)
    people = [int(one.member_id) for one in registry.members]
    facts = facts_in(own_facts([organization.pk]).filter(of_kinds(own)), days) if own else ()
    if people and members:
        facts += facts_in(facts_of_members(people).filter(of_kinds(members)), days)
    return Reading(year, today, plans, registry, facts, exemptions_of([organization.pk], people))


def asked_of_each(plans: CompiledPlans, kinds: Collection[Kind] | None = None) -> tuple[set[Kind], set[Kind]]:
    """What facts can count by, of organizations and of members; only the kinds given, if any are."""
    own, members = (plans.kinds(kind) for kind in (SubjectType.ORGANIZATION, SubjectType.MEMBER))
    return (own, members) if kinds is None else (own & set(kinds), members & set(kinds))


def day_of(year: int, today: date) -> date:
    """The day on which the tree is looked at: today, or the last day of a year gone by."""
    return min(today, calendar_year(year).end)


def plans_binding(organization: Organization, year: int, *, with_below: bool = False) -> tuple[Plan, ...]:
    """Plans of the year issued at the organization or above it; ``with_below``: under it too."""
    at_or_above = Q(organization__path__in=[*organization.ancestor_paths, organization.path])
    issued_by = at_or_above | within(organization.path, "organization__path") if with_below else at_or_above
    return read_plans(IssuedPlan.objects.in_force(calendar_year(year)).filter(issued_by))


def days_reached(plans: Iterable[Plan], year: int, today: date) -> Period:
    """The days that the periods of the year reach over, which may be more than the year."""
    return compiled(plans, year, today).days


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


def facts_under(organization: Organization, days: Period, wanted: Q) -> tuple[ledger.Fact, ...]:
    """The facts recorded at or under a place, and those of its members recorded elsewhere."""
    inside = within(organization.path, "organization__path")
    here = Fact.objects.filter(inside).filter(wanted)
    elsewhere = Fact.objects.filter(within(organization.path, "member__path")).exclude(inside).filter(wanted)
    return (*facts_in(here, days), *facts_in(elsewhere, days))


def exemptions_under(organization: Organization) -> tuple[ledger.Exemption, ...]:
    """Those approved at or under a place, and what the roster says of its frail members."""
    members = within(organization.path, "member__path")
    here = within(organization.path, "organization__path") | members
    return (*exemptions_among(Exemption.objects.filter(here)), *frail_among(members))


def is_group(organization: subjects.Organization) -> bool:
    return organization.level is Level.GROUP
