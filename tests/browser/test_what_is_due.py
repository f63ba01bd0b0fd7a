"""This month, the year, why and what a record counted for, in a real browser, with large text too."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import assert_well_made
from tests.browser.test_first_steps import sign_in
from tests.duties.county import duty, held, issued, plan
from tests.world import World
from zhibu.access.policy import Role
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db):
    """A branch with something open, something missed, something done, and something of its members'."""
    compile_all()
    world = World()
    first = timezone.localdate().replace(day=1, month=1)
    in_force = {"from": first.replace(year=first.year - 1)}
    demands = [
        duty("day", title="主题党日", on={"day": 28}),
        duty("week", title="每周学习", activity="group_study", every="week"),
        duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="year"),
        duty("lecture", title="全年党课", activity="lecture", every="year", at_least=4),
    ]
    issued(world.county, plan("p", *demands, in_force=in_force))
    issued(world.near, plan("of-the-town", duty("day", every="quarter"), in_force=in_force))
    held(world.branch, timezone.localdate(), "group_study", "lecture", present=[world.alice])
    return world


def test_every_page_is_well_made(screen, size, county):
    county.account(Role.COUNTY)
    here = held(county.branch, timezone.localdate(), "party_day", "visit", present=[county.alice])
    sign_in(screen, "county")
    why = f"?plan=p&duty=day&from={timezone.localdate().replace(day=1)}"
    pages = [
        reverse("duties:below", args=[county.near.pk]),
        reverse("duties:organization", args=[county.branch.pk]),
        reverse("duties:organization", args=[county.elsewhere.pk]),
        reverse("duties:organization_year", args=[county.branch.pk]),
        reverse("duties:member", args=[county.alice.pk]),
        reverse("duties:member_year", args=[county.alice.pk]),
        reverse("duties:why_organization", args=[county.branch.pk]) + why,
        reverse("duties:counted", args=[here.pk]),
    ]
    for address in pages:
        screen.goto(address)
        open_all(screen)
        assert_well_made(screen)
    screen.get_by_role("button", name="大字").click()
    for address in pages if size == "phone" else []:  # where there is least room for it
        screen.goto(address)
        open_all(screen)
        assert_well_made(screen, target=60)


def open_all(screen):
    screen.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")


def test_from_this_month_to_why_with_the_keyboard_alone(screen, county):
    county.account(Role.SECRETARY)
    sign_in(screen, "secretary")
    screen.get_by_role("heading", name="本月要办", level=1).wait_for()
    summary = screen.locator("li.due", has_text="主题党日").first.locator("summary")
    summary.focus()
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    screen.keyboard.press("Enter")
    screen.get_by_role("heading", name="主题党日", level=1).wait_for()
    for step in ("条款", "应办事项", "周期", "记录", "结论"):
        assert screen.get_by_role("heading", name=step, level=2, exact=True).is_visible()
    screen.get_by_role("link", name="回到本月要办").click()
    screen.get_by_role("heading", name="本月要办", level=1).wait_for()


def test_a_member_reads_in_large_text(screen, county):
    county.account(Role.MEMBER)
    sign_in(screen, "member")
    screen.get_by_role("button", name="大字").click()
    screen.get_by_role("heading", name="我这个月要办的").wait_for()
    assert_well_made(screen, target=60)
