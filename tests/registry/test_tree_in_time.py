"""Organizations and members through time: what was so on a day stays so, whatever happens later."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import LONG_AGO, World
from zhibu.access.actions import appoint
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.plans.codes import Category, Level
from zhibu.registry import actions
from zhibu.registry.as_of import as_of
from zhibu.registry.errors import RegistryError
from zhibu.registry.models import Member, Organization
from zhibu.registry.paths import segment

pytestmark = pytest.mark.django_db
MOVED = date(2024, 5, 1)
BEFORE = MOVED - timedelta(days=1)


def parents(day, under=None):
    return {one.org_id: one.parent_id for one in as_of(day, under).organizations}


def homes(day, under=None):
    return {one.member_id: one.org_id for one in as_of(day, under).members}


def test_a_moved_branch_stood_where_it_stood(world):
    actions.move_organization(acting=None, organization=world.branch, parent=world.far, day=MOVED)
    assert parents(BEFORE)["branch"] == "near"
    assert parents(MOVED)["branch"] == "far"
    assert str(world.alice.pk) in homes(BEFORE, world.near)
    assert str(world.alice.pk) not in homes(MOVED, world.near)
    assert str(world.alice.pk) in homes(MOVED, world.far)


def test_all_that_is_below_moves_along(world):
    actions.move_organization(acting=None, organization=world.branch, parent=world.far, day=MOVED)
    far = Organization.objects.get(code="far")
    assert set(Organization.objects.under(far).values_list("code", flat=True)) == {
        "far",
        "branch",
        "group",
        "elsewhere",
        "elsewhere-group",
    }
    assert Member.objects.under(far).filter(pk=world.alice.pk).exists()
    assert parents(BEFORE)["group"] == parents(MOVED)["group"] == "branch"


def test_a_question_about_a_branch_brings_all_above_it(world):
    assert parents(MOVED, world.branch) == {
        "county": None,
        "near": "county",
        "branch": "near",
        "group": "branch",
    }


def test_nothing_can_be_put_under_itself(world):
    for below in (world.near, world.branch, world.group):
        with pytest.raises(RegistryError, match="它自己或它的下级"):
            actions.move_organization(acting=None, organization=world.near, parent=below, day=MOVED)
    assert parents(MOVED)["near"] == "county"


def test_a_name_holds_from_its_day(world):
    actions.change_organization(acting=None, organization=world.branch, day=MOVED, name="新名")
    states = world.branch.states.order_by("since").values_list("name", "since", "until")
    assert list(states) == [("branch", LONG_AGO, MOVED), ("新名", MOVED, None)]


def test_two_changes_of_one_day_are_one_state(world):
    actions.change_organization(acting=None, organization=world.branch, day=MOVED, name="甲")
    actions.change_organization(acting=None, organization=world.branch, day=MOVED, name="乙")
    assert list(world.branch.states.values_list("name", flat=True).order_by("since")) == ["branch", "乙"]


def test_a_change_to_the_same_is_none(world):
    before = Event.objects.count()
    actions.change_organization(acting=None, organization=world.branch, day=MOVED, name="branch")
    assert world.branch.states.count() == 1 and Event.objects.count() == before


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2999, 1, 1), "不能晚于今天"), (LONG_AGO - timedelta(days=1), "不能早于上一次变动")],
)
def test_history_is_not_rewritten_and_the_future_not_written(world, day, reason):
    with pytest.raises(RegistryError, match=reason):
        actions.change_organization(acting=None, organization=world.branch, day=day, name="乙")
    assert Organization.objects.get(code="branch").name == "branch"


def test_only_an_empty_organization_can_be_closed(world):
    with pytest.raises(RegistryError, match="还有党组织"):
        actions.close_organization(acting=None, organization=world.branch, day=MOVED)
    with pytest.raises(RegistryError, match="还有党员"):
        actions.close_organization(acting=None, organization=world.group, day=MOVED)
    actions.close_organization(acting=None, organization=world.sister, day=MOVED)
    assert "sister" in parents(BEFORE) and "sister" not in parents(MOVED)
    with pytest.raises(RegistryError, match="不能再改"):
        actions.change_organization(acting=None, organization=world.sister, day=MOVED, name="x")


def test_a_transfer_keeps_where_the_member_was(world):
    actions.change_member(acting=None, member=world.alice, day=MOVED, organization=world.sister)
    assert homes(BEFORE)[str(world.alice.pk)] == "branch"
    assert homes(MOVED)[str(world.alice.pk)] == "sister"
    alice = Member.objects.get(pk=world.alice.pk)
    assert alice.group is None and alice.path == world.sister.path


def test_a_category_holds_from_its_day(world):
    actions.change_member(acting=None, member=world.alice, day=MOVED, category=Category.RETIRED.value)
    assert {day: as_of(day, world.branch).members[0].category for day in (BEFORE, MOVED)} == {
        BEFORE: Category.OTHER,
        MOVED: Category.RETIRED,
    }


def test_a_group_of_another_branch_is_refused(world):
    with pytest.raises(RegistryError, match="不属于"):
        actions.change_member(acting=None, member=world.alice, day=MOVED, group=world.elsewhere_group)
    assert Member.objects.get(pk=world.alice.pk).group == world.group


def test_a_secretary_is_one_for_as_long_as_the_post_lasts(world):
    appoint(
        acting=None,
        member=world.alice,
        organization=world.branch,
        role=Role.SECRETARY,
        since=date(2024, 1, 1),
        until=MOVED,
    )
    assert as_of(BEFORE, world.branch).members[0].is_secretary
    assert not as_of(MOVED, world.branch).members[0].is_secretary


def test_whoever_left_is_off_the_roster_and_out_of_posts(world):
    post = appoint(
        acting=None,
        member=world.alice,
        organization=world.branch,
        role=Role.SECRETARY,
        since=date(2024, 1, 1),
    )
    actions.end_membership(acting=None, member=world.alice, day=MOVED)
    post.refresh_from_db()
    assert post.until == MOVED
    assert str(world.alice.pk) in homes(BEFORE) and str(world.alice.pk) not in homes(MOVED)


def test_what_ends_on_the_day_it_was_changed_ends_as_it_was_before(world):
    actions.change_member(acting=None, member=world.alice, day=MOVED, category=Category.RETIRED.value)
    actions.end_membership(acting=None, member=world.alice, day=MOVED)
    assert as_of(BEFORE, world.branch).members[0].category is Category.OTHER
    assert str(world.alice.pk) not in homes(MOVED)
    actions.change_organization(acting=None, organization=world.sister, day=MOVED, name="乙")
    actions.close_organization(acting=None, organization=world.sister, day=MOVED)
    assert "sister" in parents(BEFORE) and "sister" not in parents(MOVED)


def test_what_never_was_for_a_day_cannot_end(world):
    new = actions.admit_member(acting=None, organization=world.branch, name="甲", since=MOVED)
    with pytest.raises(RegistryError, match="晚于开始日期"):
        actions.end_membership(acting=None, member=new, day=MOVED)
    assert Member.objects.get(pk=new.pk).until is None


def test_the_same_id_number_is_not_registered_twice(world):
    number = "11010519491231002X"  # the sample number of the standard itself
    world.admit("甲", world.branch, id_number=number)
    with pytest.raises(RegistryError, match="已经登记"):
        world.admit("乙", world.elsewhere, id_number=number)


def test_as_of_asks_as_much_for_a_county_as_for_a_branch(world, django_assert_num_queries):
    for number in range(20):
        world.admit(f"员{number}", world.sister)
    with django_assert_num_queries(2):
        as_of(timezone.localdate())
    with django_assert_num_queries(3):
        as_of(timezone.localdate(), world.branch)


def test_segments_sort_as_their_numbers():
    written = [segment(number) for number in (1, 9, 10, 35, 36, 1295, 1296, 36**4 - 1)]
    assert written == sorted(written) and len(set(map(len, written))) == 1
    with pytest.raises(RegistryError, match="太多"):
        segment(36**4)


class AnyHistory(TestCase):
    """Whatever is moved in whatever order: paths and parents agree today and on every day before."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 400)), max_size=6))
    def test_paths_follow_parents(self, moves):
        world = World()
        places = [world.near, world.far, world.branch, world.sister, world.elsewhere, world.county]
        day = LONG_AGO
        for what, where, wait in moves:
            day += timedelta(days=wait)
            try:
                actions.move_organization(
                    acting=None, organization=places[what], parent=places[where], day=day
                )
            except RegistryError:
                continue
            self.assert_consistent()
        for gone in (0, 100, 900, 2000):
            states = as_of(LONG_AGO + timedelta(days=gone)).organizations
            known = {one.org_id for one in states}
            assert all(one.parent_id is None or one.parent_id in known for one in states)
            assert len(states) == Organization.objects.count()

    def assert_consistent(self):
        for one in Organization.objects.select_related("parent"):
            above = one.parent.path if one.parent else ""
            assert one.path.startswith(above) and len(one.path) == len(above) + 4
        for member in Member.objects.select_related("group", "organization"):
            assert member.path == (member.group or member.organization).path


def test_levels_of_the_core_are_those_of_the_registry(world):
    assert {one.level for one in as_of(MOVED).organizations} == {
        Level.COUNTY,
        Level.TOWN,
        Level.BRANCH,
        Level.GROUP,
    }
