"""Recording in a real browser, on a desktop and a small phone; nothing is lost with the line."""

import re

import pytest

from tests.browser.looking import assert_well_made
from tests.world import PASSWORD, World
from zhibu.access.policy import Role
from zhibu.gatherings.models import Draft, Gathering
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/gatherings/record/?kind=party_day&organization={}"


@pytest.fixture
def world(transactional_db):
    compile_all()
    made = World()
    for name in ("欧阳建国", "司马文慧", "王玉兰", "李强"):
        made.admit(name, made.branch)
    made.account(Role.SECRETARY)
    return made


@pytest.fixture
def page(screen, world):
    screen.goto("/")
    screen.get_by_label("用户名").fill("secretary")
    screen.get_by_label("密码").fill(PASSWORD)
    screen.keyboard.press("Enter")
    screen.get_by_role("heading", level=1).wait_for()
    screen.wait_for_url(re.compile("/gatherings/|/registry/|/duties/"))
    return screen


def test_from_the_choice_to_the_saved_record(page, world):
    page.goto("/gatherings/record/")
    assert_well_made(page)
    page.get_by_role("link", name="主题党日").click()
    page.get_by_role("heading", name="主题党日", level=1).wait_for()
    assert_well_made(page)
    page.get_by_label("地点").fill("党员活动室")
    page.get_by_label("专题讨论", exact=True).check()
    page.get_by_label("专题讨论的时长").fill("40")
    assert page.get_by_text("应到 6 人，实到 6 人").is_visible()
    assert not page.get_by_label("李强没来的原因").is_visible()
    page.get_by_label("李强", exact=True).uncheck()
    page.get_by_label("李强没来的原因").select_option(label="病假")
    assert page.get_by_text("应到 6 人，实到 5 人").is_visible()
    assert_well_made(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").wait_for()
    gathering = Gathering.objects.get()
    assert gathering.segments.get(activity_code="discussion").minutes == 40
    assert gathering.attendances.get(is_present=False).reason == "illness"
    for address in ("", "correct/", "cancel/"):
        page.goto(f"/gatherings/{gathering.pk}/{address}")
        assert_well_made(page)
    for address in ("", "mine/", f"leave/of/{world.branch.pk}/"):
        page.goto(f"/gatherings/{address}")
        assert_well_made(page)


def test_large_text_has_larger_targets(page, world):
    page.goto(FORM.format(world.branch.pk))
    page.locator("button[name=large_text]").click()
    page.locator("html.large-text").wait_for()
    page.get_by_label("李强", exact=True).uncheck()
    assert_well_made(page, target=60)


def test_a_draft_keeps_itself_while_one_types(page, world):
    page.goto(FORM.format(world.branch.pk))
    page.get_by_label("主要内容").fill("写到一半")
    page.get_by_text("草稿已自动保存").wait_for()
    assert Draft.objects.get().fields["discussed"] == ["写到一半"]


def test_a_lost_line_loses_nothing(page, world):
    page.goto(FORM.format(world.branch.pk))
    page.get_by_label("地点").fill("村礼堂")
    page.get_by_label("李强", exact=True).uncheck()
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false})")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("网络断了").wait_for()
    page.goto(FORM.format(world.branch.pk))
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("地点").input_value() == "村礼堂"
    assert not page.get_by_label("李强", exact=True).is_checked()
    assert page.get_by_label("王玉兰", exact=True).is_checked()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").wait_for()
    assert Gathering.objects.get().place == "村礼堂"


def test_another_day_changes_the_list_without_leaving_the_form(page, world):
    late = world.admit("赵新来", world.branch)
    late.states.update(since="2026-06-01")
    page.goto(FORM.format(world.branch.pk) + "&date=2026-06-02")
    page.get_by_label("王玉兰", exact=True).uncheck()
    page.get_by_label("日期").fill("2026-03-05")
    page.get_by_label("赵新来", exact=True).wait_for(state="detached")
    assert not page.get_by_label("王玉兰", exact=True).is_checked()
