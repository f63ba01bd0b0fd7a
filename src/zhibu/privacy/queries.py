"""What the pages read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zhibu.access.models import Account
from zhibu.access.policy import Part, Role
from zhibu.privacy import retention
from zhibu.privacy.kinds import KINDS, About, Kind, Sight, who_sees
from zhibu.privacy.models import DataRequest, State
from zhibu.privacy.retention import Term
from zhibu.registry.models import Member, Organization

OF_A_REQUEST = ("member__organization", "asked_by__member", "answered_by__member")


@dataclass(frozen=True, slots=True)
class Told:
    """What the notice says of a kind; the terms are those of the day."""

    kind: Kind
    about: About
    terms: list[Term]
    sights: list[Sight]

    @property
    def wide(self) -> list[Role]:
        """Who sees it in the organization of the post and below."""
        return [sight.role for sight in self.sights if sight.part is Part.BELOW]

    @property
    def here(self) -> list[Role]:
        return [sight.role for sight in self.sights if sight.part is Part.HERE]


def told(day: date | None = None) -> list[Told]:
    return [told_of(kind, day or timezone.localdate()) for kind in Kind]


def told_of(kind: Kind, day: date) -> Told:
    terms = [retention.term_of(one, day) for one in KINDS[kind].kept]
    return Told(kind, KINDS[kind], [one for one in terms if one is not None], list(who_sees(kind)))


def responsible() -> Organization | None:
    """The organization at the top, which answers for the application."""
    top: Organization | None = Organization.objects.filter(parent=None, until=None).order_by("path").first()
    return top


def requests_of(member: Member) -> QuerySet[Any]:
    return DataRequest.objects.filter(member=member).select_related(*OF_A_REQUEST).order_by("-pk")


def open_requests(user: Account) -> QuerySet[Any]:
    """Those that wait for an answer, in the order in which they were made."""
    return DataRequest.objects.visible_to(user).waiting().select_related(*OF_A_REQUEST).order_by("pk")


def ended_requests(user: Account) -> QuerySet[Any]:
    rows = DataRequest.objects.visible_to(user).exclude(state_code=State.OPEN.value)
    return rows.select_related(*OF_A_REQUEST).order_by("-pk")


def is_overdue(request: DataRequest, today: date) -> bool:
    return request.is_open and today > request.due_on
