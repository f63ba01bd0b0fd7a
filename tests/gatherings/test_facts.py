"""Facts of a gathering, and that they meet dues when the ledger counts them."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_plans import made_plan

from tests.gatherings.made import DAY, exempted, recorded
from zhibu.gatherings import actions
from zhibu.gatherings.facts import hours
from zhibu.gatherings.models import Fact
from zhibu.gatherings.queries import exemptions_of, facts_of
from zhibu.ledger import Status, evaluate
from zhibu.plans.codes import Activity
from zhibu.registry.actions import change_member
from zhibu.registry.as_of import as_of

STUDY, LECTURE, PARTY_DAY = Activity.GROUP_STUDY, Activity.LECTURE, Activity.PARTY_DAY


@given(st.lists(st.integers(1, 600), min_size=1, max_size=100))
def test_hours_neither_lose_nor_win_a_minute(minutes):
    together, exact = sum(map(hours, minutes)), Decimal(sum(minutes)) / 60
    assert exact <= together + Decimal("1e-20")
    assert together - exact < Decimal(1) / 60


def test_three_times_twenty_minutes_make_an_hour():
    assert sum([hours(20)] * 3) >= 1


@pytest.mark.django_db
def test_kind_and_segments_are_facts_of_the_branch_and_of_those_present(world):
    bo = world.admit("柏宁", world.branch)
    recorded(world.branch, segments={STUDY: 60, Activity.DISCUSSION: None}, away=[bo])
    own = Fact.objects.filter(member=None).values_list("activity_code", "measure", "quantity")
    assert set(own) == {
        ("party_day", "", None),
        ("party_day", "hours", Decimal(1)),
        ("group_study", "", None),
        ("group_study", "hours", Decimal(1)),
        ("discussion", "", None),
    }
    assert Fact.objects.filter(member=world.alice).count() == len(own)
    assert not Fact.objects.filter(member=bo).exists()


@pytest.mark.django_db
def test_what_is_kind_and_segment_happened_once(world):
    recorded(world.branch, LECTURE, segments={LECTURE: 45}, lecturer=world.alice)
    assert Fact.objects.filter(member=None, activity_code="lecture", measure="").count() == 1
    given_by = Fact.objects.filter(measure="lectures_given")
    assert [(one.member_id, one.quantity) for one in given_by] == [(world.alice.pk, Decimal(1))]


@pytest.mark.django_db
def test_amounts_are_facts_of_the_organization(world):
    recorded(world.branch, Activity.PLANNING, amounts={"study_plans": Decimal(1)}, present=frozenset())
    found = Fact.objects.get(measure="study_plans")
    assert (found.member_id, found.activity_code, found.quantity) == (None, "planning", Decimal(1))


def statuses(world, plans, day=date(2026, 12, 31)):
    """Status by (subject, duty, month of the period's start)."""
    registry = as_of(DAY, world.branch)
    branch = next(one for one in registry.organizations if one.org_id == "branch")
    members = [one for one in registry.members if one.org_id == "branch"]
    found = evaluate(
        plans, branch, members, facts_of(world.branch, 2026), exemptions_of(world.branch, 2026), day, 2026
    )
    return {
        (one.due.subject_id, one.due.cited.duty.id, one.due.period.start.month): one.status for one in found
    }


@pytest.mark.django_db
def test_one_record_meets_dues_of_several_plans(world):
    town = made_plan(
        "town",
        {"activity": "party_day", "every": "month"},
        {"activity": "group_study", "every": "quarter", "measure": "hours", "at_least": 1},
    )
    county = made_plan(
        "county", {"activity": "group_study", "subject": "member", "every": "month"}, issuer="county"
    )
    before = statuses(world, [town, county])
    assert Status.MET not in before.values()
    recorded(world.branch, segments={STUDY: 60})
    met = {key for key, status in statuses(world, [town, county]).items() if status is Status.MET}
    assert met == {("branch", "d1", 3), ("branch", "d2", 1), (str(world.alice.pk), "d1", 3)}


@pytest.mark.django_db
def test_cancelling_takes_the_dues_back(world):
    plan = made_plan("town", {"activity": "party_day", "every": "month"})
    gathering = recorded(world.branch)
    assert statuses(world, [plan])["branch", "d1", 3] is Status.MET
    actions.cancel(acting=None, gathering=gathering, version=1, key=uuid.uuid4(), reason="重复")
    assert statuses(world, [plan])["branch", "d1", 3] is Status.OVERDUE
    assert not facts_of(world.branch, 2026)


@pytest.mark.django_db
def test_a_member_takes_the_facts_along_to_another_branch(world):
    recorded(world.branch, segments={STUDY: 60})
    change_member(acting=None, member=world.alice, day=date(2026, 6, 1), organization=world.sister)
    moved = [one for one in facts_of(world.sister, 2026) if one.member_id == str(world.alice.pk)]
    assert moved and {one.org_id for one in moved} == {"branch"}


@pytest.mark.django_db
def test_facts_of_other_branches_are_not_given(world):
    recorded(world.elsewhere)
    assert facts_of(world.branch, 2026) == []


@pytest.mark.django_db
def test_an_exemption_exempts_in_the_ledger(world):
    plan = made_plan("county", {"activity": "group_study", "subject": "member", "every": "month"})
    exempted(world.alice, since=date(2026, 4, 1), until=date(2026, 5, 31))
    found = statuses(world, [plan])
    months = {month for (_who, _duty, month), status in found.items() if status is Status.EXEMPT}
    assert months == {4, 5}


@pytest.mark.django_db
def test_facts_are_one_query_whatever_their_number(world, django_assert_num_queries):
    for day in (1, 2, 3):
        recorded(world.branch, day=date(2026, 3, day), segments={STUDY: 60})
    with django_assert_num_queries(1):
        assert len(facts_of(world.branch, 2026)) == 3 * 2 * 4
