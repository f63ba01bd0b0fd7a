"""Accounts for all members of a branch at once, and the slips that are handed out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.test_accounts import follow
from tests.world import LONG_AGO
from zhibu.access.actions import appoint, open_account, set_own_password
from zhibu.access.models import Account, Event
from zhibu.access.policy import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(world):
    return reverse("registry:accounts", args=[world.branch.pk])


def offered(client, page):
    """Whom the page lists, and whether each is ticked."""
    shown = client.get(page).content.decode()
    found = re.findall(r'name="member" value="(\d+)"( checked)?><span>([^<]+)<', shown)
    return {name: (int(pk), bool(ticked)) for pk, ticked, name in found}


def slips(answer):
    shown = answer.content.decode()
    return re.findall(r'<code class="secret">http://testserver([^<]+)<', shown)


def test_everybody_of_the_branch_gets_a_slip_and_signs_in_by_it(world, page):
    world.admit("甲", world.branch), world.admit("乙", world.branch, world.group)
    staff = world.client(Role.STAFF)
    listed = offered(staff, page)
    assert {"甲", "乙"} <= set(listed) and all(ticked for _pk, ticked in listed.values())
    answer = staff.post(page, {"member": [listed["甲"][0], listed["乙"][0]]})
    first, second = slips(answer)
    assert "no-store" in answer["Cache-Control"] and "甲" in answer.content.decode()
    for link, name in ((first, "甲"), (second, "乙")):
        hers = Client()
        assert follow(hers, link).status_code == 302
        assert name in hers.get("/registry/me/").content.decode()
    assert not {"甲", "乙"} & set(offered(staff, page))
    verbs = (
        Event.objects.filter(acting=world.account(Role.STAFF)).order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["open_account", "make_sign_in_link"] * 2


def test_a_lost_slip_is_made_again_but_not_for_whoever_signed_in(world, page):
    world.admit("甲", world.branch), world.admit("乙", world.branch)
    staff = world.client(Role.STAFF)
    people = offered(staff, page)
    lost, _kept = slips(staff.post(page, {"member": [people["甲"][0], people["乙"][0]]}))
    set_own_password(account=Account.objects.get(member=people["乙"][0]), password="yushan-2026-ok")
    again = offered(staff, page)
    assert again["甲"] == (people["甲"][0], False) and "乙" not in again
    (new,) = slips(staff.post(page, {"member": [people["甲"][0], people["乙"][0]]}))
    assert follow(Client(), lost).context["token_fail"]
    assert follow(Client(), new).status_code == 302
    assert Account.objects.filter(member=people["甲"][0]).count() == 1


def test_nobody_ticked_says_what_to_do(world, page):
    world.admit("甲", world.branch)
    answer = world.client(Role.STAFF).post(page, follow=True)
    assert "请勾选" in answer.content.decode()
    assert not Event.objects.filter(acting=world.account(Role.STAFF)).exists()


def test_whoever_also_works_above_is_left_to_those_above(world, page):
    member = world.admit("甲", world.branch)
    appoint(acting=None, member=member, organization=world.county, role=Role.COUNTY, since=LONG_AGO)
    assert "甲" not in offered(world.client(Role.STAFF), page)
    assert "甲" in offered(world.client(Role.COUNTY), page)
    answer = world.client(Role.STAFF).post(page, {"member": [member.pk]})
    assert answer.status_code == 302 and not Account.objects.filter(member=member).exists()


def test_a_member_of_another_branch_is_not_opened_here(world, page):
    answer = world.client(Role.COUNTY).post(page, {"member": [world.stranger.pk]})
    assert answer.status_code == 302 and not Account.objects.filter(member=world.stranger).exists()


def test_a_name_that_is_taken_is_followed_by_a_number(world, page):
    member = world.admit("甲", world.branch)
    open_account(acting=None, username=f"d{member.pk:05}")
    world.client(Role.STAFF).post(page, {"member": [member.pk]})
    assert Account.objects.get(member=member).username == f"d{member.pk:05}-2"


def test_fifty_at_a_time(world, page):
    for number in range(60):
        world.admit(f"人{number:02}", world.branch)
    staff = world.client(Role.STAFF)
    listed = offered(staff, page)
    assert len(listed) == 50
    assert len(slips(staff.post(page, {"member": [pk for pk, _ticked in listed.values()]}))) == 50
    assert not set(listed) <= {name for name, (_pk, ticked) in offered(staff, page).items() if ticked}


def test_the_number_of_queries_does_not_grow(world, page, django_assert_num_queries):
    client = world.client(Role.STAFF)
    client.get(page)
    for _time in range(2):
        with django_assert_num_queries(7):
            client.get(page)
        for number in range(15):
            world.admit(f"新{number}", world.branch)
