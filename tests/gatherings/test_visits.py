"""送学上门: lessons brought to those of whom nothing is demanded, recorded with the gathering."""

from collections import Counter
from decimal import Decimal

import pytest
from made_plans import made_plan

from tests.gatherings.made import DAY, exempted, recorded, sent
from zhibu.access.policy import Role
from zhibu.gatherings.models import Fact, Gathering
from zhibu.gatherings.queries import facts_of
from zhibu.ledger import Status, evaluate
from zhibu.plans.codes import Activity
from zhibu.registry.as_of import as_of

pytestmark = pytest.mark.django_db
FORM = "/gatherings/record/"
STUDY = {"did": ["group_study"], "minutes-group_study": "60"}


@pytest.fixture
def old(world):
    return world.admit("老党员", world.branch, is_frail=True)


def own(member):
    return Counter((one.activity_code, one.measure) for one in Fact.objects.filter(member=member))


def test_the_form_records_a_visit_and_the_lesson_counts_for_the_member(world, old):
    client = world.client(Role.SECRETARY)
    assert "送学上门" in client.get(FORM, {"organization": world.branch.pk, "kind": "party_day"}).text
    assert client.post(FORM, sent(world.branch, visited=[old.pk], **STUDY)).status_code == 302
    attendance = Gathering.objects.get().attendances.get(member=old)
    assert attendance.is_visited and not attendance.is_present and not attendance.is_required
    assert own(old) == {("visit", ""): 1, ("group_study", ""): 1, ("group_study", "hours"): 1}


def test_the_clauses_that_ask_for_study_count_it_and_those_that_ask_for_a_meeting_do_not(world, old):
    plan = made_plan(
        "county",
        {"activity": "group_study", "subject": "member", "every": "month"},
        {"activity": "group_study", "subject": "member", "every": "month", "measure": "hours"},
        {"activity": "party_day", "subject": "member", "every": "month"},
        {"activity": "volunteer", "subject": "member", "every": "month"},
    )
    recorded(
        world.branch,
        segments={Activity.GROUP_STUDY: 60, Activity.VOLUNTEER: 30},
        visited=frozenset({old.pk}),
    )
    registry = as_of(DAY, world.branch)
    (place,) = [one for one in registry.organizations if one.org_id == "branch"]
    members = [one for one in registry.members if one.member_id == str(old.pk)]
    found = evaluate([plan], place, members, facts_of(world.branch, 2026), [], DAY, 2026)
    march = [one for one in found if one.due.period.start.month == 3 and one.due.subject_id == str(old.pk)]
    met = {
        (one.due.cited.duty.activity, one.due.cited.duty.measure) for one in march if one.status is Status.MET
    }
    assert len(march) == 4 and met == {("group_study", None), ("group_study", "hours")}


def test_it_is_a_visit_of_the_branch_once(world, old):
    other = world.admit("另一位", world.branch, is_frail=True)
    recorded(world.branch, segments={Activity.LECTURE: 45}, visited=frozenset({old.pk, other.pk}))
    assert Fact.objects.filter(member=None, activity_code="visit").count() == 1
    (hours,) = Fact.objects.filter(member=other, measure="hours").values_list("quantity", flat=True)
    assert hours == Decimal("0.75")


def test_lessons_are_brought_to_the_exempt_too_and_to_nobody_else(world):
    exempted(world.alice)
    bo, client = world.admit("柏宁", world.branch), world.client(Role.SECRETARY)
    data = sent(world.branch, visited=[world.alice.pk, bo.pk], **STUDY)
    data["came"] = [pk for pk in data["came"] if pk != bo.pk]
    client.post(FORM, data)
    seen = Gathering.objects.get().attendances.filter(is_visited=True)
    assert [one.member for one in seen] == [world.alice] and not own(bo)


def test_who_came_was_not_visited(world, old):
    client = world.client(Role.SECRETARY)
    data = sent(world.branch, visited=[old.pk], **STUDY)
    client.post(FORM, data | {"came": [*data["came"], old.pk]})
    attendance = Gathering.objects.get().attendances.get(member=old)
    assert attendance.is_present and not attendance.is_visited and ("visit", "") not in own(old)


def test_a_visit_needs_something_that_was_brought(world, old):
    answer = world.client(Role.SECRETARY).post(FORM, sent(world.branch, visited=[old.pk]))
    assert "请在“还做了什么”里勾上送去的内容" in answer.text and not Gathering.objects.exists()


def test_a_correction_keeps_the_visit_and_can_take_it_back(world, old):
    client = world.client(Role.SECRETARY)
    client.post(FORM, sent(world.branch, visited=[old.pk], **STUDY))
    gathering = Gathering.objects.get()
    address = f"/gatherings/{gathering.pk}/correct/"
    assert client.get(address).context["form"].spared_rows[0].is_visited
    assert "送学上门" in client.get(f"/gatherings/{gathering.pk}/").text
    client.post(address, sent(world.branch, version=1, **STUDY))
    assert not own(old) and Gathering.objects.get().revisions.get(number=1).content["visited"] == ["老党员"]


def test_a_member_reads_of_the_visit(world, old):
    recorded(world.branch, segments={Activity.LECTURE: 45}, visited=frozenset({old.pk}))
    shown = world.client(Role.SECRETARY).get(f"/gatherings/members/{old.pk}/").text
    assert "送学上门" in shown and "缺席" not in shown
