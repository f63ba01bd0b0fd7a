"""One organization and its members, or several organizations, as the application asks for them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property

from zhibu.ledger.facts import DueStatus, Exemption, Fact
from zhibu.ledger.memory import Subject, evaluate_subjects
from zhibu.ledger.tables import Kind, SubjectClass, Tables
from zhibu.plans.codes import SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.periods import Period, calendar_year
from zhibu.plans.subjects import Member, Organization


class CompiledPlans:
    """Plans compiled once for a year and a day, for whoever evaluates more than once.

    ``ancestors`` are the ids of the organizations above; facts and exemptions of others are passed over.
    """

    def __init__(self, plans: Sequence[Plan], year: int, as_of: date) -> None:
        self.plans, self.year, self.as_of = tuple(plans), year, as_of

    @cached_property
    def tables(self) -> dict[SubjectType, Tables]:
        return {each: Tables(self.plans, self.year, self.as_of, each) for each in SubjectType}

    @cached_property
    def days(self) -> Period:
        """The days that the periods of the year reach over, which may be more than the year."""
        periods = [demand.period for tables in self.tables.values() for demand in tables.demands]
        periods = periods or [calendar_year(self.year)]
        return Period(min(one.start for one in periods), max(one.end for one in periods))

    def kinds(self, subject_type: SubjectType) -> set[Kind]:
        """The activities, with their measures, that facts of such subjects can count by."""
        return set(self.tables[subject_type].tallies)

    def evaluate(
        self,
        organization: Organization,
        members: Iterable[Member],
        facts: Iterable[Fact],
        exemptions: Iterable[Exemption],
        ancestors: Collection[str] = (),
        activities: Collection[str] | None = None,
    ) -> list[DueStatus]:
        """The organization's dues of the year with their status, then each member's in turn.

        With ``activities`` only the dues that facts of these count for.
        """
        facts, exemptions = list(facts), list(exemptions)
        found: list[DueStatus] = []
        for subject_type, subjects in subjects_of(organization, members, ancestors).items():
            tables = self.tables[subject_type]
            kinds = [kind for kind in tables.tallies if activities is None or kind[0] in activities]
            if subjects and kinds:
                tallies = None if activities is None else tallies_by(tables, kinds)
                found += evaluate_subjects(tables, subjects, facts, exemptions, tallies)
        return found

    def evaluate_organizations(
        self,
        organizations: Iterable[tuple[Organization, Collection[str]]],
        facts: Iterable[Fact],
        exemptions: Iterable[Exemption],
    ) -> list[DueStatus]:
        """The own dues of several organizations, each given with the ids above it; in the order given."""
        subjects = [
            Subject(each.org_id, SubjectClass(each, None, frozenset(above))) for each, above in organizations
        ]
        return evaluate_subjects(self.tables[SubjectType.ORGANIZATION], subjects, facts, exemptions)


def tallies_by(tables: Tables, kinds: Iterable[Kind]) -> set[int]:
    """The sums that facts of some kinds add to."""
    return {tally_no for kind in kinds for _period, tally_no in tables.tallies.get(kind, ())}


def subjects_of(
    organization: Organization, members: Iterable[Member], ancestors: Collection[str]
) -> dict[SubjectType, list[Subject]]:
    """An organization and its members, by type."""
    above = frozenset(ancestors)
    return {
        SubjectType.ORGANIZATION: [Subject(organization.org_id, SubjectClass(organization, None, above))],
        SubjectType.MEMBER: [
            Subject(each.member_id, SubjectClass(organization, each, above)) for each in members
        ],
    }


def evaluate(
    plans: Sequence[Plan],
    organization: Organization,
    members: Iterable[Member],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    as_of: date,
    year: int,
    ancestors: Collection[str] = (),
) -> list[DueStatus]:
    """``CompiledPlans.evaluate`` for plans that are asked about once."""
    return CompiledPlans(plans, year, as_of).evaluate(organization, members, facts, exemptions, ancestors)


def evaluate_organizations(
    plans: Sequence[Plan],
    organizations: Iterable[tuple[Organization, Collection[str]]],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    as_of: date,
    year: int,
) -> list[DueStatus]:
    """``CompiledPlans.evaluate_organizations`` for plans that are asked about once."""
    return CompiledPlans(plans, year, as_of).evaluate_organizations(organizations, facts, exemptions)
