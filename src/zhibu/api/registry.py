"""Organizations and members, as they were on a day."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach, within
from zhibu.api import schemas, sent
from zhibu.api.admission import account_of
from zhibu.api.cursors import page
from zhibu.api.errors import not_found
from zhibu.api.offering import offered
from zhibu.api.schemas import Row
from zhibu.registry.models import Member, MemberState, Organization, OrganizationState, on
from zhibu.registry.queries import masked_id_number, masked_phone

router = Router(tags=[_("党组织和党员")])


@router.get("/organizations", **offered("organizations", schemas.OrganizationPage, _("列出党组织")))
def organizations(request: HttpRequest, asked: Query[sent.PlaceAndDay]) -> Row:
    day = asked.on or timezone.localdate()
    states = organization_states(account_of(request), day)
    if asked.under is not None:
        states = states.filter(within(path_on(account_of(request), asked.under, day)))
    rows, following = page(states.order_by("organization_id"), asked.after, asked.limit, "organization_id")
    return {"items": [organization_row(state) for state in rows], "next": following}


@router.get("/organizations/{pk}", **offered("organization", schemas.OrganizationOut, _("查看一个党组织")))
def organization(request: HttpRequest, pk: sent.Pk, asked: Query[sent.OnDay]) -> Row:
    states = organization_states(account_of(request), asked.on or timezone.localdate())
    return organization_row(existing(states.filter(organization=pk).first()))


@router.get("/members", **offered("members", schemas.MemberPage, _("列出党员")))
def members(request: HttpRequest, asked: Query[sent.MembersAsked]) -> Row:
    day = asked.on or timezone.localdate()
    states = member_states(account_of(request), day)
    if asked.under is not None:
        inside = OrganizationState.objects.filter(
            on(day), within(path_on(account_of(request), asked.under, day))
        ).values("organization")
        states = states.filter(Q(organization__in=inside) | Q(group__in=inside))
    if asked.name is not None:
        states = states.filter(member__name__icontains=asked.name)
    rows, following = page(states.order_by("member_id"), asked.after, asked.limit, "member_id")
    return {"items": [member_row(state) for state in rows], "next": following}


@router.get("/members/{pk}", **offered("member", schemas.MemberDetail, _("查看一名党员")))
def member(request: HttpRequest, pk: sent.Pk, asked: Query[sent.OnDay]) -> Row:
    states = member_states(account_of(request), asked.on or timezone.localdate())
    state = existing(states.filter(member=pk).first())
    numbers = {"phone": masked_phone(state.member), "id_number": masked_id_number(state.member)}
    return member_row(state) | numbers


@router.get(
    "/members/{pk}/numbers",
    **offered("member_numbers", schemas.Numbers, _("查看一名党员的完整电话和身份证号")),
    description=_("每次查看他人的完整号码都会留下操作记录。"),
)
def member_numbers(request: HttpRequest, pk: sent.Pk) -> Row:
    user = account_of(request)
    found: Member = get_visible(Member, user, pk)
    return {
        "phone": shown_number(user, found, "phone", Ability.SEE_PHONES),
        "id_number": shown_number(user, found, "id_number", Ability.SEE_ID_NUMBERS),
    }


def shown_number(user: Account, member: Member, name: str, ability: Ability) -> str | None:
    """The whole number where the policy lets the user see it; seeing another's leaves an event."""
    if not reach(user, ability).covers(member.path, member.pk):
        return None
    number: str = getattr(member, name)
    if number and member.pk != user.member_id:
        record_event(acting=user, verb=f"see_{name}", subject=member, path=member.path)
    return number


def organization_states(user: Account, day: date) -> QuerySet[Any]:
    """How the organizations that the user sees were on a day."""
    visible = Organization.objects.visible_to(user)
    states: QuerySet[Any] = OrganizationState.objects.filter(on(day), organization__in=visible)
    return states.select_related("organization")


def member_states(user: Account, day: date) -> QuerySet[Any]:
    """How the members that the user sees were on a day."""
    visible = Member.objects.visible_to(user)
    states: QuerySet[Any] = MemberState.objects.filter(on(day), member__in=visible)
    return states.select_related("member")


def path_on(user: Account, pk: int, day: date) -> str:
    """Where an organization that the user sees stood on a day."""
    state = existing(organization_states(user, day).filter(organization=pk).first())
    return str(state.path)


def existing(state: Any) -> Any:
    """What is not there, was not there yet, or may not be seen: the same answer."""
    if state is None:
        raise not_found()
    return state


def organization_row(state: OrganizationState) -> Row:
    one = state.organization
    return {
        "id": one.pk,
        "code": one.code,
        "name": state.name,
        "level": state.level,
        "sector": state.sector,
        "parent": state.parent_id,
        "since": one.since,
        "until": one.until,
    }


def member_row(state: MemberState) -> Row:
    return {
        "id": state.member_id,
        "name": state.member.name,
        "organization": state.organization_id,
        "group": state.group_id,
        "category": state.category,
        "standing": state.standing,
        "flow": state.flow,
        "is_leader": state.is_leader,
        "joined_on": state.member.joined_on,
    }
