"""Which dues exist: who is selected, which periods, and what is demanded of them."""

from datetime import date

import pytest
from made_plans import made_plan

from zhibu.plans.codes import Category, Flow, Level, Sector, SubjectType
from zhibu.plans.dues import dues_of_member, dues_of_organization, plan_applies
from zhibu.plans.subjects import Member, Organization

BRANCH = Organization("b1", Level.BRANCH, Sector.RURAL, parent_id="t1")


def months(dues) -> list[tuple[int, bool]]:
    return [(due.period.start.month, due.demanded) for due in dues]


@pytest.mark.parametrize(
    ("applies_to", "ancestors", "applies"),
    [
        ({}, (), True),
        ({"level": "branch"}, (), True),
        ({"level": ["group", "branch"], "sector": "rural"}, (), True),
        ({"level": "branch", "sector": "community"}, (), False),
        ({"under": "t1"}, ("t1", "c1"), True),
        ({"under": "c1"}, ("t1", "c1"), True),
        ({"under": "t2"}, ("t1", "c1"), False),
        ({"under": "b1"}, (), True),
    ],
)
def test_a_plan_is_addressed_by_level_sector_and_subtree(applies_to, ancestors, applies):
    plan = made_plan("p", {"every": "year"}, applies_to=applies_to)
    assert plan_applies(plan, BRANCH, ancestors) is applies
    assert len(list(dues_of_organization([plan], BRANCH, 2026, ancestors))) == applies


def test_a_duty_selects_by_its_own_filter_too():
    plan = made_plan("p", {"every": "year", "for": {"level": "group"}}, {"every": "year"})
    assert [due.cited.duty.id for due in dues_of_organization([plan], BRANCH, 2026)] == ["d2"]


@pytest.mark.parametrize(
    ("selects", "selected"),
    [
        ({}, True),
        ({"category": "rural"}, True),
        ({"category": ["retired", "student"]}, False),
        ({"is_frail": False}, True),
        ({"is_frail": True}, False),
        ({"is_secretary": True, "flow": ["in", "none"]}, True),
        ({"is_secretary": True, "flow": "out"}, False),
    ],
)
def test_members_are_selected_by_category_and_flags(selects, selected):
    member = Member("m1", "b1", Category.RURAL, is_secretary=True, flow=Flow.NONE)
    plan = made_plan("p", {"subject": "member", "every": "year", "for": selects})
    dues = list(dues_of_member([plan], member, BRANCH, 2026))
    assert [(due.subject_id, due.subject_type) for due in dues] == [("m1", SubjectType.MEMBER)] * selected
    assert list(dues_of_organization([plan], BRANCH, 2026)) == []


def test_a_members_duty_needs_a_plan_addressed_to_the_members_organization():
    member = Member("m1", "b1")
    plan = made_plan("p", {"subject": "member"}, applies_to={"sector": "school"})
    assert list(dues_of_member([plan], member, BRANCH, 2026)) == []


def test_a_period_that_plan_or_subject_does_not_fill_is_partial():
    plan = made_plan("p", {}, since="2026-02-10", until="2026-06-30")
    assert months(dues_of_organization([plan], BRANCH, 2026)) == [
        (2, False),
        (3, True),
        (4, True),
        (5, True),
        (6, True),
    ]
    young = Organization("b2", Level.BRANCH, Sector.RURAL, since=date(2026, 4, 1), until=date(2026, 6, 30))
    # `until` is the first day without it, so June is not whole
    assert months(dues_of_organization([plan], young, 2026)) == [(4, True), (5, True), (6, False)]


def test_nothing_is_due_outside_the_time_in_force_or_of_existence():
    plan = made_plan("p", {}, until="2025-12-31")
    assert list(dues_of_organization([plan], BRANCH, 2026)) == []
    gone = Organization("b2", Level.BRANCH, Sector.RURAL, since=date(2026, 1, 1), until=date(2026, 1, 1))
    assert list(dues_of_organization([made_plan("q", {})], gone, 2026)) == []


def test_a_week_over_the_edge_of_the_year_is_due_in_the_year_of_its_thursday():
    plan = made_plan("p", {"every": "week"}, since="2026-01-01")
    dues = list(dues_of_organization([plan], BRANCH, 2026))
    assert len(dues) == 53
    assert (dues[0].period.start, dues[0].demanded) == (date(2025, 12, 29), False)
    assert (dues[-1].period.end, dues[-1].demanded) == (date(2027, 1, 3), True)


def test_once_is_demanded_of_whoever_exists_all_along():
    plan = made_plan("p", {"every": "once", "at_least": 2}, since="2016-04-06", until="2017-03-31")
    (due,) = dues_of_organization([plan], BRANCH, 2016)
    assert (due.period.start, due.period.end, due.demanded) == (date(2016, 4, 6), date(2016, 12, 31), True)
    assert due.required == 2


def test_dues_come_in_the_order_of_plans_duties_and_periods():
    plans = [made_plan("b", {"every": "half_year"}, {"every": "year"}), made_plan("a", {"every": "year"})]
    dues = [(due.cited.key, due.period.start.month) for due in dues_of_organization(plans, BRANCH, 2026)]
    assert dues == [(("b", "d1"), 1), (("b", "d1"), 7), (("b", "d2"), 1), (("a", "d1"), 1)]
