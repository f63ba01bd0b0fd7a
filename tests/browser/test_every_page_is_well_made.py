"""Every page that a role may open: no finding of axe-core, not wider than the screen, big enough to touch."""

import pytest
from django.urls import reverse

from tests.access.test_every_page import OURS, expected, samples
from tests.browser.looking import assert_well_made
from tests.browser.test_first_steps import sign_in
from tests.world import World
from zhibu.access.pages import PAGES
from zhibu.access.policy import Role
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = [  # a town's staff see the pages of the county, and less on them
    Role.SECRETARY,
    Role.COUNTY,
    Role.INSPECTOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.MEMBER,
]


@pytest.fixture
def world(transactional_db):
    compile_all()
    return World()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page(screen, size, world, role):
    """On the phone as every role; where there is room, each page once."""
    known = samples(world)
    world.account(role)
    sign_in(screen, role.value)
    others = ROLES[: ROLES.index(role)] if size == "desktop" else []
    assert_all_well_made(screen, world, known, role, seen_by=others)


@pytest.mark.slow
@pytest.mark.parametrize("size", ["phone"], indirect=True)  # where there is least room for it
@pytest.mark.parametrize(("role", "others"), [(Role.SECRETARY, []), (Role.STAFF, [Role.SECRETARY])])
def test_every_page_in_large_text(screen, world, role, others):
    known = samples(world)
    world.account(role)
    sign_in(screen, role.value)
    screen.locator("button[name=large_text]").click()
    screen.locator("html.large-text").wait_for()
    assert_all_well_made(screen, world, known, role, seen_by=others, target=60)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.MEMBER, Role.ADMINISTRATOR)])
def test_the_menu_stands_in_one_line(screen, world, role, language):
    world.account(role)
    sign_in(screen, role.value)
    if language == "en":
        screen.locator("button[name=language]").click()
        screen.locator("html[lang=en]").wait_for()
    tops = "all => [...new Set(all.map(one => one.getBoundingClientRect().top))]"
    assert len(screen.eval_on_selector_all(".menu > a, .menu > details", tops)) == 1
    assert screen.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def assert_all_well_made(screen, world, known, role, *, seen_by, target=44):
    wrong = []
    for name in OURS:
        page = PAGES[name]
        of = known.get(page.of, (None,))[0]
        if not expected(world, role, page, of, is_inside=True):
            continue
        if any(expected(world, other, page, of, is_inside=True) for other in seen_by):
            continue
        address = reverse(name, args=[of.pk] if page.of else [])
        if not is_page(screen.request.get(address)):
            continue
        screen.goto(address)
        try:
            assert_well_made(screen, target)
        except AssertionError as found:
            wrong.append(f"{name}: {found}")
    assert not wrong, "\n".join(wrong)


def is_page(answer):
    """Not a file to keep, and not an address that only takes what is sent."""
    headers = answer.headers
    is_file = "attachment" in headers.get("content-disposition", "")
    return answer.status == 200 and "text/html" in headers.get("content-type", "") and not is_file
