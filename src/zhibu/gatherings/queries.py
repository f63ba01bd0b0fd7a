"""What the pages show, and what dues are worked out from: ``facts_of`` and ``exemptions_of``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from zhibu import ledger
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach, within
from zhibu.gatherings.content import Change, changes, without_health
from zhibu.gatherings.models import Attendance, Draft, Exemption, Fact, Gathering, Revision
from zhibu.gatherings.people import Numbers, numbers
from zhibu.plans.codes import SubjectType
from zhibu.plans.periods import ONE_DAY, Period
from zhibu.registry.models import Member, MemberState, Organization

YEARS_EITHER_SIDE = 9  # no recurrence of a plan in use is longer; a caller who knows better gives ``during``


# ── for the ledger ───────────────────────────────────────────────────────────────────────────────
def facts_of(
    organization: Organization, year: int, during: Period | None = None, *, members: bool = True
) -> list[ledger.Fact]:
    """The organization's own facts and its members', wherever these were recorded. One query.

    A period of several years reaches over the edge of ``year``, and so does a week; facts of the years
    around it are therefore given too.
    """
    around = during or _around(year)
    concerned = Q(organization=organization, member__isnull=True)
    if members:
        concerned |= Q(member__in=_members_of(organization, around))
    rows = Fact.objects.filter(concerned, occurred_on__range=(around.start, around.end))
    columns = ("pk", "organization__code", "member_id", "activity_code", "measure", "occurred_on", "quantity")
    return [_fact(row) for row in rows.order_by("occurred_on", "pk").values_list(*columns)]


def exemptions_of(organization: Organization, year: int) -> list[ledger.Exemption]:
    """The organization's own exemptions and its members', the frail among them. Two queries."""
    members = _members_of(organization, _around(year))
    concerned = Q(organization=organization, member__isnull=True) | Q(member__in=members)
    return [*exemptions_among(Exemption.objects.filter(concerned)), *frail_among(Q(member__in=members))]


EXEMPTION_COLUMNS = ("organization__code", "member_id", "activity_code", "from_day", "to_day")


def exemptions_among(rows: QuerySet[Any]) -> tuple[ledger.Exemption, ...]:
    """Approved exemptions as the ledger takes them. One query."""
    return tuple(_exemption(row) for row in rows.order_by("pk").values_list(*EXEMPTION_COLUMNS))


def frail_among(members: Q) -> tuple[ledger.Exemption, ...]:
    """What the roster says of frail members: from all of it they are exempt, as long as it says so.

    党员教育管理条例, Art. 23 (facts, section 3.1): no hard requirement. ``members`` filters their states.
    """
    states = MemberState.objects.filter(members, is_frail=True).order_by("member_id", "since", "pk")
    return tuple(
        ledger.Exemption(
            subject_type=SubjectType.MEMBER,
            subject_id=str(member_id),
            activity=None,
            from_=since,
            to=None if until is None else until - ONE_DAY,
        )
        for member_id, since, until in states.values_list("member_id", "since", "until")
    )


def _around(year: int) -> Period:
    return Period(date(year - YEARS_EITHER_SIDE, 1, 1), date(year + YEARS_EITHER_SIDE, 12, 31))


def _members_of(organization: Organization, around: Period) -> QuerySet[Any]:
    """Whoever belonged to it at some time of the period; a group has no dues of members."""
    states = MemberState.objects.filter(organization=organization)
    states = states.filter(Q(since__isnull=True) | Q(since__lte=around.end))
    return states.filter(Q(until__isnull=True) | Q(until__gt=around.start)).values("member_id")


def _fact(row: tuple[Any, ...]) -> ledger.Fact:
    pk, code, member_id, activity, measure, occurred_on, quantity = row
    return ledger.Fact(
        fact_id=str(pk),
        org_id=code,
        activity=activity,
        occurred_on=occurred_on,
        member_id=None if member_id is None else str(member_id),
        measure=measure or None,
        quantity=quantity,
    )


def _exemption(row: tuple[Any, ...]) -> ledger.Exemption:
    code, member_id, activity, from_day, to_day = row
    return ledger.Exemption(
        subject_type=SubjectType.ORGANIZATION if member_id is None else SubjectType.MEMBER,
        subject_id=code if member_id is None else str(member_id),
        activity=activity or None,
        from_=from_day,
        to=to_day,
    )


# ── for the pages ────────────────────────────────────────────────────────────────────────────────
def places(user: Account) -> list[Organization]:
    """Where a user records: branches first, each with its groups."""
    rows = Organization.objects.visible_to(user, Ability.KEEP_RECORDS).filter(until__isnull=True)
    return list(rows.order_by("path"))


def gatherings(user: Account, under: Organization | None, year: int | None) -> QuerySet[Any]:
    """The records a user sees, newest first, each with ``required`` and ``came``."""
    rows: QuerySet[Any] = Gathering.objects.visible_to(user)
    if under is not None:
        rows = rows.filter(within(under.path, "organization__path"))
    if year is not None:
        rows = rows.filter(occurred_on__year=year)
    return with_numbers(rows).select_related("organization").order_by("-occurred_on", "-pk")


def first_year(user: Account, under: Organization | None, this_year: int) -> int:
    """The year of the earliest record that a user sees: every year since then can be chosen."""
    rows = Gathering.objects.visible_to(user)
    if under is not None:
        rows = rows.filter(within(under.path, "organization__path"))
    earliest = rows.order_by("occurred_on").values_list("occurred_on", flat=True).first()
    return min(earliest.year, this_year) if earliest else this_year


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register (台账)."""

    gathering: Gathering
    segments: list[Any]
    numbers: Numbers
    absences: list[Attendance]
    tells_health: bool


def register_rows(user: Account, under: Organization | None, year: int) -> list[RegisterRow]:
    """The records that stand, the oldest first, whatever their number in four queries."""
    rows = gatherings(user, under, year).filter(cancelled_at=None).order_by("occurred_on", "pk")
    people = Attendance.objects.select_related("member").order_by("member__name", "member_id")
    rows = rows.select_related("organization", "chair", "recorder", "lecturer")
    found = rows.prefetch_related("segments", Prefetch("attendances", people))
    return [_register_row(one, may_tell_health(user, one.organization)) for one in found]


def _register_row(one: Gathering, tells_health: bool) -> RegisterRow:
    people, segments = list(one.attendances.all()), list(one.segments.all())
    away = [each for each in people if not each.is_present]
    return RegisterRow(one, segments, numbers_of(one, segments, people), away, tells_health)


def with_numbers(rows: QuerySet[Any]) -> QuerySet[Any]:
    is_present = Q(attendances__is_present=True)
    is_required = is_present | Q(attendances__is_exempt=False, attendances__is_frail=False)
    required, came = Count("attendances", filter=is_required), Count("attendances", filter=is_present)
    counted: QuerySet[Any] = rows.annotate(required=required, came=came)
    return counted


@dataclass(frozen=True, slots=True)
class Step:
    """One saving of a record, and what it changed."""

    revision: Revision
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class GatheringPage:
    """One record with everything about it."""

    gathering: Gathering
    segments: list[Any]
    numbers: Numbers
    present: list[Attendance]
    absent: list[Attendance]
    exempt: list[Attendance]
    attachments: list[Any]
    steps: list[Step]
    may_keep: bool
    tells_health: bool


def gathering_page(user: Account, gathering: Gathering) -> GatheringPage:
    """Five queries, whatever the number of people.

    Above the branch one is told who was away, not of what illness, and how many are exempt, not who.
    """
    segments = list(gathering.segments.order_by("pk"))
    people = list(gathering.attendances.select_related("member").order_by("member__name", "member_id"))
    tells_health = may_tell_health(user, gathering.organization)
    return GatheringPage(
        gathering=gathering,
        segments=segments,
        numbers=numbers_of(gathering, segments, people),
        present=[one for one in people if one.is_present],
        absent=[one for one in people if not one.is_present and not one.is_spared],
        exempt=[one for one in people if not one.is_present and one.is_spared],
        attachments=list(gathering.attachments.filter(removed_at__isnull=True).order_by("pk")),
        steps=steps(gathering, tells_health=tells_health),
        may_keep=may_keep(user, gathering.organization) and not gathering.is_cancelled,
        tells_health=tells_health,
    )


def may_keep(user: Account, organization: Organization) -> bool:
    return reach(user, Ability.KEEP_RECORDS).covers(organization.path)


def may_tell_health(user: Account, organization: Organization) -> bool:
    """Whoever keeps the records of a place writes the reasons of absence, and reads them."""
    return may_keep(user, organization)


def numbers_of(gathering: Gathering, segments: Iterable[Any], people: Iterable[Attendance]) -> Numbers:
    activities = {gathering.activity, *(one.activity for one in segments)}
    return numbers(activities, gathering.occurred_on, people, gathering.organization.level)


def steps(gathering: Gathering, *, tells_health: bool = True) -> list[Step]:
    """Every saving, the newest first, with what it changed against the one before."""
    revisions = list(gathering.revisions.select_related("acting__member").order_by("number"))
    before: dict[str, Any] = {}
    found = []
    for revision in revisions:
        content = revision.content if tells_health else without_health(revision.content)
        differs = changes(before, content) if before else []
        found.append(Step(revision, differs))
        before = content
    return found[::-1]


def recorded_about(user: Account, member: Member) -> QuerySet[Any]:
    """What was recorded about a member, newest first."""
    rows: QuerySet[Any] = Attendance.objects.visible_to(user)
    rows = rows.filter(member=member, gathering__cancelled_at=None)
    rows = rows.select_related("gathering__organization").prefetch_related("gathering__segments")
    return rows.order_by("-gathering__occurred_on", "-pk")


def last_like(organization: Organization, kind: str) -> Gathering | None:
    """The latest record of the same kind: where place, chair and recorder are taken from at first."""
    rows = Gathering.objects.filter(organization=organization, cancelled_at=None)
    newest: QuerySet[Any] = rows.order_by("-occurred_on", "-pk")
    return newest.filter(kind=kind).first() or newest.first()


def drafts(user: Account) -> QuerySet[Any]:
    return Draft.objects.filter(account=user).select_related("organization").order_by("-saved_at")
