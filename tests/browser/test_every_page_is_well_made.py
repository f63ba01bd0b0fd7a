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
SENT_ONLY = {
    "access:account",
    "gatherings:draft",
    "gatherings:drop_draft",
    "gatherings:end_exemption",
    "gatherings:people",
    "issuing:accept_clear",
    "issuing:decide",
    "registry:end_post",
}
FILES = {"gatherings:attachment", "gatherings:minutes", "gatherings:register", "registry:export"}
ROLES = [Role.MEMBER, Role.SECRETARY, Role.STAFF, Role.COUNTY, Role.ADMINISTRATOR]


@pytest.fixture
def world(transactional_db):
    compile_all()
    return World()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page(screen, world, role):
    known = samples(world)
    world.account(role)
    sign_in(screen, role.value)
    for name in OURS:
        page = PAGES[name]
        target = known.get(page.of, (None,))[0]
        if name in SENT_ONLY | FILES or not expected(world, role, page, target, is_inside=True):
            continue
        screen.goto(reverse(name, args=[target.pk] if page.of else []))
        try:
            assert_well_made(screen)
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from wrong
