"""The same actions for thousands at once: a few statements in place of a few a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from zhibu.access.audit import Entry, record_event, record_events
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.plans.codes import Level, Sector
from zhibu.registry.models import Member, MemberState, Organization, OrganizationState
from zhibu.registry.paths import segment
from zhibu.registry.states import new_state

BATCH = 500


@dataclass(frozen=True, slots=True)
class Foundation:
    """An organization to be set up; ``parent`` is a code earlier in the list. ``tag`` comes back."""

    code: str
    name: str
    level: Level
    sector: Sector
    parent: str | None
    since: date | None = None
    tag: Any = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member to be admitted."""

    organization: Organization
    group: Organization | None
    name: str
    since: date | None
    fields: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def found_many(*, acting: Account | None, wanted: list[Foundation]) -> dict[str, tuple[Organization, Any]]:
    """Set up a whole tree in an empty registry; gives code → (organization, tag), parents first."""
    made: dict[str, Organization] = {}
    children: dict[str | None, int] = {}
    for one in wanted:
        parent = made[one.parent] if one.parent is not None else None
        children[one.parent] = children.get(one.parent, 0) + 1
        path = (parent.path if parent else "") + segment(children[one.parent])
        made[one.code] = Organization.objects.create(
            code=one.code,
            name=one.name,
            level=one.level.value,
            sector=one.sector.value,
            parent=parent,
            path=path,
            since=one.since,
        )
    states = [new_state(organization, organization.since) for organization in made.values()]
    OrganizationState.objects.bulk_create(states, BATCH)
    root = next(iter(made.values()))
    record_event(
        acting=acting, verb="found_many", subject=root, path=root.path, changes={"n": (0, len(made))}
    )
    return {one.code: (made[one.code], one.tag) for one in wanted}


@transaction.atomic
def admit_many(*, acting: Account | None, newcomers: Iterable[Newcomer]) -> list[Member]:
    """Admit members, with one event for all."""
    members = [unsaved(one) for one in newcomers]
    Member.objects.bulk_create(members, BATCH)
    MemberState.objects.bulk_create([new_state(member, member.since) for member in members], BATCH)
    if members:
        record_event(
            acting=acting,
            verb="admit_many",
            subject=members[0],
            path=members[0].path,
            changes={"n": (0, len(members))},
        )
    return members


def unsaved(one: Newcomer) -> Member:
    member = Member(
        organization=one.organization, group=one.group, name=one.name, since=one.since, **one.fields
    )
    member.path = (one.group or one.organization).path
    member.id_number_index = blind_index(member.id_number)
    return member


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change of a member: dated fields and others alike."""

    member: Member
    fields: dict[str, Any]


@transaction.atomic
def change_many(*, acting: Account | None, day: date, changes: list[Change]) -> None:
    """The same as ``change_member`` and ``correct_member``, for many; one event a member."""
    before = {change.member.pk: before_and_after(change) for change in changes}
    for change in changes:
        set_fields(change)
    members = [change.member for change in changes]
    names = sorted(
        {name for change in changes for name in change.fields} | {"path", "id_number_index", "group"}
    )
    Member.objects.bulk_update(members, sorted(names), BATCH)
    keep_states([change.member for change in changes if set(change.fields) & set(Member.DATED)], day)
    entries = [
        Entry(verb="change_member", subject=one, path=one.path, changes=before[one.pk]) for one in members
    ]
    record_events(entries, acting=acting)


def before_and_after(change: Change) -> dict[str, tuple[Any, Any]]:
    return {name: (getattr(change.member, name), value) for name, value in change.fields.items()}


def set_fields(change: Change) -> None:
    member = change.member
    if "organization" in change.fields:
        member.group = None
    for name, value in change.fields.items():
        setattr(member, name, value)
    member.path = (member.group or member.organization).path
    member.id_number_index = blind_index(member.id_number)


def keep_states(members: list[Member], day: date) -> None:
    """Close the open states on the day and open new ones; a state of the same day is only corrected."""
    wanted = {member.pk: member for member in members}
    corrected, closed, opened = [], [], []
    for state in MemberState.objects.filter(member_id__in=wanted, until__isnull=True):
        member = wanted[state.member_id]
        if state.since is not None and state.since >= day:
            for name in Member.DATED:
                setattr(state, name, getattr(member, name))
            corrected.append(state)
        else:
            state.until = day
            closed.append(state)
            opened.append(new_state(member, day))
    MemberState.objects.bulk_update(corrected, Member.DATED, BATCH)
    MemberState.objects.bulk_update(closed, ["until"], BATCH)
    MemberState.objects.bulk_create(opened, BATCH)
