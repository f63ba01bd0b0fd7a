"""Each role × each page of what is to be done × inside and outside its tree, by the policy's own table."""

from datetime import date

import pytest
from django.urls import reverse

from tests.access.test_every_page import expected
from tests.duties.county import duty, held, issued, plan
from zhibu.access.pages import PAGES
from zhibu.access.policy import Role

pytestmark = pytest.mark.django_db
NAMES = [name for name in PAGES if name.startswith("duties:")]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_says_and_nothing_else(world, role):
    issued(world.county, plan("p", duty("d"), duty("m", activity="lecture", subject="member")))
    near, far = (held(place, date(2026, 1, 5), "party_day") for place in (world.branch, world.elsewhere))
    targets = {
        "": (None, None),
        "registry.Organization": (world.branch, world.elsewhere),
        "registry.Member": (world.alice, world.stranger),
        "gatherings.Gathering": (near, far),
    }
    client = world.client(role)
    for name in NAMES:
        page = PAGES[name]
        for is_inside, target in zip((True, False), targets[page.of], strict=True):
            answer = client.get(reverse(name, args=[target.pk] if target else []))
            should = expected(world, role, page, target, is_inside)
            assert (answer.status_code != 404) is should, (name, is_inside, answer.status_code)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_in_without_signing_in(world, client, name):
    address = reverse(name, args=[1] if PAGES[name].of else [])
    assert client.get(address).url.startswith("/sign-in/login/")


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_are_only_read(world, name):
    address = reverse(name, args=[world.branch.pk] if PAGES[name].of else [])
    assert world.client(Role.SECRETARY).post(address).status_code == 405
