"""The registry on a day, as the core knows it: ``zhibu.plans.subjects``.

    as_of(day)                       the whole tree and its members on that day
    as_of(day, under=organization)   that organization, all above it, and all below it, with the members below
    organizations_on(day, places)    some organizations and all above them, without members

``org_id`` is the organization's code, ``member_id`` the member's key as text. Secretaries are those who
hold the post on that day. The days of existence are the subject's own, not those of its last change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.access.reach import within
from zhibu.plans import subjects
from zhibu.plans.codes import Category, Flow, Level, Sector
from zhibu.registry.models import MemberState, Organization, OrganizationState, on


@dataclass(frozen=True, slots=True)
class Registry:
    """What duties can fall on, on a day."""

    day: date
    organizations: tuple[subjects.Organization, ...]
    members: tuple[subjects.Member, ...]


def as_of(day: date, under: Organization | None = None) -> Registry:
    """Four queries, whatever the size. An organization that did not exist on the day gives an empty one."""
    states = OrganizationState.objects.filter(on(day)).select_related("organization", "parent")
    top_path = ""
    if under is not None:
        top = states.filter(organization=under).first()
        if top is None:
            return Registry(day, (), ())
        top_path = top.path
        states = states.filter(within(top.path) | Q(path__in=_above(top.path)))
    found = list(states.order_by("path"))
    inside = {state.organization_id for state in found if state.path >= top_path}
    return Registry(day, tuple(map(organization_subject, found)), tuple(_members(day, inside, under)))


def organizations_on(day: date, places: Sequence[int]) -> Registry:
    """Those of the organizations that existed on the day, and all above them. Two queries."""
    states = OrganizationState.objects.filter(on(day)).select_related("organization", "parent")
    own = list(states.filter(organization__in=places))
    above = {path for state in own for path in _above(state.path)} - {state.path for state in own}
    found = sorted([*own, *states.filter(path__in=above)], key=lambda state: state.path)
    return Registry(day, tuple(map(organization_subject, found)), ())


def _above(path: str) -> list[str]:
    return Organization(path=path).ancestor_paths


def organization_subject(state: OrganizationState) -> subjects.Organization:
    return subjects.Organization(
        org_id=state.organization.code,
        level=Level(state.level),
        sector=Sector(state.sector),
        parent_id=state.parent.code if state.parent else None,
        since=state.organization.since,
        until=state.organization.until,
    )


def member_subject(state: MemberState, is_secretary: bool) -> subjects.Member:
    return subjects.Member(
        member_id=str(state.member_id),
        org_id=state.organization.code,
        category=Category(state.category),
        is_leader=state.is_leader,
        is_secretary=is_secretary,
        is_frail=state.is_frail,
        flow=Flow(state.flow),
        since=state.member.since,
        until=state.member.until,
    )


def _members(day: date, inside: set[int], under: Organization | None) -> list[subjects.Member]:
    secretaries = set(
        Post.objects.in_force(day).filter(role_code=Role.SECRETARY.value).values_list("member_id", flat=True)
    )
    states = MemberState.objects.filter(on(day)).select_related("member", "organization")
    if under is not None:
        states = states.filter(organization_id__in=inside)
    columns = ["member__since", "member__until", "organization__code", "member_id", "category"]
    columns += ["is_leader", "is_frail", "flow", "organization_id"]
    found = states.only(*columns).order_by("member_id")
    return [member_subject(state, state.member_id in secretaries) for state in found]
