"""What is kept is what the ledger counts: after every action, in any order, in one piece or in a batch."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.duties.county import TODAY, duty, plan
from tests.gatherings.made import content, recorded
from tests.helping.county import OF_GROUPS, PLAN, as_kept, whole_truth
from tests.world import World
from zhibu.access.actions import appoint, end_post
from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.gatherings import actions as gatherings
from zhibu.gatherings import leave
from zhibu.gatherings.grounds import Ground
from zhibu.gatherings.leave import LeaveError
from zhibu.gatherings.models import Exemption, Gathering
from zhibu.helping.batch import count_many
from zhibu.helping.checking import differences
from zhibu.helping.counting import count_anew
from zhibu.helping.fresh import in_doubt, make_good
from zhibu.helping.models import Kept, Standing
from zhibu.issuing.actions import issue, repeal
from zhibu.issuing.models import IssuedPlan
from zhibu.plans.codes import Activity
from zhibu.registry import actions as registry
from zhibu.registry.models import Member, Organization

YEAR = TODAY.year
LATE = date(2026, 12, 3)


def exempt(**asked):
    """Asked for, and approved at once."""
    ground = Ground.OTHER
    request = leave.ask(acting=None, is_lasting=True, ground=ground, words="x", **asked)
    leave.approve(acting=None, request=request, approved_by="支委会")


@pytest.fixture
def county(world):
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        issue(PLAN, acting=None, organization=world.county)
        issue(OF_GROUPS, acting=None, organization=world.near)
        make_good("", YEAR)
        yield world


def assert_kept_is_true():
    assert make_good("", YEAR) == 0
    assert as_kept() == whole_truth()


def test_everything_is_counted_from_nothing(county):
    assert as_kept() == whole_truth() and sum(as_kept().values()) > 50
    assert not in_doubt("", YEAR)


def test_a_record_is_counted_as_soon_as_it_stands(county, django_capture_on_commit_callbacks):
    before = as_kept()
    with django_capture_on_commit_callbacks(execute=True):
        recorded(county.branch, day=date(2026, 11, 5))
        assert [one.pk for one in in_doubt("", YEAR)] == [county.branch.pk]  # were the server killed here
    assert not in_doubt("", YEAR)  # nobody has to count anything before it is shown
    assert as_kept() == whole_truth() != before


def test_a_record_of_a_group_counts_for_the_group_and_for_the_members_in_their_branch(
    county, django_capture_on_commit_callbacks
):
    for kind in (Activity.PARTY_DAY, Activity.GROUP_MEETING):
        with django_capture_on_commit_callbacks(execute=True):
            recorded(county.group, kind, day=date(2026, 11, 6))
    assert not in_doubt("", YEAR)
    assert as_kept() == whole_truth()
    met = Standing.objects.get(
        organization=county.branch, demand__duty_id="talk", demand__starts=date(2026, 10, 1)
    )
    assert met.met == 1 and met.subjects == 1


def test_nothing_but_the_organizations_concerned_is_put_in_doubt(county):
    exempt(
        organization=county.branch,
        member=county.alice,
        from_day=date(2026, 1, 1),
    )
    assert [one.pk for one in in_doubt("", YEAR)] == [county.branch.pk]
    assert_kept_is_true()


def test_what_was_entered_for_a_coming_day_is_counted_when_the_day_has_come(county):
    appoint(acting=None, member=county.alice, organization=county.branch, role=Role.SECRETARY, since=LATE)
    assert_kept_is_true()
    assert not Standing.objects.filter(organization=county.branch, demand__duty_id="lead")
    with time_machine.travel(f"{LATE}T00:30:00+08:00", tick=False):
        assert [one.pk for one in in_doubt("", YEAR)] == [county.branch.pk]
        assert_kept_is_true()
        assert Standing.objects.get(organization=county.branch, demand__duty_id="lead").subjects == 1


def test_a_closed_organization_keeps_no_standing(county):
    registry.close_organization(acting=None, organization=county.sister, day=TODAY)
    assert_kept_is_true()
    assert not Standing.objects.filter(organization=county.sister)


def test_a_change_while_somebody_counts_is_not_lost(county, monkeypatch):
    """Counting that began before a change keeps nothing; the organization stays in doubt."""
    from zhibu.helping import counting

    real, changed = counting.read_one, []

    def read_then_change(*given):
        found = real(*given)
        if not changed:
            changed.append(
                registry.admit_member(acting=None, organization=county.sister, name="新", since=None)
            )
        return found

    monkeypatch.setattr(counting, "read_one", read_then_change)
    assert count_anew(county.sister, YEAR) is False
    assert [one.pk for one in in_doubt("", YEAR)] == [county.sister.pk]
    assert count_anew(county.sister, YEAR) is True
    assert as_kept() == whole_truth()


def test_a_record_in_an_organization_in_doubt_leaves_it_in_doubt(county):
    registry.change_organization(acting=None, organization=county.sister, day=TODAY, sector="rural")
    registry.admit_member(acting=None, organization=county.sister, name="来人", since=date(2026, 1, 1))
    recorded(county.sister, day=date(2026, 11, 5))
    assert [one.pk for one in in_doubt("", YEAR)] == [county.sister.pk]
    assert_kept_is_true()


def test_of_two_records_counted_late_none_is_lost(county, django_capture_on_commit_callbacks):
    """Each sees that there was another, and leaves it to whoever shows the branch next."""
    with django_capture_on_commit_callbacks(execute=True):
        recorded(county.branch, day=date(2026, 11, 5))
        recorded(county.group, Activity.PARTY_DAY, day=date(2026, 11, 6))
    assert county.branch.pk in {one.pk for one in in_doubt("", YEAR)}
    assert_kept_is_true()


def test_what_was_counted_anew_between_two_changes_is_not_believed_too_early(
    county, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        recorded(county.branch, day=date(2026, 11, 5))
        assert count_anew(county.branch, YEAR) is True
        registry.change_member(acting=None, member=county.alice, day=TODAY, category="retired")
    assert [one.pk for one in in_doubt("", YEAR)] == [county.branch.pk]
    assert_kept_is_true()


def test_one_by_one_and_all_together_give_the_same(county):
    recorded(county.branch, day=date(2026, 11, 5))
    recorded(
        county.elsewhere, Activity.GROUP_STUDY, segments={Activity.GROUP_STUDY: 130}, day=date(2026, 11, 5)
    )
    places = list(Organization.objects.order_by("path"))
    assert all(count_anew(one, YEAR) for one in places)
    singly = as_kept()
    Standing.objects.all().delete()
    assert count_many(places, YEAR) == len(places)
    assert as_kept() == singly == whole_truth()


def test_a_difference_is_found_and_named(county):
    assert list(differences()) == []
    row = Standing.objects.filter(organization=county.branch, demand__duty_id="day").order_by(
        "demand__starts"
    )[0]
    Standing.objects.filter(pk=row.pk).update(met=7)
    Standing.objects.filter(organization=county.sister, demand__duty_id="hours").delete()
    found = list(map(str, differences()))
    assert "branch p/day 2026-01-01：已完成 7 应为 0" in found[0] and len(found) == 5
    assert all("sister" in one and "对象 0 应为 1" in one for one in found[1:])
    Kept.objects.update(changes=99)
    assert list(differences()) == []  # in doubt: counted before anybody is shown it


# ── any actions in any order ─────────────────────────────────────────────────────────────────────
DAYS = st.integers(0, 320).map(lambda n: TODAY - timedelta(days=n))
PLACES = st.sampled_from(["branch", "sister", "elsewhere", "group"])
PEOPLE = st.sampled_from(["alice", "stranger"])


def do_record(world, draw):
    place, kind = draw(PLACES), draw(st.sampled_from([Activity.PARTY_DAY, Activity.GROUP_STUDY]))
    organization = getattr(world, place)
    day = max(draw(DAYS), organization.since)
    minutes = {Activity.GROUP_STUDY: 70} if draw(st.booleans()) else {}
    if Gathering.objects.filter(organization=organization, kind=kind, occurred_on=day).exists():
        return
    recorded(organization, kind, day=day, segments=minutes)


def do_correct(world, draw):
    one = Gathering.objects.filter(cancelled_at=None).order_by("pk").last()
    if one is None:
        return
    told = content(one.organization, one.activity, day=draw(DAYS), segments={Activity.LECTURE: 30})
    gatherings.correct(acting=None, gathering=one, version=one.version, key=uuid4(draw), content=told)


def do_cancel(world, draw):
    one = Gathering.objects.filter(cancelled_at=None).order_by("pk").first()
    if one is not None:
        gatherings.cancel(acting=None, gathering=one, version=one.version, key=uuid4(draw), reason="记重了")


def uuid4(draw):
    return draw(st.uuids())


def do_exempt(world, draw):
    member = getattr(world, draw(PEOPLE))
    with suppress(LeaveError):  # the same has been asked for already
        exempt(
            organization=member.organization,
            member=draw(st.sampled_from([None, member])),
            activity=draw(st.sampled_from([None, Activity.PARTY_DAY])),
            from_day=draw(DAYS),
        )


def do_end_exemption(world, draw):
    one = Exemption.objects.filter(to_day=None).first()
    if one is not None:
        leave.end_exemption(acting=None, exemption=one, day=max(one.from_day, draw(DAYS)))


def do_admit(world, draw):
    registry.admit_member(
        acting=None,
        organization=getattr(world, draw(st.sampled_from(["branch", "elsewhere"]))),
        name="新",
        since=draw(DAYS),
    )


def do_transfer(world, draw):
    member = Member.objects.get(pk=getattr(world, draw(PEOPLE)).pk)
    home = getattr(world, draw(st.sampled_from(["branch", "sister", "elsewhere"])))
    if member.until is None:
        registry.change_member(acting=None, member=member, day=TODAY, organization=home, category="retired")


def do_leave(world, draw):
    member = Member.objects.get(pk=world.stranger.pk)
    if member.until is None and not member.states.filter(since=TODAY).exists():
        registry.end_membership(acting=None, member=member, day=TODAY)


def do_appoint(world, draw):
    member = getattr(world, draw(PEOPLE))
    if not Post.objects.filter(member=member).exists():
        appoint(acting=None, member=member, organization=world.branch, role=Role.SECRETARY, since=draw(DAYS))


def do_end_post(world, draw):
    one = Post.objects.filter(until=None).first()
    if one is not None:
        end_post(acting=None, post=one, day=max(TODAY, one.since + timedelta(1)))


def do_change(world, draw):
    place = Organization.objects.get(pk=world.sister.pk)
    registry.change_organization(acting=None, organization=place, day=TODAY, level=draw(LEVELS))


LEVELS = st.sampled_from(["branch", "general_branch"])


def do_move(world, draw):
    place = Organization.objects.get(pk=draw(st.sampled_from([world.branch, world.elsewhere])).pk)
    to = Organization.objects.get(pk=draw(st.sampled_from([world.near, world.far])).pk)
    registry.move_organization(acting=None, organization=place, parent=to, day=TODAY)


def do_issue(world, draw):
    number = IssuedPlan.objects.count()
    since = draw(st.sampled_from([date(2026, 1, 1), date(2026, 5, 20)]))
    one = plan(f"x{number}", duty("n", activity="group_study", every="quarter"), in_force={"from": since})
    issue(one, acting=None, organization=draw(st.sampled_from([world.county, world.near, world.far])))


def do_repeal(world, draw):
    one = IssuedPlan.objects.filter(to=None).first()
    if one is not None:
        repeal(acting=None, issued=one, day=TODAY, reason="不再需要")


PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # ten deeds are short enough to read as they are
DEEDS = [value for name, value in sorted(globals().items()) if name.startswith("do_")]


class AnyActionsInAnyOrder(TestCase):
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(data=st.data(), deeds=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8))
    def test_what_is_believed_is_true_after_each(self, data, deeds):
        with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
            world = World()
            issue(PLAN, acting=None, organization=world.county)
            issue(OF_GROUPS, acting=None, organization=world.near)
            make_good("", YEAR)
            for deed in deeds:
                with self.captureOnCommitCallbacks(execute=True):
                    deed(world, data.draw)
                believed_is_true()
                if data.draw(st.booleans()):
                    assert_kept_is_true()
            assert_kept_is_true()


def believed_is_true():
    """Whatever is not in doubt is right, without anybody counting anew."""
    doubted = {one.code for one in in_doubt("", YEAR)}
    kept, truth = as_kept(), whole_truth()
    assert {k: n for k, n in kept.items() if k[0][0] not in doubted} == {
        k: n for k, n in truth.items() if k[0][0] not in doubted
    }
