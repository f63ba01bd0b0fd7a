"""Drilling down: the organizations that one clause still waits for, and all that one branch lacks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from zhibu.access.reach import within
from zhibu.helping.models import Demand, Offer, Standing
from zhibu.helping.needs import Asked, Need, demands_asked, plans_asked, status_of
from zhibu.ledger import Status
from zhibu.plans.model import CitedDuty
from zhibu.registry.models import Organization


@dataclass(frozen=True, slots=True)
class Lacking:
    """One organization that lacks one thing, with where its trace is."""

    standing: Standing
    need: Need

    @property
    def organization(self) -> Organization:
        found: Organization = self.standing.organization
        return found

    @property
    def why(self) -> str:
        """The trace of an organization's own due; of its members', their names in its last month."""
        if self.need.is_of_members:
            month = self.need.ends.strftime("%Y-%m")
            return f"{reverse('duties:organization', args=[self.organization.pk])}?month={month}#people"
        return f"{reverse('duties:why_organization', args=[self.organization.pk])}?{self.need.query}"


def need_asked(asked: Asked, plan_id: str, duty_id: str, start: date) -> Need | None:
    """The clause and period of an address; None where there is no such demand."""
    demand = Demand.objects.filter(
        asked.demands(), plan_id=plan_id, duty_id=duty_id, starts=start, is_optional=False
    ).first()
    cited = cited_by(asked).get((plan_id, duty_id))
    return Need(cited, demand, asked.year, 0, 0) if demand and cited else None


def cited_by(asked: Asked) -> dict[tuple[str, str], CitedDuty]:
    return {cited.key: cited for plan in plans_asked(asked) for cited in plan.duties()}


def lacking(asked: Asked, need: Need) -> QuerySet[Any]:
    """The standings of the organizations that lack it, in the order of the tree."""
    rows = Standing.objects.filter(is_waiting=True, demand=need.demand)
    rows = rows.filter(within(asked.organization.path, "organization__path"))
    rows = rows.filter(organization__sector=asked.sector) if asked.sector else rows
    return rows.select_related("organization__parent").order_by("organization__path")


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One branch (its groups with it): what it will lack soon and what it missed, with the traces."""

    asked: Asked
    soon: list[Lacking]
    missed: list[Lacking]
    offers: list[Offer]


def place_page(asked: Asked) -> PlacePage:
    cited = cited_by(asked)
    demands = {one.pk: one for one in demands_asked(asked) if (one.plan_id, one.duty_id) in cited}
    rows = Standing.objects.filter(
        within(asked.organization.path, "organization__path"), is_waiting=True, demand_id__in=demands
    ).select_related("organization")
    found = []
    for row in rows.order_by("organization__path"):
        demand = demands[row.demand_id]
        need = Need(cited[demand.plan_id, demand.duty_id], demand, asked.year, 1, row.unsettled)
        found.append(Lacking(row, need))
    order = list(cited)
    found.sort(key=lambda one: (one.need.ends, order.index(one.need.cited.key)))
    offers = Offer.objects.filter(organization=asked.organization).order_by("-offered_at", "-pk")
    return PlacePage(
        asked,
        [one for one in found if status_of(one.need.demand, asked.today) is Status.OPEN],
        [one for one in found if status_of(one.need.demand, asked.today) is Status.OVERDUE],
        list(offers[:10]),
    )
