"""Leave and exemptions: asked, decided, withdrawn, ended; what is kept of each, and how."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from tests.gatherings.made import DAY, exempted, recorded
from tests.world import LONG_AGO
from zhibu.access.actions import appoint
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.gatherings import leave, queries
from zhibu.gatherings.grounds import HEALTH, LASTING, OF_ABSENCE, OF_ORGANIZATION, Ground, LeaveState
from zhibu.gatherings.leave import LeaveError
from zhibu.gatherings.models import Exemption, LeaveRequest, LeaveStep
from zhibu.gatherings.people import people_of
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
SECRET = "腰椎间盘手术后休养"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-03-06T09:00:00+08:00", tick=False):
        yield


def asked(member, *, ground=Ground.MATERNITY, is_lasting=True, day=DAY, **more):
    return leave.ask(
        acting=more.pop("acting", None),
        organization=member.organization,
        member=member,
        is_lasting=is_lasting,
        ground=ground,
        from_day=day,
        **more,
    )


def absent(member, **more):
    return asked(member, ground=Ground.PRIVATE, is_lasting=False, **more)


def test_a_request_waits_and_changes_nothing(world):
    request = asked(world.alice)
    assert request.state is LeaveState.ASKED and not Exemption.objects.exists()
    (person,) = people_of(world.branch, Activity.PARTY_DAY, DAY)
    assert person.is_expected


def test_approving_makes_the_exemption_at_once(world):
    request = asked(world.alice, to_day=date(2026, 8, 31), activity=Activity.VOLUNTEER)
    leave.approve(acting=world.account(Role.SECRETARY), request=request, approved_by="支委会 3 月 4 日会议")
    made = Exemption.objects.get()
    assert (made.member, made.activity_code, made.ground) == (world.alice, "volunteer", Ground.MATERNITY)
    assert (made.from_day, made.to_day) == (DAY, date(2026, 8, 31))
    assert made.approved_by == "支委会 3 月 4 日会议" and made.leave_request == request


def test_declining_says_why_and_makes_nothing(world):
    request = asked(world.alice)
    with pytest.raises(LeaveError, match="写明原因"):
        leave.decline(acting=None, request=request, words="  ")
    leave.decline(acting=None, request=request, words="请先到支部说明情况")
    request.refresh_from_db()
    assert request.state is LeaveState.DECLINED and not Exemption.objects.exists()
    assert request.steps.get(verb_code="decline").words == "请先到支部说明情况"


@pytest.mark.parametrize("verb", [leave.approve, leave.decline])
def test_what_is_decided_is_not_decided_again(world, verb):
    request = exempted(world.alice)
    with pytest.raises(LeaveError, match="已经办过（已批准）"):
        verb(acting=None, request=request, **({"words": "不行"} if verb is leave.decline else {}))
    assert Exemption.objects.count() == 1


def test_a_request_is_withdrawn_before_it_is_decided(world):
    request = leave.withdraw(acting=None, request=asked(world.alice))
    assert request.state is LeaveState.WITHDRAWN
    with pytest.raises(LeaveError):
        leave.approve(acting=None, request=request)


def test_an_exemption_that_holds_is_ended_early_and_says_so(world):
    request = exempted(world.alice, since=date(2026, 1, 1))
    leave.withdraw(acting=None, request=request)
    request.refresh_from_db()
    assert request.state is LeaveState.ENDED and request.exemption.to_day == date(2026, 3, 6)
    assert people_of(world.branch, Activity.PARTY_DAY, date(2026, 3, 6))[0].is_exempt
    assert not people_of(world.branch, Activity.PARTY_DAY, date(2026, 3, 7))[0].is_exempt


def test_an_exemption_that_has_not_begun_is_taken_back_whole(world):
    request = exempted(world.alice, since=date(2026, 5, 1))
    leave.withdraw(acting=None, request=request)
    request.refresh_from_db()
    assert request.state is LeaveState.WITHDRAWN and not Exemption.objects.exists()


def test_what_is_over_is_not_withdrawn(world):
    request = exempted(world.alice, since=date(2026, 1, 1), until=date(2026, 2, 1))
    with pytest.raises(LeaveError, match="到期"):
        leave.withdraw(acting=None, request=request)


def test_every_step_is_kept_with_who_did_it_and_when(world):
    secretary = world.account(Role.SECRETARY)
    request = asked(world.alice, acting=secretary)
    leave.approve(acting=secretary, request=request)
    leave.withdraw(acting=secretary, request=request, day=date(2026, 3, 8))
    steps = list(LeaveStep.objects.order_by("pk"))
    assert [one.verb_code for one in steps] == ["ask", "approve", "end"]
    assert all(one.acting == secretary and one.at.date() == date(2026, 3, 6) for one in steps)
    verbs = Event.objects.filter(subject_type="gatherings.leaverequest").values_list("verb", flat=True)
    assert sorted(verbs) == ["approve_leave", "ask_leave", "end_leave"]


def test_the_same_thing_asked_twice_is_one_request(world):
    request = absent(world.alice)
    with pytest.raises(LeaveError, match="已经有一件"):
        absent(world.alice)
    absent(world.alice, activity=Activity.LECTURE)
    leave.withdraw(acting=None, request=request)
    absent(world.alice)
    assert LeaveRequest.objects.count() == 3


@pytest.mark.parametrize("ground", list(Ground))
def test_each_sort_of_request_has_its_own_kinds_of_reason(world, ground):
    cases = [(world.alice, False, OF_ABSENCE), (world.alice, True, LASTING), (None, True, OF_ORGANIZATION)]
    for member, is_lasting, grounds in cases:
        given = {"organization": world.branch, "member": member, "is_lasting": is_lasting, "ground": ground}
        if ground in grounds:
            leave.ask(acting=None, from_day=DAY, **given)
        else:
            with pytest.raises(LeaveError, match="原因"):
                leave.ask(acting=None, from_day=DAY, **given)


def test_days_in_the_wrong_order_are_refused(world):
    with pytest.raises(LeaveError, match="早于开始"):
        asked(world.alice, to_day=date(2026, 3, 1))


def test_nobody_decides_about_oneself_while_somebody_else_can(world):
    secretary = world.account(Role.SECRETARY)
    own = asked(secretary.member)
    leave.approve(acting=secretary, request=own)  # the only one of the committee
    world.account(Role.COMMITTEE_MEMBER)
    again = asked(secretary.member, activity=Activity.LECTURE)
    with pytest.raises(LeaveError, match="不能批准自己"):
        leave.approve(acting=secretary, request=again)
    leave.approve(acting=world.account(Role.COMMITTEE_MEMBER), request=again)


def test_what_is_written_is_encrypted_and_no_diagnosis_is_asked_for(world):
    request = asked(world.alice, words=SECRET)
    leave.decline(acting=None, request=request, words=SECRET)
    with connection.cursor() as cursor:
        for table in ("gatherings_leaverequest", "gatherings_leavestep", "gatherings_exemption"):
            cursor.execute(f"select * from {table}")  # noqa: S608
            assert SECRET not in str(cursor.fetchall())
    assert LeaveRequest.objects.get().words == SECRET
    assert SECRET not in str(list(Event.objects.values()))
    assert all(one.label in ("病假", "年老体弱", "产假") for one in HEALTH)


# ── what follows for a gathering ────────────────────────────────────────────────────────────────
def test_an_absence_excuses_from_the_one_gathering_and_stays_expected(world):
    leave.approve(acting=None, request=absent(world.alice))
    (there,) = people_of(world.branch, Activity.PARTY_DAY, DAY)
    (later,) = people_of(world.branch, Activity.PARTY_DAY, date(2026, 3, 6))
    assert there.has_leave and there.is_expected and not later.has_leave


def test_an_absence_from_one_activity_leaves_the_others_as_they_are(world):
    leave.approve(acting=None, request=absent(world.alice, activity=Activity.LECTURE))
    assert people_of(world.branch, Activity.LECTURE, DAY)[0].has_leave
    assert not people_of(world.branch, Activity.PARTY_DAY, DAY)[0].has_leave


def numbers(gathering):
    return queries.numbers_of(gathering, gathering.segments.all(), list(gathering.attendances.all()))


def test_required_numbers_follow_at_once(world):
    bo = world.admit("柏宁", world.branch)
    assert numbers(recorded(world.branch)).required == 2
    exempted(bo)
    assert numbers(recorded(world.branch, day=date(2026, 3, 6))).required == 1


def test_an_exemption_from_taking_part_does_not_lower_a_quorum(world):
    others = [world.admit(f"党员{n}", world.branch) for n in range(3)]
    for one in others:
        exempted(one)
    (quorum,) = numbers(recorded(world.branch, Activity.GENERAL_MEETING)).quorums
    assert (quorum.expected, quorum.present, quorum.is_met) == (4, 1, False)


def test_what_the_committee_above_and_the_meeting_agreed_to_does(world):
    others = [world.admit(f"党员{n}", world.branch) for n in range(3)]
    for one in others:
        exempted(one, leaves_quorum=True)
    (quorum,) = numbers(recorded(world.branch, Activity.GENERAL_MEETING)).quorums
    assert (quorum.expected, quorum.present, quorum.is_met) == (1, 1, True)


def test_a_frail_member_is_not_expected_and_keeps_the_vote(world):
    world.admit("老党员", world.branch, is_frail=True)
    found = numbers(recorded(world.branch, Activity.GENERAL_MEETING))
    assert found.required == 1 and found.quorums[0].expected == 2


def test_a_committee_member_on_leave_is_still_one_of_the_committee(world):
    bo = world.admit("柏宁", world.branch)
    for member, role in ((world.alice, Role.SECRETARY), (bo, Role.COMMITTEE_MEMBER)):
        appoint(acting=None, member=member, organization=world.branch, role=role, since=LONG_AGO)
    exempted(bo, ground=Ground.MATERNITY)
    (quorum,) = numbers(recorded(world.branch, Activity.COMMITTEE_MEETING)).quorums
    assert (quorum.expected, quorum.present, quorum.is_met) == (2, 1, True)
