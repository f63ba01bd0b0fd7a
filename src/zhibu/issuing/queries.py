"""What other apps and the pages read of plans."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import AFTER_ALL_SEGMENTS, reach
from zhibu.issuing.models import VERSION_MARK, Draft, IssuedPlan, steps
from zhibu.plans import subjects
from zhibu.plans.codes import Level, Sector
from zhibu.plans.dues import plan_applies
from zhibu.plans.model import Plan
from zhibu.plans.periods import Period, calendar_year
from zhibu.registry.models import Organization

ISSUING_LEVELS = [
    level.value for level in Level if level not in (Level.BRANCH, Level.GROUP)
]  # a branch plans its own work; it does not issue plans to others


PLANS_KEPT = 512  # a process; each a few kilobytes


def plans_in_force(during: Period) -> tuple[Plan, ...]:
    """Every plan that is in force on some day of a period, each version in its own time."""
    return read_plans(IssuedPlan.objects.in_force(during))


def read_plans(rows: QuerySet[Any]) -> tuple[Plan, ...]:
    """The plans of rows that are in force some day, the oldest first; the same text is read only once."""
    written = rows.annotate(written=Cast("content", TextField())).order_by("since", "pk")
    return tuple(_read_plan(*row) for row in written.values_list("written", "since", "to"))


@lru_cache(maxsize=PLANS_KEPT)
def _read_plan(written: str, since: date, to: date | None) -> Plan:
    return Plan.model_validate({**json.loads(written), "in_force": {"from": since, "to": to}})


def plans_for(organization: Organization, year: int) -> tuple[Plan, ...]:
    """The plans of a year that are addressed to an organization: issued by it or by one above it.

    A group's plans are asked for with the group; members come under the plans of their organization.
    """
    found = IssuedPlan.objects.in_force(calendar_year(year)).binding(organization.path)
    ancestors = set(
        Organization.objects.filter(path__in=organization.ancestor_paths).values_list("code", flat=True)
    )
    subject = subject_of(organization)
    return tuple(plan for plan in read_plans(found) if plan_applies(plan, subject, ancestors))


def subject_of(organization: Organization) -> subjects.Organization:
    """An organization as it is today, as the core knows it (its place in the tree is told apart)."""
    return subjects.Organization(
        org_id=organization.code,
        level=Level(organization.level),
        sector=Sector(organization.sector),
        since=organization.since,
        until=organization.until,
    )


def issuers(user: Account) -> QuerySet[Any]:
    """The organizations that a user may issue for, the highest first."""
    mine = Organization.objects.visible_to(user, Ability.ISSUE_PLANS)
    return mine.filter(level__in=ISSUING_LEVELS, until__isnull=True).order_by("path")


@dataclass(frozen=True, slots=True)
class PlanList:
    """The list of plans as chosen, and the drafts that the user may go on with."""

    rows: QuerySet[Any]
    drafts: list[Draft]


SOURCES = ("above", "own", "below")


def plan_list(user: Account, source: str, day: date, *, with_past: bool) -> PlanList:
    rows = IssuedPlan.objects.visible_to(user).select_related("organization", "replaced_by")
    if source in SOURCES:
        rows = rows.filter(_from(user, source))
    if not with_past:
        rows = rows.filter(Q(to__isnull=True) | Q(to__gte=day))
    drafts = Draft.objects.visible_to(user).select_related("organization", "changed_by__member")
    return PlanList(rows.order_by("-since", "-pk"), list(drafts.order_by("-changed_at")))


def _from(user: Account, source: str) -> Q:
    """Plans from above, of one's own organizations, or from below them."""
    covered = reach(user, Ability.SEE_PLANS)
    own = {*covered.below, *covered.here}
    if source == "own":
        return Q(organization__path__in=own)
    if source == "above":
        return Q(organization__path__in={step for path in own for step in steps(path)} - own)
    below = Q(pk__in=())
    for path in covered.below:
        below |= Q(organization__path__gt=path, organization__path__lt=path + AFTER_ALL_SEGMENTS)
    return below


def versions_of(issued: IssuedPlan) -> list[IssuedPlan]:
    """All versions of a plan, the newest first; they share the id of the first with a version mark."""
    first = issued.plan_id.partition(VERSION_MARK)[0]
    found = IssuedPlan.objects.filter(
        Q(plan_id=first) | Q(plan_id__startswith=first + VERSION_MARK)
    ).select_related("replaced_by")
    return list(found.order_by("-since", "-pk"))
