"""The pages of the registry: what they show to whom, and how many queries they ask."""

import pytest
from django.urls import reverse

from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.plans.codes import Level, Sector
from zhibu.registry.actions import correct_member
from zhibu.registry.models import Member

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"

PAGES = {  # page → queries, the session and the account with its posts (3) included
    "registry:tree": 4,
    "registry:organization": 9,
    "registry:roster": 5,
    "registry:own": 6,
}


def get(client, name, *arguments):
    return client.get(reverse(name, args=arguments))


@pytest.mark.parametrize(("name", "queries"), PAGES.items())
def test_the_number_of_queries_does_not_grow(world, name, queries, django_assert_num_queries):
    client = world.client(Role.STAFF)
    arguments = [world.near.pk] if name == "registry:organization" else []
    get(client, name, *arguments)  # the first request of a session also writes it
    for time in range(2):
        with django_assert_num_queries(queries):
            get(client, name, *arguments)
        for number in range(15):
            place = world.found(f"new-{time}-{number}", world.near, Level.BRANCH, Sector.RURAL)
            world.admit(f"新{time}{number}", place)


def test_numbers_are_masked_until_asked_for_and_asking_is_kept(world):
    world.admit("甲", world.branch, id_number=NUMBER, phone="10012345678")
    member = Member.objects.get(name="甲")
    client = world.client(Role.SECRETARY)
    shown = get(client, "registry:member", member.pk).content.decode()
    assert "110***********002X" in shown and "100****5678" in shown
    assert NUMBER not in shown and "10012345678" not in shown
    assert not Event.objects.filter(verb__startswith="see_").exists()
    page = reverse("registry:member", args=[member.pk])
    assert NUMBER in client.post(page, {"show": "id_number"}).content.decode()
    assert Event.objects.get(verb="see_id_number").subject_id == str(member.pk)
    shown = client.post(page, {"show": "phone"}).content.decode()
    assert "10012345678" in shown and NUMBER not in shown
    assert Event.objects.get(verb="see_phone").concerns == member.pk


def test_a_form_that_holds_the_numbers_is_kept_as_looking_at_them(world):
    world.admit("甲", world.branch, id_number=NUMBER, phone="10012345678")
    member = Member.objects.get(name="甲")
    shown = get(world.client(Role.SECRETARY), "registry:change_member", member.pk).content.decode()
    assert NUMBER in shown and "10012345678" in shown
    seen = Event.objects.filter(concerns=member.pk, verb__startswith="see_")
    assert set(seen.values_list("verb", flat=True)) == {"see_id_number", "see_phone"}


def test_the_telephones_of_a_page_of_the_roster_are_shown_when_asked_for(world):
    for number in range(3):
        world.admit(f"甲{number}", world.branch, phone=f"1001234567{number}")
    world.admit("乙", world.branch, phone="10099999999")
    client = world.client(Role.SECRETARY)
    address = reverse("registry:roster") + "?q=甲"
    assert "10012345670" not in client.get(address).content.decode()
    assert not Event.objects.filter(verb="see_phone").exists()
    shown = client.post(address).content.decode()
    assert all(f"1001234567{number}" in shown for number in range(3))
    assert Event.objects.filter(verb="see_phone").count() == 3, (
        "one for each person, none for those not shown"
    )


def test_ones_own_telephone_is_shown_and_looking_at_it_is_nobodys_business(world):
    account = world.account(Role.MEMBER)
    correct_member(acting=None, member=account.member, phone="10012345678")
    client = world.client(Role.MEMBER)
    assert "10012345678" in get(client, "registry:own").content.decode()
    assert not Event.objects.filter(verb__startswith="see_").exists()


def test_an_instructor_sees_members_but_not_their_numbers(world):
    world.admit("甲", world.branch, id_number=NUMBER, phone="10012345678")
    member = Member.objects.get(name="甲")
    client = world.client(Role.INSTRUCTOR)
    for answer in (
        get(client, "registry:member", member.pk),
        client.post(reverse("registry:member", args=[member.pk])),
        client.get(reverse("registry:roster"), {"q": "甲"}),
    ):
        assert NUMBER not in answer.content.decode() and "10012345678" not in answer.content.decode()
    assert not Event.objects.filter(verb="see_id_number").exists()


def test_a_whole_id_number_finds_and_a_part_does_not(world):
    world.admit("甲", world.branch, id_number=NUMBER)
    client = world.client(Role.SECRETARY)
    assert "甲" in client.get(reverse("registry:roster"), {"q": NUMBER.lower()}).content.decode()
    assert "没有找到" in client.get(reverse("registry:roster"), {"q": NUMBER[:17]}).content.decode()


def test_the_administrator_sees_user_names_and_nothing_of_members(world):
    client = world.client(Role.ADMINISTRATOR)
    world.account(Role.SECRETARY)
    shown = client.get(reverse("access:accounts")).content.decode()
    assert "secretary" in shown and "党支部书记" not in shown
    for name in ("registry:tree", "registry:roster"):
        assert get(client, name).status_code == 404


def test_names_are_escaped(world):
    world.admit("<script>alert(1)</script>", world.branch)
    shown = get(world.client(Role.SECRETARY), "registry:roster").content.decode()
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown


def test_a_form_that_cannot_be_says_why_and_keeps_what_was_typed(world):
    client = world.client(Role.STAFF)
    given = {"name": "新支部", "code": "sister", "level": "branch", "sector": "rural"}
    answer = client.post(reverse("registry:found", args=[world.near.pk]), given)
    assert "已被使用" in answer.content.decode() and 'value="新支部"' in answer.content.decode()


def test_nobody_is_moved_to_where_one_has_no_say(world):
    client = world.client(Role.STAFF)
    given = {"name": "branch", "level": "branch", "sector": "rural", "day": "2024-05-01"}
    given["parent"] = world.far.pk
    client.post(reverse("registry:change_organization", args=[world.branch.pk]), given)
    world.branch.refresh_from_db()
    assert world.branch.parent == world.near
