"""The same actions for thousands at once: a few statements in place of a few a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.access.audit import Entry, record_event, record_events
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.reach import SEGMENT
from zhibu.plans.codes import Level, Sector
from zhibu.registry.errors import RegistryError
from zhibu.registry.models import Member, MemberState, Organization, OrganizationState
from zhibu.registry.paths import child, number_of
from zhibu.registry.states import new_state

BATCH = 500


@dataclass(frozen=True, slots=True)
class Foundation:
    """An organization to be set up; ``parent`` is the code of one in the list or of one there already.

    ``tag`` comes back with what was made of it.
    """

    code: str
    name: str
    level: Level
    sector: Sector
    parent: str | None
    since: date | None = None
    until: date | None = None
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
    """Set up organizations in any order, a level of the tree at a time; gives code → (organization, tag)."""
    if not wanted:
        return {}
    refuse_used_codes(wanted)
    made = parents_outside(wanted)
    numbers = last_numbers(made.values())
    waiting = wanted
    while waiting:
        ready = [one for one in waiting if one.parent is None or one.parent in made]
        assert ready, "a parent that is neither there nor to be made"
        created = [unsaved_organization(one, made, numbers) for one in ready]
        Organization.objects.bulk_create(created, BATCH)
        made |= {organization.code: organization for organization in created}
        waiting = [one for one in waiting if one.code not in made]
    founded = [made[one.code] for one in wanted]
    states = [new_state(organization, organization.since) for organization in founded]
    OrganizationState.objects.bulk_create(states, BATCH)
    root = min(founded, key=lambda one: one.path)
    record_event(
        acting=acting, verb="found_many", subject=root, path=root.path, changes={"n": (0, len(founded))}
    )
    return {one.code: (made[one.code], one.tag) for one in wanted}


def refuse_used_codes(wanted: list[Foundation]) -> None:
    used = set(Organization.objects.values_list("code", flat=True)) & {one.code for one in wanted}
    if used:
        raise RegistryError(_("代码“%(code)s”已被使用，请换一个") % {"code": min(used)})


def parents_outside(wanted: list[Foundation]) -> dict[str, Organization]:
    """The parents that are there already, held until the transaction ends: nobody else sets up below them."""
    codes = {one.parent for one in wanted} - {one.code for one in wanted} - {None}
    rows = Organization.objects.select_for_update().filter(code__in=codes).order_by("path")
    return {row.code: row for row in rows}


def last_numbers(parents: Iterable[Organization]) -> dict[str, int]:
    """The highest number of a child, by the path of its parent; "" is the place of roots."""
    above = {parent.path for parent in parents} | {""}
    last: dict[str, int] = {}
    for path in Organization.objects.values_list("path", flat=True):
        top = path[:-SEGMENT]
        if top in above:
            last[top] = max(last.get(top, 0), number_of(path))
    return last


def unsaved_organization(
    one: Foundation, made: dict[str, Organization], numbers: dict[str, int]
) -> Organization:
    parent = made[one.parent] if one.parent is not None else None
    top = parent.path if parent else ""
    numbers[top] = numbers.get(top, 0) + 1
    return Organization(
        code=one.code,
        name=one.name,
        level=one.level.value,
        sector=one.sector.value,
        parent=parent,
        path=child(top, numbers[top]),
        since=one.since,
        until=one.until,
    )


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
    """What is to change of a member or an organization: dated fields and others alike."""

    subject: Any
    fields: dict[str, Any]


@transaction.atomic
def change_many(*, acting: Account | None, day: date, changes: list[Change]) -> None:
    """The same as ``change_member`` and ``correct_member``, for many; one event a member."""
    entries = [entry_of(change, "change_member") for change in changes]
    for change in changes:
        set_fields(change)
    members = [change.subject for change in changes]
    names = {name for change in changes for name in change.fields} | {"path", "id_number_index", "group"}
    Member.objects.bulk_update(members, sorted(names), BATCH)
    keep_states([change.subject for change in changes if set(change.fields) & set(Member.DATED)], day)
    record_events(entries, acting=acting)


def set_fields(change: Change) -> None:
    member = change.subject
    if "organization" in change.fields:
        member.group = None
    for name, value in change.fields.items():
        setattr(member, name, value)
    member.path = (member.group or member.organization).path
    member.id_number_index = blind_index(member.id_number)


@transaction.atomic
def change_organizations(*, acting: Account | None, day: date, changes: list[Change]) -> None:
    """Name, level and sector from a day on, and the day of founding, of many; one event each."""
    entries = [entry_of(change, "change_organization") for change in changes]
    for change in changes:
        for name, value in change.fields.items():
            setattr(change.subject, name, value)
    record_events(entries, acting=acting)
    names = {name for change in changes for name in change.fields}
    if not names:
        return
    Organization.objects.bulk_update([change.subject for change in changes], sorted(names), BATCH)
    correct_first_days([change.subject for change in changes if "since" in change.fields])
    keep_states([change.subject for change in changes if set(change.fields) - {"since"}], day)


def correct_first_days(organizations: list[Organization]) -> None:
    """The first state of each begins with its founding."""
    wanted = {one.pk: one for one in organizations}
    first: dict[int, OrganizationState] = {}
    for state in OrganizationState.objects.filter(organization_id__in=wanted):
        before = first.setdefault(state.organization_id, state)
        if (state.since or date.min) < (before.since or date.min):
            first[state.organization_id] = state
    for pk, state in first.items():
        state.since = wanted[pk].since
    OrganizationState.objects.bulk_update(first.values(), ["since"], BATCH)


def entry_of(change: Change, verb: str) -> Entry:
    """Before the fields are set: the event keeps what was."""
    subject = change.subject
    kept = {name: (getattr(subject, name), value) for name, value in change.fields.items()}
    return Entry(verb=verb, subject=subject, path=subject.path, changes=kept)


def keep_states(rows: list[Any], day: date) -> None:
    """Close the open states on the day and open new ones; a state of the same day is only corrected."""
    if not rows:
        return
    wanted = {row.pk: row for row in rows}
    model, owner, names = rows[0].states.model, rows[0].states.field.attname, rows[0].DATED
    corrected, closed, opened = [], [], []
    for state in model.objects.filter(**{f"{owner}__in": wanted}, until__isnull=True):
        row = wanted[getattr(state, owner)]
        if state.since is not None and state.since >= day:
            for name in names:
                setattr(state, name, getattr(row, name))
            corrected.append(state)
        else:
            state.until = day
            closed.append(state)
            opened.append(new_state(row, day))
    model.objects.bulk_update(corrected, names, BATCH)
    model.objects.bulk_update(closed, ["until"], BATCH)
    model.objects.bulk_create(opened, BATCH)
