"""What calendars read of the database besides what decides dues."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.calendars.models import Planned
from zhibu.gatherings.models import Gathering
from zhibu.plans.codes import Level
from zhibu.plans.periods import Period
from zhibu.registry.models import Organization


def groups_of(organization: Organization) -> list[Organization]:
    """The groups that plan together with their branch."""
    rows = Organization.objects.filter(parent=organization, level=Level.GROUP.value)
    return list(rows.order_by("path"))


def _own(organization: Organization) -> Q:
    """The organization's own and its groups', but not what stands under it otherwise."""
    groups = Q(organization__parent=organization, organization__level=Level.GROUP.value)
    return Q(organization=organization) | groups


def planned_of(organization: Organization, year: int) -> QuerySet[Any]:
    """The planned gatherings of a year, by day."""
    rows = Planned.objects.filter(_own(organization), year=year).select_related("organization")
    return rows.order_by("day", "starts_at", "pk")


def planned_on(organization: Organization, days: Period) -> QuerySet[Any]:
    rows = Planned.objects.filter(_own(organization), day__range=(days.start, days.end))
    return rows.select_related("organization").order_by("day", "starts_at", "pk")


def recorded_on(organization: Organization, days: Period) -> QuerySet[Any]:
    """The records that stand, by day, with their segments."""
    rows = Gathering.objects.filter(_own(organization), occurred_on__range=(days.start, days.end))
    rows = rows.filter(cancelled_at=None).select_related("organization").prefetch_related("segments")
    return rows.order_by("occurred_on", "starts_at", "pk")


def year_and_edges(year: int) -> Period:
    """A year with the days by which its first and last weeks reach over."""
    return Period(date(year - 1, 12, 25), date(year + 1, 1, 7))
