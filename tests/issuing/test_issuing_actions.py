"""Issuing, versions and repeal: what holds on which day, and that the past keeps its rules."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.issued_plans import a_plan, duty, issued
from zhibu.access.models import Event
from zhibu.issuing.actions import issue, repeal
from zhibu.issuing.errors import IssuingError
from zhibu.issuing.models import IssuedPlan
from zhibu.issuing.queries import plans_for, plans_in_force, subject_of, versions_of
from zhibu.plans.dues import dues_of_organization, plan_applies
from zhibu.plans.periods import Period, calendar_year

pytestmark = pytest.mark.django_db
MONTHLY = duty("general-meeting", every="month")


def ids(plans):
    return [plan.id for plan in plans]


def demanded(world, year):
    """The demanded dues of the branch as (plan, month of the first day)."""
    above = {world.near.code, world.county.code}
    dues = dues_of_organization(plans_in_force(calendar_year(year)), subject_of(world.branch), year, above)
    return [(due.cited.plan.id, due.period.start.month) for due in dues if due.demanded]


def test_a_plan_binds_the_subtree_of_its_issuer(world):
    made = issued(world.near)
    assert made.plan.applies_to.under == world.near.code
    assert plan_applies(made.plan, subject_of(world.branch), {world.near.code, world.county.code})
    assert not plan_applies(made.plan, subject_of(world.elsewhere), {world.far.code, world.county.code})
    assert ids(plans_for(world.branch, 2026)) == ["plan"]
    assert plans_for(world.elsewhere, 2026) == ()
    assert Event.objects.get(verb="issue_plan").path == world.near.path


def test_the_issuer_may_be_named_by_the_plan_itself(world):
    made = issue(a_plan(applies_to={"under": world.near.code}), acting=None)
    assert made.organization == world.near
    with pytest.raises(IssuingError, match="没有代码为“nowhere”的党组织"):
        issue(a_plan(applies_to={"under": "nowhere"}), acting=None)
    with pytest.raises(IssuingError, match="没有代码为“”的党组织"):
        issue(a_plan(), acting=None)


def test_a_plan_that_asks_nothing_is_not_issued(world):
    with pytest.raises(IssuingError, match="还没有应办事项"):
        issue(a_plan(clauses=[{"ref": "一"}]), acting=None, organization=world.near)
    assert not IssuedPlan.objects.exists()


def test_a_plan_is_addressed_by_level_and_sector(world):
    issued(world.county, "rural", applies_to={"sector": ["rural"]})
    issued(world.county, "groups", duty("group-meeting", "group_meeting"), applies_to={"level": ["group"]})
    assert ids(plans_for(world.branch, 2026)) == ["rural"]
    assert ids(plans_for(world.sister, 2026)) == []
    assert ids(plans_for(world.group, 2026)) == ["rural", "groups"]


def test_two_plans_of_one_id_are_told_apart(world):
    assert [issued(world.near).plan_id for _time in range(3)] == ["plan", "plan-2", "plan-3"]


def test_only_plans_in_force_on_some_day_of_the_period(world):
    issued(world.near, "early", since="2025-01-01", to="2025-12-31")
    issued(world.near, "late", since="2027-01-01")
    issued(world.near, "now", since="2026-03-01", to="2026-06-30")

    def found(first, last):
        return ids(plans_in_force(Period(date.fromisoformat(first), date.fromisoformat(last))))

    assert found("2025-12-31", "2026-02-28") == ["early"]
    assert found("2026-06-30", "2027-01-01") == ["now", "late"]
    assert found("2026-07-01", "2026-12-31") == []


def test_a_new_version_ends_the_old_one_the_day_before_and_the_past_keeps_its_rules(world):
    old = issued(world.near)
    new = issue(
        a_plan("other", MONTHLY, since="2026-07-01"), acting=None, organization=world.near, replaces=old
    )
    old.refresh_from_db()
    assert (old.to, new.since, new.version) == (date(2026, 6, 30), date(2026, 7, 1), 2)
    assert new.plan_id == "plan.v2"
    assert versions_of(new) == versions_of(old) == [new, old]
    assert demanded(world, 2026) == [
        ("plan", 1),
        ("plan", 4),
        *(("plan.v2", month) for month in range(7, 13)),
    ]


def test_a_period_cut_by_two_versions_is_demanded_by_neither(world):
    """Contract, section 5: in force over the whole period or partial. The page says so before issuing."""
    old = issued(world.near)
    issue(a_plan("other", since="2026-05-10"), acting=None, organization=world.near, replaces=old)
    assert demanded(world, 2026) == [("plan", 1), ("plan.v2", 7), ("plan.v2", 10)]


def test_only_the_newest_version_is_followed(world):
    old = issued(world.near)
    issue(a_plan(since="2026-07-01"), acting=None, organization=world.near, replaces=old)
    with pytest.raises(IssuingError, match="已有更新的版本"):
        issue(a_plan(since="2026-08-01"), acting=None, organization=world.near, replaces=old)
    assert IssuedPlan.objects.count() == 2


def test_an_end_set_earlier_stays(world):
    old = issued(world.near, to="2026-03-31")
    issue(a_plan(since="2026-07-01"), acting=None, organization=world.near, replaces=old)
    old.refresh_from_db()
    assert old.to == date(2026, 3, 31)


@time_machine.travel("2026-08-10 12:00+08:00")
def test_days_that_have_passed_under_a_plan_are_not_taken_from_it(world):
    old = issued(world.near, since="2026-03-01")
    with pytest.raises(IssuingError, match="应晚于原方案的施行日期"):
        issue(a_plan(since="2026-03-01"), acting=None, organization=world.near, replaces=old)
    with pytest.raises(IssuingError, match="应晚于原方案的施行日期"):
        repeal(acting=None, issued=old, day=date(2026, 2, 1), reason="错发")
    old.refresh_from_db()
    assert old.to is None and old.repeal_reason == ""
    assert IssuedPlan.objects.count() == 1


@time_machine.travel("2026-08-10 12:00+08:00")
def test_repeal_ends_a_plan_on_the_day_before(world):
    plan = issued(world.near)
    repeal(acting=None, issued=plan, day=date(2026, 10, 1), reason=" 被县里的方案取代 ")
    plan.refresh_from_db()
    assert (plan.to, plan.repeal_reason) == (date(2026, 9, 30), "被县里的方案取代")
    assert demanded(world, 2026) == [("plan", 1), ("plan", 4), ("plan", 7)]
    assert demanded(world, 2027) == []
    assert plan.standing(date(2026, 9, 30)) == "in_force"
    assert plan.standing(date(2026, 10, 1)) == "repealed"
    assert Event.objects.get(verb="repeal_plan").changes["to"] == [None, "2026-09-30"]


@time_machine.travel("2026-08-10 12:00+08:00")
@pytest.mark.parametrize("ahead", [0, 30])
def test_a_plan_that_has_not_begun_can_be_withdrawn_altogether(world, ahead):
    first = date(2026, 8, 10) + timedelta(days=ahead)
    plan = issued(world.near, since=first.isoformat())
    repeal(acting=None, issued=plan, day=date(2026, 8, 10), reason="错发")
    plan.refresh_from_db()
    assert plan.is_withdrawn and plan.standing(first) == "withdrawn"
    assert plans_in_force(calendar_year(2026)) == ()
    assert plan.plan.title == "方案 plan"  # its page can still be read


def test_repeal_needs_a_reason_and_something_to_end(world):
    plan = issued(world.near, to="2026-03-31")
    with pytest.raises(IssuingError, match="写明废止的原因"):
        repeal(acting=None, issued=plan, day=date(2026, 3, 1), reason="  ")
    with pytest.raises(IssuingError, match="年.*月.*日已经失效"):
        repeal(acting=None, issued=plan, day=date(2026, 4, 1), reason="过时")


def test_an_issued_plan_says_just_what_was_issued(world):
    plan = a_plan("whole", duty(at_most=2, note="说明", on={"window": "Q1"}), document_no="示镇委〔2026〕1号")
    kept = issue(plan, acting=None, organization=world.near).plan
    bound = plan.model_copy(update={"applies_to": plan.applies_to.model_copy(update={"under": "near"})})
    assert kept == bound


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2025-12-31", "coming"),
        ("2026-01-01", "in_force"),
        ("2026-06-30", "in_force"),
        ("2026-07-01", "ended"),
    ],
)
def test_standing_on_a_day(world, day, standing):
    assert issued(world.near, to="2026-06-30").standing(date.fromisoformat(day)) == standing


def test_a_plan_that_was_followed_is_replaced_once_it_has_ended(world):
    old = issued(world.near)
    issue(a_plan(since="2026-07-01"), acting=None, organization=world.near, replaces=old)
    old = IssuedPlan.objects.get(pk=old.pk)
    assert old.standing(date(2026, 6, 30)) == "in_force"
    assert old.standing(date(2026, 7, 1)) == "replaced"
