"""Months, years, planning, feeds and reminders in a real browser, with large text too."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import assert_well_made
from tests.browser.test_first_steps import sign_in
from tests.duties.county import duty, held, issued, plan
from tests.world import World
from zhibu.access.policy import Role
from zhibu.calendars.models import Planned
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db):
    compile_all()
    world, today = World(), timezone.localdate()
    demands = [
        duty("day", title="主题党日", on={"day": 28}),
        duty("lecture", title="党课", activity="lecture", every="year", at_least=2),
        duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="month"),
    ]
    issued(world.county, plan("p", *demands, in_force={"from": today.replace(day=1, month=1)}))
    held(world.branch, today, "lecture")
    for days in (0, 3):
        Planned.objects.create(
            organization=world.branch,
            year=today.year,
            day=today + timedelta(days=days),
            segments=[["party_day", 30], ["group_study", 45]],
        )
    return world


def test_every_page_is_well_made(screen, size, county):
    sign_in(screen, county.account(Role.SECRETARY).username)
    branch, planned = county.branch.pk, Planned.objects.latest("day").pk
    member = county.account(Role.SECRETARY).member_id
    pages = [
        reverse("calendars:organization", args=[branch]),
        reverse("calendars:organization_year", args=[branch]),
        reverse("calendars:propose", args=[branch]),
        reverse("calendars:add", args=[branch]),
        reverse("calendars:planned", args=[planned]),
        reverse("calendars:member", args=[member]),
        reverse("calendars:feeds"),
        reverse("calendars:reminders"),
    ]
    look_at(screen, pages, 44)
    screen.get_by_role("button", name="大字").click()
    look_at(screen, pages if size == "phone" else [], 60)  # where there is least room for it


def look_at(screen, pages, target):
    for address in pages:
        screen.goto(address)
        screen.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        assert_well_made(screen, target=target)


def test_a_year_is_adopted_with_one_press_and_a_drop_says_what_it_breaks(screen, county):
    sign_in(screen, county.account(Role.SECRETARY).username)
    screen.goto(reverse("calendars:organization_year", args=[county.branch.pk]))
    screen.get_by_role("link", name="最轻").click()
    screen.get_by_role("button", name="采用这份安排").press("Enter")
    screen.get_by_text("已采用").wait_for()
    screen.locator(".is-planned a[href*='/planned/']").last.click()
    screen.get_by_role("button", name="去掉").click()
    screen.get_by_text("办不到").first.wait_for()


def test_an_address_is_shown_once(screen, county):
    sign_in(screen, county.account(Role.SECRETARY).username)
    screen.goto(reverse("calendars:feeds"))
    screen.get_by_role("button", name="生成地址").first.click()
    assert screen.get_by_label("请现在就复制").input_value().endswith(".ics")
    assert_well_made(screen)
