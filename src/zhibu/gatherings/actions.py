"""What can be done with records: record, correct, cancel. One transaction each.

Facts are replaced in the same transaction as their record, so that no due ever counts half of a saving.
Saving twice is saving once: the form's ``key`` is unique, on both databases.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.gatherings.attachments import Upload, add_attachments, remove_attachments
from zhibu.gatherings.content import OFFICERS, Content, changes, described, described_from, told_apart
from zhibu.gatherings.errors import AlreadyRecorded, EditedMeanwhile, GatheringError
from zhibu.gatherings.facts import facts_from
from zhibu.gatherings.models import Attendance, Draft, Fact, Gathering, Revision, Segment
from zhibu.gatherings.people import Person, people_of, people_of_record
from zhibu.plans.codes import Activity
from zhibu.registry.models import Organization

BATCH = 500


@transaction.atomic
def record(
    *,
    acting: Account | None,
    organization: Organization,
    key: uuid.UUID,
    content: Content,
    uploads: Iterable[Upload] = (),
    is_another: bool = False,
    people: list[Person] | None = None,
) -> Gathering:
    """Write a gathering down. The same key again gives the gathering that it made the first time.

    ``people`` are those of the kind and day, where the caller has just read them: on SQLite everybody
    waits while this writes, so that nothing is read here that can be known before.

    1. Take the organization, so that savings for it come one after the other.
    2. A known key: this very form was saved before.
    3. The same kind on the same day: ask (AlreadyRecorded), unless ``is_another``.
    4. Write the record, its facts and its first revision.
    """
    _take(organization.pk)
    made = Gathering.objects.filter(key=key).first()
    if made is not None:
        return _of_same_organization(made, organization)
    refuse_bad_day(organization, content.occurred_on)
    if not is_another:
        _refuse_twin(organization, content)
    gathering = Gathering(organization=organization, key=key, recorded_by=acting)
    if people is None:
        people = people_of(organization, content.kind, content.occurred_on)
    segments, attendances = _write(gathering, content, people)
    files = [one.name for one in add_attachments(gathering, uploads)]
    after = described_from(gathering, segments, attendances, files)
    _revise(gathering, acting=acting, verb="record", key=key, after=after)
    Draft.objects.filter(key=key).delete()
    return gathering


@transaction.atomic
def correct(
    *,
    acting: Account | None,
    gathering: Gathering,
    version: int,
    key: uuid.UUID,
    content: Content,
    reason: str = "",
    uploads: Iterable[Upload] = (),
    removed: Iterable[int] = (),
) -> Gathering:
    """Put a record right; ``version`` is the one the person saw. Revisions keep what it said before."""
    gathering = _locked(gathering)
    if gathering.revisions.filter(key=key).exists():
        return gathering
    _refuse_stale(gathering, version)
    refuse_bad_day(gathering.organization, content.occurred_on)
    before = described(gathering)
    people = people_of_record(gathering, content.occurred_on)
    _write(gathering, content, people)
    remove_attachments(gathering, removed)
    add_attachments(gathering, uploads)
    after = described(gathering)
    if changes(before, after):
        _next_version(gathering)
        _revise(gathering, acting=acting, verb="correct", key=key, reason=reason, before=before, after=after)
    Draft.objects.filter(key=key).delete()
    return gathering


@transaction.atomic
def cancel(
    *, acting: Account | None, gathering: Gathering, version: int, key: uuid.UUID, reason: str
) -> Gathering:
    """The gathering did not happen, or was written down twice: it no longer counts, and stays to be read."""
    gathering = _locked(gathering)
    if gathering.revisions.filter(key=key).exists():
        return gathering
    _refuse_stale(gathering, version)
    gathering.facts.all().delete()
    gathering.cancelled_at = timezone.now()
    gathering.save(update_fields=["cancelled_at"])
    _next_version(gathering)
    _revise(gathering, acting=acting, verb="cancel", key=key, reason=reason)
    return gathering


def keep_draft(
    *,
    acting: Account,
    organization: Organization,
    kind: Activity,
    key: uuid.UUID,
    fields: dict[str, list[str]],
    gathering: Gathering | None = None,
) -> Draft | None:
    """Keep an unfinished form; None when it has been saved for good meanwhile, or is somebody else's."""
    with transaction.atomic():
        if Revision.objects.filter(key=key).exists():
            return None
        kept = {"organization": organization, "kind": kind.value, "gathering": gathering, "fields": fields}
        draft, _is_new = Draft.objects.get_or_create(key=key, defaults={"account": acting, **kept})
        if draft.account_id != acting.pk:
            return None
        draft.organization, draft.kind, draft.fields = organization, kind.value, fields
        draft.save(update_fields=["organization", "kind", "fields", "saved_at"])
        return draft


def refuse_bad_day(organization: Organization, day: date) -> None:
    if day > timezone.localdate():
        raise GatheringError(_("日期还没有到，活动开过之后再记"))
    if not organization.exists_on(day):
        raise GatheringError(_("这一天“%(name)s”不存在，请核对日期") % {"name": organization.name})


def _of_same_organization(made: Gathering, organization: Organization) -> Gathering:
    if made.organization_id != organization.pk:
        raise GatheringError(_("这张表已经为别的党组织保存过，请重新打开“记一次”"))
    return made


def _refuse_twin(organization: Organization, content: Content) -> None:
    same = Gathering.objects.filter(
        organization=organization, kind=content.kind.value, occurred_on=content.occurred_on, cancelled_at=None
    ).first()
    if same is not None:
        raise AlreadyRecorded(_("这一天已经记过一次同类活动，请先看看是不是同一次"), same)


def _refuse_stale(gathering: Gathering, version: int) -> None:
    if gathering.is_cancelled:
        raise EditedMeanwhile(_("这条记录已经撤销，不能再改"), gathering)
    if gathering.version != version:
        raise EditedMeanwhile(_("您打开之后，别人已经更正过这条记录"), gathering)


def _take(organization_id: int) -> None:
    """Hold an organization until the transaction ends: savings for it come one after the other."""
    Organization.objects.select_for_update().values_list("pk").get(pk=organization_id)


def _locked(gathering: Gathering) -> Gathering:
    """The row as it is now, held until the transaction ends."""
    _take(gathering.organization_id)
    found: Gathering = Gathering.objects.select_related("organization").get(pk=gathering.pk)
    return found


def _write(
    gathering: Gathering, content: Content, people: list[Person]
) -> tuple[list[Segment], list[Attendance]]:
    """The record itself, its parts, and the facts, all as ``content`` says, in place of those it had."""
    for name in ("occurred_on", "starts_at", "place", "topic", "discussed", "decided", "guests"):
        setattr(gathering, name, getattr(content, name))
    for name in OFFICERS:
        setattr(gathering, name, getattr(content, name))
    gathering.kind = content.kind.value
    gathering.amounts = {measure: str(amount) for measure, amount in content.amounts.items()}
    is_new = gathering.pk is None
    gathering.save()
    if not is_new:
        gathering.facts.all().delete()
        gathering.segments.all().delete()
        gathering.attendances.all().delete()
    segments = _write_segments(gathering, content)
    attendances = _write_attendances(gathering, content, people)
    facts = facts_from(gathering, segments, sorted(content.present), sorted(content.visited))
    Fact.objects.bulk_create(facts, BATCH)
    return segments, attendances


def _write_segments(gathering: Gathering, content: Content) -> list[Segment]:
    return Segment.objects.bulk_create(
        Segment(gathering=gathering, activity_code=activity.value, minutes=minutes)
        for activity, minutes in content.segments.items()
    )


def _write_attendances(gathering: Gathering, content: Content, people: list[Person]) -> list[Attendance]:
    """Vote and exemption are those of the day, so that numbers do not change with the roster later."""
    known = {one.member.pk: one for one in people}
    strangers = (content.present | content.visited | content.absent.keys()) - known.keys()
    if strangers:
        raise GatheringError(_("名单中有人这一天不在这个党组织，请刷新名单后再保存"))
    rows = [_attendance(gathering, content, person) for person in known.values()]
    return Attendance.objects.bulk_create([row for row in rows if row is not None], BATCH)


def _attendance(gathering: Gathering, content: Content, person: Person) -> Attendance | None:
    """None for somebody who was neither there nor expected."""
    pk, is_present = person.member.pk, person.member.pk in content.present
    if not (is_present or pk in content.absent or (person.is_spared and not person.is_late)):
        return None
    reason = content.absent.get(pk)
    return Attendance(
        gathering=gathering,
        member=person.member,
        is_present=is_present,
        reason=reason.value if reason and not is_present else "",
        is_exempt=person.is_exempt,
        is_frail=person.is_frail,
        leaves_quorum=person.leaves_quorum,
        is_visited=pk in content.visited and not is_present,
        has_vote=person.has_vote,
    )


def _next_version(gathering: Gathering) -> None:
    gathering.version += 1
    gathering.save(update_fields=["version"])


def _revise(
    gathering: Gathering,
    *,
    acting: Account | None,
    verb: str,
    key: uuid.UUID,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Keep the record as it now is, and that somebody made it so from what it was before."""
    after = after or described(gathering)
    Revision.objects.create(
        gathering=gathering,
        number=gathering.version,
        verb=verb,
        acting=acting,
        reason=reason,
        content=after,
        key=key,
    )
    record_event(
        acting=acting,
        verb=f"{verb}_gathering",
        subject=gathering,
        path=gathering.organization.path,
        changes={"version": (gathering.version - 1, gathering.version)}
        | (told_apart(before or {}, after) if verb != "cancel" else {}),
    )
