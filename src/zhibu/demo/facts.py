"""A year of records of the demo county, up to today, with the gaps that real branches have.

Most branches keep up; some miss a month now and then; a few fall behind. Records are written a few days
after the event, some much later. Everything is made by the same rules as by hand (``facts_from``), but
written in bulk.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhibu.access.models import Post
from zhibu.gatherings.content import described_from
from zhibu.gatherings.facts import facts_from
from zhibu.gatherings.grounds import Ground
from zhibu.gatherings.models import Attendance, Exemption, Fact, Gathering, Reason, Revision, Segment
from zhibu.gatherings.people import COMMITTEE
from zhibu.plans.codes import Activity, Level
from zhibu.registry.models import Member, Organization

SEED = 20260705
BATCH = 2000
EVENING, MORNING = time(19, 0), time(9, 0)

TOPICS = {
    Activity.PARTY_DAY: "集中学习和志愿服务 学习身边榜样 环境整治志愿服务 重温入党誓词 走访慰问老党员",
    Activity.GENERAL_MEETING: "通报半年工作 讨论年度计划 通报党费收缴情况 讨论村（社区）重点工作",
    Activity.COMMITTEE_MEETING: "安排本月工作 研究主题党日安排 研究入党积极分子培养 分析党员思想状况",
    Activity.GROUP_MEETING: "学习交流 传达支部工作安排 分工联系群众",
    Activity.LECTURE: "书记讲党课 老党员讲传统 形势与政策",
    Activity.ORG_LIFE_MEETING: "年度组织生活会",
}
DISCUSSED = "按照安排集中学习，结合本支部实际交流体会，对下一步工作提出意见建议。"
DECIDED = "同意本次讨论的安排，由支部委员分工落实，下次会议通报进展。"


@dataclass(frozen=True, slots=True)
class Planned:
    """A gathering to be; ``segments`` maps to minutes."""

    organization: Organization
    kind: Activity
    day: date
    segments: dict[Activity, int]
    members: list[Member]


@dataclass
class Rows:
    """What is written, table by table."""

    gatherings: list[Gathering] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)


def make_facts() -> None:
    """Nothing when there are records already; a year of them otherwise."""
    if Gathering.objects.exists():
        return
    draw = random.Random(SEED)  # noqa: S311
    with transaction.atomic():
        exempt = make_exemptions(draw)
        rows = Rows()
        for planned in all_planned(draw):
            add(rows, planned, exempt, draw)
        write(rows)


def make_exemptions(draw: random.Random) -> set[int]:
    """About half of the frail members have an approved exemption."""
    frail = [one for one in Member.objects.filter(is_frail=True).order_by("pk") if draw.random() < 0.5]
    start = date(timezone.localdate().year - 1, 1, 1)
    made = [
        Exemption(
            organization_id=one.organization_id,
            member=one,
            from_day=start,
            ground_code=Ground.FRAIL.value,
            approved_by="支委会",
        )
        for one in frail
    ]
    Exemption.objects.bulk_create(made, BATCH)
    return {one.pk for one in frail}


def all_planned(draw: random.Random) -> Iterator[Planned]:
    members: dict[int, list[Member]] = {}
    for member in Member.objects.order_by("pk").defer("id_number", "phone"):
        members.setdefault(member.organization_id, []).append(member)
        if member.group_id:
            members.setdefault(member.group_id, []).append(member)
    committees: dict[int, set[int]] = {}
    for post in Post.objects.filter(role_code__in=COMMITTEE, until__isnull=True):
        committees.setdefault(post.organization_id, set()).add(post.member_id)
    places = Organization.objects.filter(level__in=(Level.BRANCH.value, Level.GROUP.value)).order_by("path")
    diligence: dict[int | None, float] = {}
    for place in places:
        people = members.get(place.pk, [])
        if place.is_group:
            yield from of_group(place, people, diligence.get(place.parent_id, 0.9), draw)
        else:
            diligence[place.pk] = draw.choices((0.98, 0.88, 0.6), (6, 3, 1))[0]
            committee = [one for one in people if one.pk in committees.get(place.pk, set())]
            yield from of_branch(place, people, committee, diligence[place.pk], draw)


def months_until(today: date) -> Iterator[date]:
    """The first days of the months of this year and of the last, up to today."""
    start = date(today.year - 1, today.month, 1)
    for number in range(13):
        month = start.month - 1 + number
        yield date(start.year + month // 12, month % 12 + 1, 1)


def of_branch(
    place: Organization, people: list[Member], committee: list[Member], diligence: float, draw: random.Random
) -> Iterator[Planned]:
    today = timezone.localdate()
    for month in months_until(today):
        for kind, number, segments in of_month(month, draw):
            day, whom = month.replace(day=number), committee if kind is Activity.COMMITTEE_MEETING else people
            if day <= today and draw.random() < diligence and whom:
                yield Planned(place, kind, day, segments, whom)


def of_month(month: date, draw: random.Random) -> Iterator[tuple[Activity, int, dict[Activity, int]]]:
    """What a branch that leaves nothing out holds in a month: kind, day, segments."""
    yield Activity.PARTY_DAY, 5, party_day(month, draw)
    yield Activity.COMMITTEE_MEETING, draw.randint(1, 4), {}
    if month.month % 3 == 0:
        yield Activity.GENERAL_MEETING, draw.randint(12, 24), {Activity.DECISION: 40}
    if month.month in (2, 5, 7, 11):
        yield Activity.LECTURE, draw.randint(8, 20), {}
    if month.month == 1:
        yield Activity.ORG_LIFE_MEETING, 16, {Activity.APPRAISAL: 60}
    if month.month in (4, 10):
        yield Activity.GROUP_STUDY, draw.randint(18, 26), {Activity.GROUP_STUDY: 90, Activity.DISCUSSION: 30}


def party_day(month: date, draw: random.Random) -> dict[Activity, int]:
    segments = {Activity.GROUP_STUDY: draw.choice((45, 60, 60, 90))}
    if draw.random() < 0.4:
        segments[Activity.VOLUNTEER] = 60
    if month.month % 3 == 0 and draw.random() < 0.8:
        segments[Activity.DISCUSSION] = draw.choice((30, 40))
    return segments


def of_group(
    place: Organization, people: list[Member], diligence: float, draw: random.Random
) -> Iterator[Planned]:
    today = timezone.localdate()
    for month in months_until(today):
        day = month.replace(day=draw.randint(20, 27))
        if day <= today and people and draw.random() < diligence:
            yield Planned(place, Activity.GROUP_MEETING, day, {Activity.GROUP_STUDY: 30}, people)


def add(rows: Rows, planned: Planned, exempt: set[int], draw: random.Random) -> None:
    """One gathering with all its parts, still unwritten; keys come when each table is written in turn."""
    gathering = new_gathering(planned, draw)
    segments = [
        Segment(gathering=gathering, activity_code=one.value, minutes=minutes)
        for one, minutes in planned.segments.items()
    ]
    attendances = [new_attendance(gathering, one, one.pk in exempt, draw) for one in planned.members]
    present = [one.member_id for one in attendances if one.is_present]
    visited = visits(planned, attendances, draw)
    rows.gatherings.append(gathering)
    rows.segments += segments
    rows.attendances += attendances
    rows.facts += facts_from(gathering, segments, present, visited)
    rows.revisions.append(
        Revision(
            gathering=gathering,
            number=1,
            verb="record",
            at=gathering.recorded_at,
            key=gathering.key,
            content=described_from(gathering, segments, attendances, []),
        )
    )


def new_gathering(planned: Planned, draw: random.Random) -> Gathering:
    late = draw.choices((draw.randint(0, 3), draw.randint(8, 25)), (95, 5))[0]
    written_on = min(planned.day + timedelta(days=late), timezone.localdate())
    is_lecture = planned.kind is Activity.LECTURE
    chair = planned.members[0]
    return Gathering(
        organization=planned.organization,
        kind=planned.kind.value,
        occurred_on=planned.day,
        starts_at=draw.choice((EVENING, MORNING)),
        place="党员活动室" if draw.random() < 0.8 else "会议室",
        topic=draw.choice(TOPICS.get(planned.kind, "集中学习").split()),
        discussed=DISCUSSED,
        decided=DECIDED if planned.kind in (Activity.GENERAL_MEETING, Activity.COMMITTEE_MEETING) else "",
        chair=chair,
        recorder=planned.members[-1],
        lecturer=chair if is_lecture else None,
        recorded_at=timezone.make_aware(datetime.combine(written_on, time(20, 30))),
        key=uuid.UUID(int=draw.getrandbits(128), version=4),
    )


def visits(planned: Planned, attendances: list[Attendance], draw: random.Random) -> list[int]:
    """To some of those who stay at home the lesson is brought."""
    found = []
    if Activity.GROUP_STUDY in planned.segments:
        for one in attendances:
            one.is_visited = one.is_spared and not one.is_present and draw.random() < 0.4
            found += [one.member_id] * one.is_visited
    return found


def new_attendance(gathering: Gathering, member: Member, is_exempt: bool, draw: random.Random) -> Attendance:
    is_spared = is_exempt or member.is_frail
    is_here = draw.random() < (0.15 if is_spared else 0.7 if member.flow == "out" else 0.93)
    usual = Reason.AWAY if member.flow == "out" else None
    reason = usual or draw.choice((Reason.ILLNESS, Reason.PRIVATE, Reason.WORK, Reason.AWAY))
    return Attendance(
        gathering=gathering,
        member=member,
        is_present=is_here,
        reason="" if is_here or is_spared else reason.value,
        is_exempt=is_exempt,
        is_frail=member.is_frail,
        has_vote=member.may_vote,
    )


def write(rows: Rows) -> None:
    tables: tuple[list[Any], ...] = (
        rows.gatherings,
        rows.segments,
        rows.attendances,
        rows.facts,
        rows.revisions,
    )
    for table in tables:
        if table:
            type(table[0]).objects.bulk_create(table, BATCH)
