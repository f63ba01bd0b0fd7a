"""Asked on a phone with two taps and a reason, approved by the branch: the due is gone, and says why."""

import re

import pytest
from django.utils import timezone

from tests.browser.looking import assert_well_made
from tests.duties.county import duty, issued, plan
from tests.world import PASSWORD, World
from zhibu.access.policy import Role
from zhibu.gatherings.models import Exemption, Gathering, LeaveRequest
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)
STUDY = duty("study", activity="group_study", subject="member", title="每月集中学习")


@pytest.fixture
def world(transactional_db):
    compile_all()
    made = World()
    made.admit("欧阳建国", made.branch, is_frail=True)
    for role in (Role.SECRETARY, Role.MEMBER):
        made.account(role)
    in_force = {"from": timezone.localdate().replace(day=1)}
    together = (duty("day", title="主题党日"), duty("branch-study", activity="group_study", title="集中学习"))
    issued(made.county, plan("p", STUDY, in_force=in_force), plan("q", *together, in_force=in_force))
    return made


def sign_in(screen, name):
    screen.set_default_timeout(60_000)  # several pages of an account each: slow machines need more
    screen.context.clear_cookies()
    screen.goto("/")
    screen.get_by_label("用户名").fill(name)
    screen.get_by_label("密码").fill(PASSWORD)
    screen.keyboard.press("Enter")
    screen.wait_for_url(re.compile("/gatherings/|/registry/|/duties/"))


def test_ask_approve_and_the_due_is_gone_with_the_reason_shown(screen, world):
    sign_in(screen, "member")
    screen.get_by_role("heading", name="每月集中学习").wait_for()
    screen.get_by_role("link", name=re.compile("请假.*每月集中学习")).wait_for()
    screen.get_by_role("link", name="请假和免除").click()
    assert_well_made(screen)
    screen.get_by_role("link", name=re.compile("申请免除")).click()
    screen.get_by_label("产假").check()
    assert_well_made(screen)
    screen.get_by_role("button", name="提出").click()
    screen.get_by_text("已提出，等待批准").wait_for()
    assert_well_made(screen)

    sign_in(screen, "secretary")
    screen.get_by_role("link", name="1 件请假、免除待办").click()
    assert_well_made(screen)
    screen.get_by_role("link", name=re.compile("办理")).click()
    assert_well_made(screen)
    screen.get_by_role("button", name="批准", exact=True).click()
    screen.get_by_text("办好了：已批准").wait_for()
    assert Exemption.objects.get().member == world.account(Role.MEMBER).member

    sign_in(screen, "member")
    screen.get_by_text("这个月的事都办好了").wait_for()
    assert not screen.get_by_role("link", name=re.compile("请假.*每月集中学习")).is_visible()
    screen.get_by_role("link", name=re.compile("为什么.*每月集中学习")).click()
    screen.get_by_text("产假 · 党支部书记批准").wait_for()
    assert_well_made(screen)


def test_leave_from_one_gathering_is_two_taps_and_a_reason(screen, world):
    sign_in(screen, "member")
    screen.get_by_role("link", name=re.compile("请假.*每月集中学习")).click()
    screen.get_by_label("事假").check()
    screen.get_by_role("button", name="提出").click()
    screen.get_by_text("已提出，等待批准").wait_for()
    request = LeaveRequest.objects.get()
    assert (request.activity_code, request.ground_code) == ("group_study", "private")


def test_several_things_in_one_go_and_a_lesson_brought_home(screen, world):
    sign_in(screen, "secretary")
    screen.get_by_role("link", name=re.compile("记一次.*主题党日")).click()
    screen.get_by_text("一次办成：主题党日 + 集中学习").wait_for()
    screen.get_by_label("地点").fill("党员活动室")
    assert screen.get_by_label("集中学习", exact=True).is_checked()
    screen.get_by_label(re.compile("送学上门.*欧阳建国")).check()
    assert_well_made(screen)
    screen.get_by_role("button", name="保存").click()
    screen.get_by_text("已保存").wait_for()
    gathering = Gathering.objects.get()
    assert gathering.attendances.get(member__name="欧阳建国").is_visited
    screen.goto(f"/gatherings/{gathering.pk}/")
    assert_well_made(screen)
