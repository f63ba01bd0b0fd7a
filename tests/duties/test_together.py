"""Several open things, one gathering: offered together where they may share it, and nowhere else."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.duties.county import TODAY, duty, held, issued, plan
from tests.gatherings.made import sent
from zhibu.access.policy import Role
from zhibu.gatherings.models import Gathering
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
DAY, STUDY = duty("day", title="党日"), duty("study", activity="group_study", title="学习")
LESSON = duty("lesson", activity="lecture", title="党课")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


def now(world, role=Role.SECRETARY, place=None):
    answer = world.client(role).get(reverse("duties:organization", args=[(place or world.branch).pk]))
    return {line.activity: line for line in answer.context["page"].lists.now}


def offered(world, *duties, **more):
    issued(world.county, plan("p", *duties))
    return {activity: set(line.together) for activity, line in now(world, **more).items()}


def test_a_party_day_with_study_and_a_lesson_is_one_gathering(world):
    found = offered(world, DAY, STUDY, LESSON)
    assert found[Activity.PARTY_DAY] == {Activity.GROUP_STUDY, Activity.LECTURE}
    shown = world.client(Role.SECRETARY).get(reverse("duties:organization", args=[world.branch.pk])).text
    assert "可以一次办成：" in shown and "主题党日 + " in shown


def test_what_is_done_already_is_not_offered(world):
    held(world.branch, date(2026, 11, 3), "lecture")
    assert offered(world, DAY, STUDY, LESSON)[Activity.PARTY_DAY] == {Activity.GROUP_STUDY}


def test_other_people_are_another_gathering(world):
    committee = duty("committee", activity="committee_meeting")
    found = offered(world, DAY, committee)
    assert found == {Activity.PARTY_DAY: set(), Activity.COMMITTEE_MEETING: set()}


def test_what_should_stand_alone_does(world):
    found = offered(world, duty("life", activity="org_life_meeting"), LESSON)
    assert found == {Activity.ORG_LIFE_MEETING: set(), Activity.LECTURE: set()}


def test_all_that_is_offered_goes_together_in_pairs(world):
    outing, film = duty("out", activity="site_education"), duty("film", activity="screening")
    found = offered(world, DAY, outing, film)
    assert len(found[Activity.PARTY_DAY]) == 1  # an outing or a film, not both


def test_a_matter_that_gathers_nobody_is_not_offered(world):
    found = offered(
        world, DAY, duty("plan", activity="planning"), duty("money", activity="funding", measure="yuan")
    )
    assert found[Activity.PARTY_DAY] == set()


def test_a_groups_things_are_not_its_branchs(world):
    of_groups = plan("g", duty("gm", activity="group_meeting"), applies_to={"level": ["group"]})
    issued(world.county, of_groups)
    assert all(not line.together for line in now(world).values())


def test_the_form_opens_with_all_of_them_and_each_can_be_unticked(world):
    issued(world.county, plan("p", DAY, STUDY, LESSON))
    client = world.client(Role.SECRETARY)
    answer = client.get(now(world)[Activity.PARTY_DAY].record)
    form = answer.context["form"]
    assert form.kind.activity is Activity.PARTY_DAY
    rows = {row.activity: row for row in form.segment_rows}
    ticked = {activity for activity, row in rows.items() if row.is_ticked}
    assert ticked == {Activity.GROUP_STUDY, Activity.LECTURE}
    assert rows[Activity.LECTURE].minutes == "60" and rows[Activity.GROUP_STUDY].minutes == "45"
    assert "一次办成：主题党日 + " in answer.text and "去掉勾" in answer.text
    data = sent(world.branch, did=["lecture"], occurred_on="2026-11-18", **{"minutes-lecture": "60"})
    assert client.post("/gatherings/record/", data).status_code == 302
    assert [one.activity for one in Gathering.objects.get().segments.all()] == [Activity.LECTURE]
    left = now(world)
    assert set(left) == {Activity.GROUP_STUDY} and not left[Activity.GROUP_STUDY].together


def test_one_thing_alone_opens_as_before(world):
    issued(world.county, plan("p", DAY))
    answer = world.client(Role.SECRETARY).get(now(world)[Activity.PARTY_DAY].record)
    assert "一次办成" not in answer.text


def test_a_town_has_its_own_things_together(world):
    of_towns = plan("t", duty("c", activity="committee_meeting"), duty("d", activity="decision"),
                    applies_to={"level": ["town"]})  # fmt: skip
    issued(world.county, of_towns)
    found = now(world, Role.STAFF, world.near)
    assert set(found[Activity.COMMITTEE_MEETING].together) == {Activity.DECISION}
    assert f"organization={world.near.pk}" in found[Activity.COMMITTEE_MEETING].record
