"""Signing in, looking at the roster, with mouse, keyboard and large text, on a desktop and a small phone."""

import re

import pytest

from tests.browser.looking import assert_well_made
from tests.world import PASSWORD, World
from zhibu.access.policy import Role
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    compile_all()
    made = World()
    for number in range(60):
        made.admit(f"党员{number}", made.branch, made.group if number % 2 else None, phone="10012345678")
    return made


def sign_in(page, username):
    page.goto("/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"/duties/|/registry/|/accounts/"))


def test_sign_in(screen, world):
    world.account(Role.SECRETARY)
    screen.goto("/")
    assert_well_made(screen)
    screen.get_by_label("用户名").fill("secretary")
    screen.get_by_label("密码").fill("wrong")
    screen.keyboard.press("Enter")
    screen.get_by_role("alert").wait_for()
    assert_well_made(screen)
    sign_in(screen, "secretary")


def test_roster(screen, world):
    world.account(Role.SECRETARY)
    sign_in(screen, "secretary")
    screen.goto("/registry/members/")
    assert screen.get_by_text("第 1 页，共 2 页").is_visible()
    assert_well_made(screen)
    screen.get_by_role("searchbox").fill("党员17")
    screen.get_by_role("heading", name="1 名党员").wait_for()
    assert screen.url.endswith("q=%E5%85%9A%E5%91%9817")
    screen.get_by_role("link", name="党员17").click()
    screen.get_by_role("heading", name="党员17", level=1).wait_for()
    assert_well_made(screen)


def test_every_page_of_the_registry(screen, world):
    world.account(Role.COUNTY)
    sign_in(screen, "county")
    branch, alice = world.branch.pk, world.alice.pk
    for address in (
        f"organizations/{world.county.pk}/",
        f"organizations/{branch}/",
        f"organizations/{branch}/change/",
        f"organizations/{branch}/found/",
        f"organizations/{branch}/admit/",
        f"members/{alice}/",
        f"members/{alice}/change/",
        f"members/{alice}/post/",
        "members/import/",
        "me/",
    ):
        screen.goto(f"/registry/{address}")
        assert_well_made(screen)


def test_large_text_and_english(screen, world):
    world.account(Role.SECRETARY)
    sign_in(screen, "secretary")
    screen.goto("/registry/members/")
    screen.locator("button[name=large_text]").click()
    screen.locator("html.large-text").wait_for()
    assert screen.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    assert_well_made(screen, target=60)
    screen.locator("button[name=language]").click()
    screen.get_by_role("heading", name="Roster").wait_for()
    assert_well_made(screen, target=60)


def test_by_keyboard_alone(screen, world, size):
    world.account(Role.SECRETARY)
    screen.goto("/")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "跳到正文"
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    screen.keyboard.type("secretary")
    screen.keyboard.press("Tab")
    screen.keyboard.type(PASSWORD)
    screen.keyboard.press("Enter")
    screen.wait_for_url(re.compile("/duties/|/registry/"))
    screen.locator(".me > summary").focus()
    outline = screen.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    screen.keyboard.press("Enter")
    assert outline == "solid" and screen.get_by_role("link", name="我的信息").is_visible()
    screen.keyboard.press("Escape")
    assert not screen.get_by_role("link", name="我的信息").is_visible()


def test_without_javascript(chromium, live_server, world):
    world.account(Role.SECRETARY)
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "secretary")
    page.goto("/registry/members/")
    page.get_by_role("searchbox").fill("党员17")
    page.get_by_role("button", name="查找").click()
    assert page.get_by_role("heading", name="1 名党员").is_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_text("更多").click()
    page.locator(".more-list").get_by_role("link", name="党组织").click()
    page.wait_for_url(re.compile(r"/registry/"))
    context.close()


def test_slips_for_a_branch(screen, world):
    world.account(Role.COUNTY)
    sign_in(screen, "county")
    screen.goto(f"/registry/organizations/{world.branch.pk}/")
    screen.get_by_role("link", name="为党员开设账号").click()
    screen.get_by_role("heading", name="为党员开设账号").wait_for()
    assert_well_made(screen)
    screen.get_by_role("main").get_by_role("button", name="开设账号").click()
    screen.get_by_role("heading", name="登录条", level=1).wait_for()
    assert_well_made(screen)
    slip = screen.locator(".slip").filter(has_text="党员17")
    assert slip.locator("img").evaluate("image => image.naturalWidth") > 0
    screen.context.clear_cookies()
    screen.goto(slip.locator("code").inner_text())
    for field in screen.locator("input[type=password]").all():
        field.fill("yushan-2026-ok")
    screen.get_by_role("button", name="保存并登录").click()
    screen.wait_for_url(lambda address: "password" not in address)
    screen.goto("/registry/me/")
    screen.get_by_role("main").get_by_text("党员17", exact=True).wait_for()
