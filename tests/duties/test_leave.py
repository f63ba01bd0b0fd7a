"""What leave and exemptions do to what is due: at once, with the reason; and nobody frail is chased."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.duties.county import TODAY, duty, held, issued, plan
from tests.gatherings.made import exempted
from zhibu.access.policy import Role
from zhibu.gatherings import leave
from zhibu.gatherings.grounds import Ground
from zhibu.plans.codes import Activity
from zhibu.registry.actions import change_member

pytestmark = pytest.mark.django_db
FEES = duty("fees", activity="dues", subject="member", title="交纳党费")
STUDY = duty("study", activity="group_study", subject="member", title="集中学习")
CHASING = ("已逾期", "没有记录到的", "还有 1 人没有记录", "还有 2 人没有记录")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


def page(world, name, target, role=Role.SECRETARY, **query):
    answer = world.client(role).get(reverse(f"duties:{name}", args=[target.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def why(world, member, role=Role.SECRETARY, name="fees"):
    query = {"plan": "p", "duty": name, "from": "2026-11-01"}
    return page(world, "why_member", member, role, **query)


def test_an_approved_exemption_takes_the_due_away_and_its_end_brings_it_back(world):
    issued(world.county, plan("p", FEES))
    mine = world.account(Role.MEMBER).member
    now = "要办的</h2>"
    assert now in page(world, "member", mine, Role.MEMBER)
    request = exempted(mine, ground=Ground.SECONDED, since=date(2026, 11, 1))
    shown = page(world, "member", mine, Role.MEMBER)
    assert now not in shown and "已免除" in shown
    leave.withdraw(acting=None, request=request)
    assert now in page(world, "member", mine, Role.MEMBER)


def test_a_request_that_waits_or_was_declined_changes_nothing(world):
    issued(world.county, plan("p", FEES))
    mine = world.account(Role.MEMBER).member
    asked = leave.ask(
        acting=None, organization=world.branch, member=mine, is_lasting=True,
        ground=Ground.MATERNITY, from_day=date(2026, 11, 1),
    )  # fmt: skip
    assert "已免除" not in page(world, "member", mine, Role.MEMBER)
    leave.decline(acting=None, request=asked, words="请先说明")
    assert "已免除" not in page(world, "member", mine, Role.MEMBER)


def test_an_exemption_from_one_activity_leaves_the_others(world):
    issued(world.county, plan("p", FEES, STUDY))
    exempted(world.alice, activity=Activity.DUES)
    assert "已免除" in why(world, world.alice, name="fees")
    assert "已免除" not in why(world, world.alice, name="study")


def test_the_trace_names_the_exemption_for_the_member_and_the_secretary(world):
    issued(world.county, plan("p", FEES))
    mine = world.account(Role.MEMBER).member
    exempted(mine, ground=Ground.MATERNITY, until=date(2026, 12, 31))
    for role in (Role.MEMBER, Role.SECRETARY):
        shown = why(world, mine, role)
        assert "产假 · 支委会批准" in shown and "2026年12月31日" in shown


@pytest.mark.parametrize("role", [Role.STAFF, Role.COUNTY, Role.COMMITTEE_MEMBER, Role.INSPECTOR])
def test_to_others_it_names_who_approved_and_not_the_illness(world, role):
    issued(world.county, plan("p", FEES))
    exempted(world.alice, ground=Ground.MATERNITY)
    shown = why(world, world.alice, role)
    assert "支委会批准" in shown and "产假" not in shown
    world.admit("老党员", world.branch, is_frail=True)


def test_a_single_absence_takes_no_due_away_for_it_can_be_made_up(world):
    issued(world.county, plan("p", STUDY))
    mine = world.account(Role.MEMBER).member
    asked = leave.ask(
        acting=None, organization=world.branch, member=mine, is_lasting=False,
        ground=Ground.WORK, from_day=date(2026, 11, 20),
    )  # fmt: skip
    leave.approve(acting=None, request=asked)
    assert "已免除" not in page(world, "member", mine, Role.MEMBER)


def test_a_member_asks_for_leave_from_where_the_due_stands(world):
    issued(world.county, plan("p", STUDY, FEES))
    mine = world.account(Role.MEMBER).member
    shown = page(world, "member", mine, Role.MEMBER)
    assert shown.count("/gatherings/leave/ask/?kind=absence&amp;activity=group_study&amp;date=2026-11") == 1
    assert "activity=dues" not in shown  # nobody is gathered to pay them
    assert "/gatherings/leave/ask/" not in page(world, "member", mine, Role.SECRETARY)


# ── the frail ────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def old(world):
    issued(world.county, plan("p", FEES, STUDY))
    return world.admit("老党员", world.branch, is_frail=True)


def test_the_frail_are_never_chased(world, old):
    for role in (Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.STAFF, Role.COUNTY):
        shown = page(world, "member", old, role)
        assert not any(words in shown for words in CHASING)
        assert "已逾期" not in page(world, "member_year", old, role)
        assert "已免除" in why(world, old, role)
    for one in (world.alice, world.account(Role.SECRETARY).member):
        held(world.branch, date(2026, 11, 2), "dues", "group_study", present=[one])
    for role in (Role.COMMITTEE_MEMBER, Role.STAFF, Role.COUNTY):
        held(world.branch, date(2026, 11, 3), "dues", "group_study", present=[world.account(role).member])
    assert "老党员" not in page(world, "organization", world.branch).partition("以前")[0]


def test_the_reason_is_the_article_for_whoever_may_read_it(world, old):
    assert "第二十三条" in why(world, old, Role.SECRETARY)
    shown = why(world, old, Role.STAFF)
    assert "按规定不作硬性要求" in shown and "年老体弱" not in shown.partition("免除</h3>")[2]


def test_what_the_frail_do_all_the_same_counts(world, old):
    held(world.branch, date(2026, 11, 2), "group_study", present=[old])
    assert "已完成" in why(world, old, name="study")


def test_frailty_holds_from_the_day_the_roster_says(world):
    issued(world.county, plan("p", STUDY))
    change_member(acting=None, member=world.alice, day=date(2026, 6, 1), is_frail=True)
    year = page(world, "member_year", world.alice)
    assert year.count("已逾期") == 5  # January to May
    assert "已免除" in why(world, world.alice, name="study")


# ── organizations ────────────────────────────────────────────────────────────────────────────────
def test_an_organizations_own_exemption_takes_its_dues_away(world):
    issued(world.county, plan("p", duty("day", title="党日")))
    asked = leave.ask(
        acting=None, organization=world.branch, member=None, is_lasting=True,
        ground=Ground.NEW, from_day=date(2026, 1, 1), to_day=date(2026, 12, 31),
    )  # fmt: skip
    assert (
        ">branch<"
        in page(world, "below", world.near, Role.STAFF).partition("党日</b>")[2].partition("</p>")[0]
    )
    assert "1 件请假、免除待办" in page(world, "below", world.near, Role.STAFF)
    leave.approve(acting=None, request=asked, approved_by="镇党委会议")
    below = page(world, "below", world.near, Role.STAFF)
    assert ">branch<" not in below.partition("党日</b>")[2].partition("</p>")[0] and "件请假" not in below
    shown = page(
        world, "why_organization", world.branch, Role.STAFF, plan="p", duty="day", **{"from": "2026-11-01"}
    )
    assert "新成立 · 镇党委会议批准" in shown


def test_the_branch_sees_how_many_requests_wait(world):
    issued(world.county, plan("p", FEES))
    leave.ask(
        acting=None, organization=world.branch, member=world.alice, is_lasting=True,
        ground=Ground.MOBILE, from_day=date(2026, 11, 1),
    )  # fmt: skip
    assert "1 件请假、免除待办" in page(world, "organization", world.branch)
    assert "件请假、免除待办" not in page(world, "organization", world.branch, Role.STAFF)
