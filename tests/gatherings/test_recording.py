"""Recording, correcting, cancelling: one transaction each, nothing lost, nothing twice."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.gatherings.made import DAY, content, exempted, recorded
from zhibu.access.actions import appoint
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.gatherings import actions, queries
from zhibu.gatherings.errors import AlreadyRecorded, EditedMeanwhile, GatheringError
from zhibu.gatherings.models import Draft, Fact, Gathering, Reason, Revision
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
STUDY = Activity.GROUP_STUDY


def correct(gathering, version=1, key=None, **more):
    kind, day = gathering.activity, more.pop("day", gathering.occurred_on)
    return actions.correct(
        acting=None,
        gathering=gathering,
        version=version,
        key=key or uuid.uuid4(),
        content=content(gathering.organization, kind, day=day, **more),
        reason="写错了",
    )


def test_saving_twice_is_saving_once(world):
    key = uuid.uuid4()
    first = recorded(world.branch, key=key)
    assert recorded(world.branch, key=key, place="别处") == first
    assert Gathering.objects.get().place == "党员活动室"
    assert Revision.objects.count() == 1


def test_a_known_key_of_another_organization_is_refused(world):
    key = uuid.uuid4()
    recorded(world.branch, key=key)
    with pytest.raises(GatheringError, match="别的党组织"):
        recorded(world.elsewhere, key=key)


def test_the_same_kind_on_the_same_day_is_asked_about(world):
    first = recorded(world.branch)
    with pytest.raises(AlreadyRecorded) as asked:
        recorded(world.branch)
    assert asked.value.gathering == first
    again = actions.record(
        acting=None,
        organization=world.branch,
        key=uuid.uuid4(),
        content=content(world.branch),
        is_another=True,
    )
    assert again != first
    assert recorded(world.branch, Activity.LECTURE).pk


def test_a_cancelled_record_is_no_twin(world):
    first = recorded(world.branch)
    actions.cancel(acting=None, gathering=first, version=1, key=uuid.uuid4(), reason="记重了")
    assert recorded(world.branch) != first


def test_bad_days_are_refused(world):
    with pytest.raises(GatheringError, match="还没有到"):
        recorded(world.branch, day=timezone.localdate() + timedelta(days=1))
    with pytest.raises(GatheringError, match="不存在"):
        recorded(world.branch, day=date(2019, 12, 31))
    assert not Gathering.objects.exists()


def test_whoever_was_not_a_member_on_the_day_cannot_have_come(world):
    with pytest.raises(GatheringError, match="名单"):
        recorded(world.branch, present=frozenset({world.stranger.pk}))
    assert not Gathering.objects.exists() and not Fact.objects.exists()


def test_a_group_meeting_concerns_the_group(world):
    outside = world.admit("组外", world.branch)
    gathering = recorded(world.group, Activity.GROUP_MEETING)
    assert [one.member_id for one in gathering.attendances.all()] == [world.alice.pk]
    assert not Fact.objects.filter(member=outside).exists()


def test_a_committee_meeting_concerns_the_committee(world):
    first, second = world.admit("甲", world.branch), world.admit("乙", world.branch)
    for member, role in ((first, Role.SECRETARY), (second, Role.COMMITTEE_MEMBER)):
        appoint(acting=None, member=member, organization=world.branch, role=role, since=date(2021, 1, 1))
    gathering = recorded(world.branch, Activity.COMMITTEE_MEETING)
    assert {one.member_id for one in gathering.attendances.all()} == {first.pk, second.pk}


def test_an_exempt_member_is_not_expected_but_counts_when_present(world):
    bo = world.admit("柏宁", world.branch)
    exempted(bo)
    away = recorded(world.branch)
    assert numbers(away) == (1, 1)
    came = recorded(world.branch, day=date(2026, 3, 6), present=frozenset({world.alice.pk, bo.pk}))
    assert numbers(came) == (2, 2)


def numbers(gathering):
    found = queries.numbers_of(gathering, gathering.segments.all(), list(gathering.attendances.all()))
    return found.required, found.present


def test_the_numbers_of_a_record_do_not_change_with_the_roster(world):
    gathering = recorded(world.branch)
    world.admit("新来", world.branch)
    assert numbers(gathering) == (1, 1)


def quorum(gathering):
    return queries.numbers_of(gathering, gathering.segments.all(), list(gathering.attendances.all())).quorums[
        0
    ]


def test_the_half_itself_suffices_for_a_general_meeting_and_not_for_an_admission(world):
    others = [world.admit(name, world.branch) for name in ("甲", "乙", "丙")]
    meeting = recorded(world.branch, Activity.GENERAL_MEETING, away=others[:2])
    assert (quorum(meeting).expected, quorum(meeting).needed, quorum(meeting).is_met) == (4, 2, True)
    admission = recorded(world.branch, Activity.ADMISSION, away=others[:2])
    assert (quorum(admission).needed, quorum(admission).is_met) == (3, False)


def test_whoever_has_no_vote_is_not_in_the_base(world):
    world.admit("预备", world.branch, standing="probationary")
    world.admit("停", world.branch, has_no_vote=True)
    assert quorum(recorded(world.branch, Activity.GENERAL_MEETING)).expected == 1


def test_an_election_needs_four_fifths_of_the_voters(world):
    others = [world.admit(str(number), world.branch) for number in range(9)]
    held = quorum(recorded(world.branch, Activity.ELECTION, away=others[:3]))
    assert (held.expected, held.present, held.needed, held.is_met) == (10, 7, 8, False)


def test_a_correction_keeps_what_the_record_said_before(world):
    bo = world.admit("柏宁", world.branch)
    gathering = recorded(world.branch, segments={STUDY: 60})
    correct(gathering, segments={STUDY: 90}, away=[bo], place="村礼堂")
    page = queries.steps(Gathering.objects.get())
    assert [step.revision.verb for step in page] == ["correct", "record"]
    changed = {one.name: one for one in page[0].changes}
    assert set(changed) == {"place", "segments", "present", "absent"}
    assert (changed["place"].before, changed["place"].after) == ("党员活动室", "村礼堂")
    assert changed["absent"].come == ("柏宁（病假）",)
    assert not Fact.objects.filter(member=bo).exists()
    assert (
        str(Fact.objects.get(member=None, activity_code="group_study", measure="hours").quantity) == "1.5000"
    )


def test_a_correction_sent_twice_is_one(world):
    gathering, key = recorded(world.branch), uuid.uuid4()
    correct(gathering, key=key, place="村礼堂")
    correct(gathering, key=key, place="村礼堂")
    assert Gathering.objects.get().version == 2


def test_a_correction_that_changes_nothing_leaves_no_trace(world):
    gathering = recorded(world.branch)
    correct(gathering)
    assert Gathering.objects.get().version == 1 and Revision.objects.count() == 1


def test_whoever_corrects_an_older_state_is_told(world):
    gathering = recorded(world.branch)
    correct(gathering, place="村礼堂")
    with pytest.raises(EditedMeanwhile) as told:
        correct(gathering, place="会议室")
    assert told.value.gathering.place == "村礼堂"
    assert Gathering.objects.get().place == "村礼堂"


def test_a_cancelled_record_stays_readable_and_closed(world):
    gathering, key = recorded(world.branch), uuid.uuid4()
    for _time in range(2):
        actions.cancel(acting=None, gathering=gathering, version=1, key=key, reason="没有开成")
    kept = Gathering.objects.get()
    assert kept.is_cancelled and kept.attendances.exists() and not Fact.objects.exists()
    assert kept.revisions.get(verb="cancel").reason == "没有开成"
    with pytest.raises(EditedMeanwhile, match="撤销"):
        correct(kept, version=2)


def test_what_fails_half_way_leaves_the_record_as_it_was(world):
    gathering = recorded(world.branch, segments={STUDY: 60})
    facts = set(Fact.objects.values_list("activity_code", "member_id", "quantity"))
    with pytest.raises(GatheringError):
        correct(gathering, place="村礼堂", present=frozenset({world.stranger.pk}))
    assert Gathering.objects.get().place == "党员活动室"
    assert set(Fact.objects.values_list("activity_code", "member_id", "quantity")) == facts


def test_both_dates_are_kept(world):
    with time_machine.travel("2026-03-20 12:00+08:00", tick=False):
        late = recorded(world.branch)
    assert (late.occurred_on, late.recorded_on, late.is_late) == (DAY, date(2026, 3, 20), True)
    with time_machine.travel("2026-03-07 12:00+08:00", tick=False):
        soon = recorded(world.branch, Activity.LECTURE)
    assert not soon.is_late


def test_every_saving_is_an_event_where_it_happened(world):
    acting = world.account(Role.SECRETARY)
    recorded(world.branch, acting=acting)
    found = Event.objects.get(verb="record_gathering")
    assert (found.acting, found.path) == (acting, world.branch.path)


def test_absence_without_a_reason_is_kept_as_such(world):
    bo = world.admit("柏宁", world.branch)
    given = content(world.branch, present=frozenset({world.alice.pk}), absent={bo.pk: Reason.UNKNOWN})
    gathering = actions.record(acting=None, organization=world.branch, key=uuid.uuid4(), content=given)
    assert gathering.attendances.get(member=bo).reason == "unknown"


def keep(world, account, key, **fields):
    return actions.keep_draft(
        acting=account, organization=world.branch, kind=Activity.PARTY_DAY, key=key, fields=fields
    )


def test_a_draft_is_kept_until_the_form_is_saved(world):
    account, key = world.account(Role.SECRETARY), uuid.uuid4()
    keep(world, account, key, place=["村"])
    keep(world, account, key, place=["村礼堂"])
    assert Draft.objects.get().fields == {"place": ["村礼堂"]}
    recorded(world.branch, key=key)
    assert not Draft.objects.exists()
    assert keep(world, account, key, place=["晚到"]) is None


def test_nobody_writes_into_a_draft_of_somebody_else(world):
    key = uuid.uuid4()
    keep(world, world.account(Role.SECRETARY), key, place=["村"])
    assert keep(world, world.account(Role.COMMITTEE_MEMBER), key, place=["我的"]) is None
    assert Draft.objects.get().fields == {"place": ["村"]}
