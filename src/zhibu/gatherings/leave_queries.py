"""What the pages of leave show, and to whom: the reason to the member and the secretary alone.

the member, the secretary    everything
others of the committee      who, what and when; the kind of reason where it is not one of health
group leaders                who, what and when of what is approved, as the record form shows it
levels above                 numbers by kind; of the organizations' own requests everything
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import Reach, reach
from zhibu.gatherings.grounds import Ground
from zhibu.gatherings.kinds import is_above_branch
from zhibu.gatherings.leave_models import Covering
from zhibu.gatherings.models import Exemption, LeaveRequest, LeaveStep, OrganizationRequest
from zhibu.registry.models import Member, Organization


def may_read_reason(covered: Reach, one: Covering) -> bool:
    """``covered`` is the reach of SEE_LEAVE; an organization's own reason is nobody's secret."""
    return one.member_id is None or covered.covers(one.organization.path, one.member_id)


@dataclass(frozen=True, slots=True)
class Told:
    """A request or an exemption as one person is told of it; a ``ground`` kept from them is empty."""

    row: Any
    name: str
    ground: str
    words: str
    steps: list[tuple[LeaveStep, str]]
    may_decide: bool = False
    may_withdraw: bool = False


def told(one: Any, reads: Reach, decides: Reach | None = None, asks: Reach | None = None) -> Told:
    is_read = may_read_reason(reads, one)
    is_request = isinstance(one, LeaveRequest)
    words = one.words if is_request else one.reason
    path = one.organization.path
    return Told(
        row=one,
        name=one.member.name if one.member else one.organization.name,
        ground=_(one.ground.label) if is_read or not one.is_of_health else "",
        words=words if is_read else "",
        steps=[(step, step.words if is_read else "") for step in one.steps.all()] if is_request else [],
        may_decide=bool(is_request and decides and decides.covers(path) and one.is_waiting and one.member_id),
        may_withdraw=bool(is_request and asks and asks.covers(path, one.member_id) and one.may_be_withdrawn),
    )


def with_all(rows: Any) -> Any:
    steps = Prefetch("steps", LeaveStep.objects.select_related("acting__member").order_by("at", "pk"))
    return rows.select_related("organization", "member", "exemption").prefetch_related(steps)


def own_requests(user: Account, member: Member) -> list[Told]:
    """What a member has asked for, the latest first."""
    rows = with_all(LeaveRequest.objects.filter(member=member)).order_by("-from_day", "-pk")
    reads, asks = reach(user, Ability.SEE_LEAVE), reach(user, Ability.ASK_LEAVE)
    return [told(one, reads, asks=asks) for one in rows]


@dataclass(frozen=True, slots=True)
class LeavePage:
    """Leave and exemptions of one organization; a person's stand only in ``waiting`` and below if told."""

    place: Organization
    is_told: bool
    waiting: list[Told]
    current: list[Told]
    past: QuerySet[Any]
    numbers: list[tuple[str, int]]
    below: list[OrganizationRequest]
    may_ask: bool
    may_ask_for_place: bool


def leave_page(user: Account, place: Organization, today: date) -> LeavePage:
    """A fixed number of queries, whatever the number of people."""
    reads, decides = reach(user, Ability.SEE_LEAVE), reach(user, Ability.DECIDE_LEAVE)
    asks, keeps = reach(user, Ability.ASK_LEAVE), reach(user, Ability.KEEP_RECORDS)
    is_told = keeps.covers(place.path)
    requests = with_all(LeaveRequest.objects.filter(organization=place)).order_by("from_day", "pk")
    exemptions = (
        Exemption.objects.on(today).filter(organization=place).select_related("member", "organization")
    )
    current = list(exemptions.order_by("member__name", "from_day", "pk"))
    shown = current if is_told else [one for one in current if one.member_id is None]
    waiting = list(requests.waiting()) if is_told else []
    past = requests.exclude(pk__in=[one.pk for one in waiting]).order_by("-from_day", "-pk")
    return LeavePage(
        place=place,
        is_told=is_told,
        waiting=[told(one, reads, decides, asks) for one in waiting],
        current=[told(one, reads) for one in shown],
        past=past if is_told else past.filter(member__isnull=True),
        numbers=numbers(one.ground for one in current if one.member_id),
        below=waiting_below(user, place),
        may_ask=asks.covers(place.path) and not is_above_branch(place.level),
        may_ask_for_place=asks.covers(place.path) and place.parent_id is not None,
    )


def numbers(grounds: Any) -> list[tuple[str, int]]:
    """How many are exempt, by kind, in the fixed order of the kinds."""
    counted = Counter(grounds)
    return [(_(one.label), counted[one]) for one in Ground if counted[one]]


def waiting_below(user: Account, place: Organization) -> list[OrganizationRequest]:
    """Organizations' own requests that wait for the committee above them, in the order of the tree."""
    rows = OrganizationRequest.objects.visible_to(user).waiting().filter(organization__parent=place)
    return list(rows.select_related("organization").order_by("organization__path", "from_day", "pk"))


def number_waiting(user: Account, place: Organization) -> int:
    """For the link of the month's page: how many requests somebody could decide here. Two queries at most."""
    number = 0
    if reach(user, Ability.DECIDE_LEAVE).covers(place.path):
        number += LeaveRequest.objects.waiting().filter(organization=place, member__isnull=False).count()
    if reach(user, Ability.EXEMPT_BELOW):
        below = OrganizationRequest.objects.visible_to(user).waiting()
        number += below.filter(organization__parent=place).count()
    return number


def exemption_behind(user: Account, subject: Organization | Member, days: Any) -> Told | None:
    """The approved exemption that a trace names by its activity and days, as the user is told of it."""
    rows = Exemption.objects.filter(
        activity_code=days.activity or "", from_day=days.from_, to_day=days.to
    ).select_related("member", "organization")
    if isinstance(subject, Member):
        rows = rows.filter(member=subject)
    else:
        rows = rows.filter(organization=subject, member__isnull=True)
    found = rows.order_by("pk").first()
    return told(found, reach(user, Ability.SEE_LEAVE)) if found else None
