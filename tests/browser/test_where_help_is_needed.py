"""From a county's figures to a branch, an offer, and its answer, in a real browser."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import assert_well_made
from tests.browser.test_first_steps import sign_in
from tests.browser.test_what_is_due import open_all
from tests.duties.county import duty, issued, plan
from tests.world import World
from zhibu.access.policy import Role
from zhibu.helping.actions import offer
from zhibu.helping.models import Kind, Offer
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db):
    compile_all()
    world = World()
    first = timezone.localdate().replace(day=1, month=1)
    demands = [
        duty("week", title="每周学习", activity="group_study", every="week"),
        duty("day", title="主题党日"),
        duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="week"),
    ]
    issued(world.county, plan("p", *demands, in_force={"from": first.replace(year=first.year - 1)}))
    return world


def test_every_page_is_well_made(screen, size, county):
    county.account(Role.COUNTY)
    offer(acting=county.account(Role.STAFF), organization=county.branch, kind=Kind.VISIT, words="周四上门")
    sign_in(screen, "county")
    month = timezone.localdate().replace(day=1)
    pages = [
        reverse("helping:needs", args=[county.county.pk]),
        reverse("helping:needs", args=[county.branch.pk]),
        reverse("helping:clause", args=[county.county.pk]) + f"?plan=p&duty=day&from={month}",
        reverse("helping:offer", args=[county.branch.pk]) + "?about=主题党日",
        reverse("helping:offers", args=[county.branch.pk]),
        reverse("duties:organization", args=[county.branch.pk]),
    ]
    for address in pages:
        screen.goto(address)
        open_all(screen)
        assert_well_made(screen)
    screen.goto(pages[0])
    screen.locator(
        "[data-chart] canvas"
    ).first.wait_for()  # drawn, under a policy that lets nothing inline run
    screen.get_by_role("button", name="大字").click()
    for address in pages if size == "phone" else []:  # where there is least room for it
        screen.goto(address)
        open_all(screen)
        assert_well_made(screen, target=60)


def test_help_is_offered_and_accepted(screen, county):
    county.account(Role.STAFF)
    county.account(Role.SECRETARY)
    sign_in(screen, "staff")
    screen.goto(reverse("helping:where"))
    screen.get_by_role("link", name="个党组织").first.click()
    screen.get_by_role("link", name=re.compile("帮一把.*branch")).first.click()
    screen.get_by_label("怎么帮").fill("周三下午来讲一课")
    screen.get_by_role("button", name="告诉支部").click()
    screen.get_by_text("要不要由支部定").wait_for()
    screen.context.clear_cookies()
    sign_in(screen, "secretary")
    screen.get_by_role("heading", name="上级可以帮忙").wait_for()
    screen.get_by_role("link", name="看看，定不定由支部").click()
    screen.get_by_role("button", name="请来帮忙").click()
    screen.get_by_text("支部已接受").wait_for()
    assert Offer.objects.get().state == "accepted"
