"""The registry on a day, as the core knows it: ``zhibu.plans.subjects``.

    as_of(day)                       the whole tree and its members on that day
    as_of(day, under=organization)   that organization, all above it, and all below it, with the members below
    organizations_on(day, places)    some organizations and all above them, without members

``org_id`` is the organization's code, ``member_id`` the member's key as text. Secretaries are those who
hold the post on that day. The days of existence are the subject's own, not those of its last change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """Three queries, whatever the size. An organization that did not exist on the day gives an empty one."""
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
    members = states_of_members(day)
    if under is not None:
        members = members.filter(organization_id__in=inside)
    return Registry(day, tuple(map(organization_subject, found)), tuple(map(member_subject, members)))


def as_of_one(day: date, organization: Organization) -> Registry:
    """One organization with its own members, and all above it. Two queries, whatever is below it."""
    states = OrganizationState.objects.filter(on(day)).select_related("organization", "parent")
    found = list(states.filter(Q(organization=organization) | Q(path__in=organization.ancestor_paths)))
    own = next((one for one in found if one.organization_id == organization.pk), None)
    if own is None:
        return Registry(day, (), ())
    if own.path != organization.path:  # it has been moved since
        found = [own, *states.filter(path__in=_above(own.path))]
    members = states_of_members(day).filter(organization=organization)
    return Registry(day, tuple(map(organization_subject, found)), tuple(map(member_subject, members)))


def as_of_some(day: date, organizations: Iterable[int]) -> Registry:
    """Some organizations with their own members, and all above them."""
    states = OrganizationState.objects.filter(on(day)).select_related("organization", "parent")
    some = list(states.filter(organization_id__in=organizations))
    above = states.filter(path__in={path for one in some for path in _above(one.path)})
    found = {one.organization_id: one for one in (*some, *above)}
    members = states_of_members(day).filter(organization_id__in=[one.organization_id for one in some])
    return Registry(
        day, tuple(map(organization_subject, found.values())), tuple(map(member_subject, members))
    )


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


def member_subject(row: Any) -> subjects.Member:
    """``row`` is one of ``states_of_members``."""
    return subjects.Member(
        member_id=str(row.member_id),
        org_id=row.organization__code,
        category=Category(row.category),
        is_leader=row.is_leader,
        is_secretary=row.is_secretary,
        is_frail=row.is_frail,
        flow=Flow(row.flow),
        since=row.member__since,
        until=row.member__until,
    )


def states_of_members(day: date) -> QuerySet[Any]:
    """How members are on a day, each with ``is_secretary``: rows, for a county has tens of thousands."""
    posts = Post.objects.in_force(day).filter(role_code=Role.SECRETARY.value, member_id=OuterRef("member_id"))
    columns = ["member_id", "organization__code", "category", "is_leader", "is_frail", "flow"]
    columns += ["member__since", "member__until", "is_secretary"]
    states = MemberState.objects.filter(on(day)).annotate(is_secretary=Exists(posts))
    return states.order_by("member_id").values_list(*columns, named=True)
