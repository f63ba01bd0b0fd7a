"""Which dues exist: duty × subject × period (contract, section 5).

A duty selects a subject by the plan's ``applies_to`` and its own ``for``. A due exists for every period
that overlaps both the duty's time in force and the subject's existence; it is *demanded* when both hold
over the whole period, and *partial* otherwise.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhibu.plans.codes import SubjectType
from zhibu.plans.model import CitedDuty, Filter, Plan
from zhibu.plans.periods import Period
from zhibu.plans.subjects import Member, Organization


@dataclass(frozen=True, slots=True)
class Due:
    """So many are required of one subject in one period."""

    cited: CitedDuty
    subject_id: str
    period: Period
    demanded: bool

    @property
    def subject_type(self) -> SubjectType:
        return self.cited.duty.subject

    @property
    def required(self) -> Decimal:
        return self.cited.duty.at_least


def lets_through(selects: Filter, subject: Organization | Member) -> bool:
    """Whether every key that the filter gives holds for the subject."""
    for name in selects.given():
        if name == "under":
            continue
        wanted, has = getattr(selects, name), getattr(subject, name)
        if has not in wanted if isinstance(wanted, tuple) else has is not wanted:
            return False
    return True


def plan_applies(plan: Plan, organization: Organization, ancestors: Collection[str] = ()) -> bool:
    """Whether a plan is addressed to an organization; ``ancestors`` are the ids above it in the tree."""
    scope = plan.applies_to
    in_subtree = scope.under is None or scope.under == organization.org_id or scope.under in ancestors
    return in_subtree and lets_through(scope, organization)


def selects_organization(
    cited: CitedDuty, organization: Organization, ancestors: Collection[str] = ()
) -> bool:
    return (
        cited.duty.subject is SubjectType.ORGANIZATION
        and plan_applies(cited.plan, organization, ancestors)
        and lets_through(cited.duty.selects, organization)
    )


def selects_member(
    cited: CitedDuty, member: Member, organization: Organization, ancestors: Collection[str] = ()
) -> bool:
    """``organization`` is the one the member belongs to; the plan has to be addressed to it."""
    return (
        cited.duty.subject is SubjectType.MEMBER
        and plan_applies(cited.plan, organization, ancestors)
        and lets_through(cited.duty.selects, member)
    )


def dues_of_organization(
    plans: Iterable[Plan], organization: Organization, year: int, ancestors: Collection[str] = ()
) -> Iterator[Due]:
    """The organization's own dues of a year, in the order of plans, duties and periods."""
    for cited in all_duties(plans):
        if selects_organization(cited, organization, ancestors):
            yield from _dues(cited, organization.org_id, organization.exists, year)


def dues_of_member(
    plans: Iterable[Plan],
    member: Member,
    organization: Organization,
    year: int,
    ancestors: Collection[str] = (),
) -> Iterator[Due]:
    """One member's own dues of a year, in the order of plans, duties and periods."""
    for cited in all_duties(plans):
        if selects_member(cited, member, organization, ancestors):
            yield from _dues(cited, member.member_id, member.exists, year)


def all_duties(plans: Iterable[Plan]) -> Iterator[CitedDuty]:
    return (cited for plan in plans for cited in plan.duties())


def _dues(cited: CitedDuty, subject_id: str, exists: Period | None, year: int) -> Iterator[Due]:
    if exists is None:
        return
    for period in cited.periods(year):
        if period.overlap(exists):
            demanded = cited.in_force.contains(period) and exists.contains(period)
            yield Due(cited, subject_id, period, demanded)
