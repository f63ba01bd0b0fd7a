"""Organizations and members as programs see them."""

from datetime import date

import pytest

from tests.api.calling import program
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.registry.actions import change_member, change_organization, correct_member

pytestmark = pytest.mark.django_db
ID_NUMBER, PHONE = "110101199003070011", "13800001234"


def test_lists_give_what_the_pages_would(world):
    asked = program(world, Role.STAFF)
    codes = [one["code"] for one in asked.get("/organizations").json()["items"]]
    assert codes == ["near", "branch", "sister", "group"]
    assert [one["name"] for one in asked.get("/members").json()["items"]] == ["艾丽", Role.STAFF.label]


def test_pages_follow_each_other_without_gap_or_repetition(world):
    asked = program(world, Role.COUNTY)
    for number in range(7):
        world.admit(f"党员{number}", world.branch)
    whole = [one["id"] for one in asked.everything("/members", limit=200)]
    assert len(whole) > 7
    for limit in (1, 2, 3, len(whole)):
        assert [one["id"] for one in asked.everything("/members", limit=limit)] == whole


def test_a_row_added_between_two_pages_moves_nothing(world):
    asked = program(world, Role.COUNTY)
    first = asked.get("/members", limit=2).json()
    world.admit("新来", world.branch)
    second = asked.get("/members", limit=200, after=first["next"]).json()
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert ids == sorted(set(ids)) and second["items"][-1]["name"] == "新来"


@pytest.mark.parametrize("cursor", ["x", "1", "AAAA====", "é", "MFRGG==="])
def test_a_cursor_of_ones_own_making_is_refused(world, cursor):
    answer = program(world, Role.COUNTY).get("/members", after=cursor)
    assert answer.status_code == 422 and answer.json()["field"] == "after"


def test_only_below_the_place_asked_for(world):
    asked = program(world, Role.COUNTY)
    codes = [one["code"] for one in asked.get("/organizations", under=world.far.pk).json()["items"]]
    assert codes == ["far", "elsewhere", "elsewhere-group"]
    names = [one["name"] for one in asked.get("/members", under=world.elsewhere_group.pk).json()["items"]]
    assert names == ["石强"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"unter": 1}, "unter"),
        ({"limit": 201}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"on": "20260305"}, "on"),
        ({"on": "0"}, "on"),
        ({"name": "a\u0000"}, "name"),
        ({"": "x"}, ""),
    ],
)
def test_a_misspelt_question_is_refused_and_never_answered_too_widely(world, query, field):
    answer = program(world, Role.COUNTY).get("/members", **query)
    assert answer.status_code == 422 and answer.json()["field"] == field, answer.content.decode()


def test_part_of_a_name(world):
    asked = program(world, Role.COUNTY)
    assert [one["id"] for one in asked.get("/members", name="艾").json()["items"]] == [world.alice.pk]


def test_as_it_was_on_a_day(world):
    asked = program(world, Role.COUNTY)
    change_organization(
        acting=None, organization=world.sister, day=date(2026, 6, 1), name="姊妹支部", sector="rural"
    )
    change_member(acting=None, member=world.alice, day=date(2026, 6, 1), group=None, category="retired")
    before = asked.get(f"/organizations/{world.sister.pk}", on="2026-05-31").json()
    after = asked.get(f"/organizations/{world.sister.pk}", on="2026-06-01").json()
    assert (before["name"], after["name"]) == ("sister", "姊妹支部")
    before = asked.get(f"/members/{world.alice.pk}", on="2026-05-31").json()
    after = asked.get(f"/members/{world.alice.pk}", on="2026-06-01").json()
    assert (before["group"], before["category"]) == (world.group.pk, "other")
    assert (after["group"], after["category"]) == (None, "retired")
    assert asked.get("/organizations", on="2019-01-01").json()["items"] == []
    assert asked.get(f"/organizations/{world.near.pk}", on="2019-01-01").status_code == 404


def test_numbers_are_masked_and_only_whole_when_asked_for_by_whoever_may(world):
    rich = world.admit("富强", world.branch, world.group, id_number=ID_NUMBER, phone=PHONE)
    for role in (Role.SECRETARY, Role.COUNTY, Role.GROUP_LEADER, Role.INSTRUCTOR):
        shown = program(world, role).get(f"/members/{rich.pk}").json()
        assert (shown["phone"], shown["id_number"]) == ("138****1234", "110***********0011")
    assert Event.objects.filter(verb__in=("see_phone", "see_id_number")).count() == 0


@pytest.mark.parametrize(
    ("role", "phone", "id_number"),
    [
        (Role.SECRETARY, PHONE, ID_NUMBER),
        (Role.COUNTY, PHONE, ID_NUMBER),
        (Role.GROUP_LEADER, PHONE, None),
        (Role.COMMITTEE_MEMBER, PHONE, None),
        (Role.INSTRUCTOR, None, None),
        (Role.INSPECTOR, None, None),
    ],
)
def test_whole_numbers_as_the_table_says_and_every_showing_leaves_an_event(world, role, phone, id_number):
    rich = world.admit("富强", world.branch, world.group, id_number=ID_NUMBER, phone=PHONE)
    shown = program(world, role).get(f"/members/{rich.pk}/numbers").json()
    assert shown == {"phone": phone, "id_number": id_number}
    seen = Event.objects.filter(verb__startswith="see_", subject_id=str(rich.pk), path=rich.path)
    assert seen.count() == (phone is not None) + (id_number is not None)


def test_ones_own_numbers_are_ones_own(world):
    account = world.account(Role.MEMBER)
    correct_member(acting=None, member=account.member, phone=PHONE, id_number=ID_NUMBER)
    shown = program(world, Role.MEMBER).get(f"/members/{account.member_id}/numbers").json()
    assert shown == {"phone": PHONE, "id_number": ID_NUMBER}
    assert not Event.objects.filter(verb__startswith="see_").exists()
