"""What can be done to organizations and members: one verb a function, one transaction, one event.

A change holds from a day on. It may not lie in the future (rows say how things are today) nor before
the last change (history is not rewritten by a new change).
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from zhibu.access.actions import set_active
from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.reach import within
from zhibu.plans.wording import full_day
from zhibu.registry.errors import RegistryError
from zhibu.registry.models import (
    Member,
    Organization,
    on,
)
from zhibu.registry.paths import next_child
from zhibu.registry.states import change_state, first_state, refuse_bad_day


@transaction.atomic
def found_organization(
    *,
    acting: Account | None,
    parent: Organization | None,
    code: str,
    name: str,
    level: str,
    sector: str,
    since: date | None = None,
) -> Organization:
    """Set up an organization under a parent (设立党组织)."""
    if parent is not None:
        parent = _locked(Organization, parent)
    if Organization.objects.filter(code=code).exists():
        raise RegistryError(_("代码“%(code)s”已被使用，请换一个") % {"code": code})
    organization = Organization.objects.create(
        code=code,
        name=name,
        level=level,
        sector=sector,
        parent=parent,
        path=next_child(parent),
        since=since,
    )
    first_state(organization)
    record_event(
        acting=acting,
        verb="found_organization",
        subject=organization,
        path=organization.path,
        changes=as_made(organization, "code", "name", "level", "sector", "parent", "since"),
    )
    return organization


@transaction.atomic
def change_organization(
    *, acting: Account | None, organization: Organization, day: date, **fields: Any
) -> Organization:
    """Change the name, level or sector from a day on."""
    organization = _locked(Organization, organization)
    changes = change_state(organization, day, fields)
    if changes:
        record_event(
            acting=acting,
            verb="change_organization",
            subject=organization,
            path=organization.path,
            changes=changes,
        )
    return organization


@transaction.atomic
def move_organization(
    *, acting: Account | None, organization: Organization, parent: Organization, day: date
) -> Organization:
    """Put an organization, with everything under it, under another parent from a day on (调整隶属关系)."""
    organization, parent = _locked(Organization, organization), _locked(Organization, parent)
    if parent.path.startswith(organization.path):
        raise RegistryError(_("不能把党组织移到它自己或它的下级之下"))
    if organization.parent_id == parent.pk:
        return organization
    before, old = organization.parent, organization.path
    new = next_child(parent)
    for below in Organization.objects.filter(within(old)).exclude(pk=organization.pk):
        path = new + below.path[len(old) :]
        if below.until:  # no change of its own: it stays with what it was part of
            Organization.objects.filter(pk=below.pk).update(path=path)
        else:
            change_state(below, day, {"path": path})
    change_state(organization, day, {"parent": parent, "path": new})
    Member.objects.filter(within(old)).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    record_event(
        acting=acting,
        verb="move_organization",
        subject=organization,
        path=new,
        changes={"parent": (before, parent)},
    )
    return organization


@transaction.atomic
def change_and_move(
    *,
    acting: Account | None,
    organization: Organization,
    day: date,
    parent: Organization | None,
    **fields: Any,
) -> Organization:
    """Change and, when the parent is another, move: both or neither."""
    changed = change_organization(acting=acting, organization=organization, day=day, **fields)
    if parent is None or parent.pk == changed.parent_id:
        return changed
    return move_organization(acting=acting, organization=changed, parent=parent, day=day)


@transaction.atomic
def close_organization(*, acting: Account | None, organization: Organization, day: date) -> Organization:
    """The organization no longer exists from a day on (撤销); nobody may be left in it."""
    organization = _locked(Organization, organization)
    refuse_bad_day(organization, day)
    below = Organization.objects.filter(within(organization.path)).exclude(pk=organization.pk)
    if below.filter(on(day)).exists():
        raise RegistryError(_("下面还有党组织，请先撤销或移走"))
    if Member.objects.filter(within(organization.path)).filter(on(day)).exists():
        raise RegistryError(_("里面还有党员，请先转出"))
    _end(organization, day)
    record_event(
        acting=acting,
        verb="close_organization",
        subject=organization,
        path=organization.path,
        changes={"until": (None, day)},
    )
    return organization


@transaction.atomic
def admit_member(
    *, acting: Account | None, organization: Organization, name: str, since: date | None, **fields: Any
) -> Member:
    """A member's formal relation comes to an organization (转入、接收)."""
    member = Member(organization=organization, name=name, since=since, **fields)
    _place(member)
    refuse_known(member)
    member.save()
    first_state(member)
    record_event(
        acting=acting,
        verb="admit_member",
        subject=member,
        path=member.path,
        changes=as_made(member, "name", *Member.DATED, "joined_on", "id_number", "phone", "since"),
    )
    return member


@transaction.atomic
def change_member(*, acting: Account | None, member: Member, day: date, **fields: Any) -> Member:
    """Change what is dated: organization, group, category, standing, flow, flags (调整、转接)."""
    member = _locked(Member, member)
    if "organization" in fields and fields["organization"] != member.organization:
        fields.setdefault("group", None)
    changes = change_state(member, day, fields)
    if changes:
        _place(member)
        member.save(update_fields=["path"])
        record_event(acting=acting, verb="change_member", subject=member, path=member.path, changes=changes)
    return member


@transaction.atomic
def correct_member(*, acting: Account | None, member: Member, **fields: Any) -> Member:
    """Correct what has no date: name, ID number, telephone, day of joining."""
    member = _locked(Member, member)
    changes = {name: (getattr(member, name), value) for name, value in fields.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        for name, (_before, after) in changes.items():
            setattr(member, name, after)
        _place(member)
        refuse_known(member)
        member.save()
        record_event(acting=acting, verb="correct_member", subject=member, path=member.path, changes=changes)
    return member


@transaction.atomic
def end_membership(*, acting: Account | None, member: Member, day: date) -> Member:
    """The relation with the organization ends on a day (转出、出党、去世)."""
    member = _locked(Member, member)
    refuse_bad_day(member, day)
    _end(member, day)
    member.posts.filter(until__isnull=True, since__lt=day).update(until=day)
    member.posts.filter(until__isnull=True).delete()
    for account in Account.objects.filter(member=member, is_active=True):
        set_active(acting=acting, account=account, is_active=False)
    record_event(
        acting=acting,
        verb="end_membership",
        subject=member,
        path=member.path,
        changes={"until": (None, day)},
    )
    return member


def as_made(row: Organization | Member, *names: str) -> dict[str, tuple[Any, Any]]:
    """What is given of a new row, for its event."""
    given = {name: getattr(row, name) for name in names}
    return {name: (None, value) for name, value in given.items() if value not in ("", None, False)}


def _locked(model: type[Any], row: Any) -> Any:
    """The row as it is now, held until the transaction ends."""
    rows: QuerySet[Any] = model.objects.select_for_update()
    return rows.get(pk=row.pk)


def _end(row: Organization | Member, day: date) -> None:
    """From the day on it is no more. What was changed on that very day was then never in force."""
    if row.since and row.since >= day:
        raise RegistryError(_("终止日期要晚于开始日期（%(day)s）") % {"day": full_day(row.since)})
    row.until = day
    row.save(update_fields=["until"])
    row.states.filter(since__gte=day).delete()
    row.states.filter(until__isnull=True).update(until=day)


def refuse_known(member: Member) -> None:
    """The same ID number may not be registered twice; where the other is, is not said."""
    known = Member.objects.filter(id_number_index=member.id_number_index).exclude(pk=member.pk)
    if member.id_number_index and known.exists():
        raise RegistryError(_("这个身份证号已经登记在册；组织关系还在别处的，请先办理转出"))


def _place(member: Member) -> None:
    """Set what follows from the other fields: the path, and the index to find the ID number by."""
    group = member.group
    if group is not None and group.parent_id != member.organization_id:
        raise RegistryError(_("党小组“%(group)s”不属于这个党组织") % {"group": group.name})
    member.path = (group or member.organization).path
    member.id_number_index = blind_index(member.id_number)
