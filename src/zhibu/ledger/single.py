"""One organization and its members, or several organizations, as the application asks for them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from zhibu.ledger.facts import DueStatus, Exemption, Fact
from zhibu.ledger.memory import Subject, evaluate_subjects
from zhibu.ledger.tables import SubjectClass, Tables
from zhibu.plans.codes import SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization


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
    """The organization's dues of ``year`` with their status on ``as_of``, then each member's in turn.

    ``ancestors`` are the ids of the organizations above; facts and exemptions of others are passed over.
    """
    facts, exemptions = list(facts), list(exemptions)
    above = frozenset(ancestors)
    own = Subject(organization.org_id, SubjectClass(organization, None, above))
    theirs = [Subject(each.member_id, SubjectClass(organization, each, above)) for each in members]
    return [
        status
        for subject_type, subjects in ((SubjectType.ORGANIZATION, [own]), (SubjectType.MEMBER, theirs))
        if subjects
        for status in evaluate_subjects(Tables(plans, year, as_of, subject_type), subjects, facts, exemptions)
    ]


def evaluate_organizations(
    plans: Sequence[Plan],
    organizations: Iterable[tuple[Organization, Collection[str]]],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    as_of: date,
    year: int,
) -> list[DueStatus]:
    """The own dues of several organizations, each given with the ids above it; in the order given."""
    subjects = [
        Subject(each.org_id, SubjectClass(each, None, frozenset(above))) for each, above in organizations
    ]
    tables = Tables(plans, year, as_of, SubjectType.ORGANIZATION)
    return evaluate_subjects(tables, subjects, facts, exemptions)
