"""Demands that cannot all be met: the clauses that clash are named, and no others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import made_plan
from year_as_facts import shortcomings

from zhibu.plans.codes import Level, Sector
from zhibu.plans.errors import YearError
from zhibu.plans.lightest import DemandConflict, lightest_year

BYSTANDERS = (
    {"activity": "party_day", "every": "month", "on": {"day": 5, "shift": "nearest"}},
    {"activity": "group_study", "every": "week"},
    {"activity": "committee_meeting", "every": "month"},
    {"activity": "planning", "every": "year"},
)


def year_of(*plans, **options):
    return lightest_year(plans, Level.BRANCH, Sector.RURAL, 2026, **options)


def clash(*plans, **options) -> DemandConflict:
    with pytest.raises(DemandConflict) as caught:
        year_of(*plans, **options)
    return caught.value


def duties_in(conflict: DemandConflict) -> set[tuple[str, str]]:
    return {demand.cited.key for demand, _ in conflict.bounds}


def test_at_most_of_one_clause_below_at_least_of_another():
    strict = made_plan("strict", {"activity": "lecture", "every": "year", "at_most": 2}, *BYSTANDERS)
    eager = made_plan("eager", {"activity": "lecture", "every": "quarter"}, document_no="示委〔2026〕3号")
    conflict = clash(strict, eager)
    assert duties_in(conflict) == {("strict", "d1"), ("eager", "d1")}
    assert set(conflict.citations) == {"《strict方案》第1条", "《eager方案》（示委〔2026〕3号）第1条"}
    assert "至多2次" in str(conflict)
    assert "个周期各" in str(conflict)
    # three of the four quarters are one too many already; the fourth is not needed for the clash
    assert sorted(least for _, least in conflict.bounds) == [False, True, True, True]


def test_the_limit_of_a_clause_that_may_be_left_undone_can_clash_too():
    limit = {"activity": "volunteer", "force": "may", "every": "month", "at_most": 1}
    conflict = clash(made_plan("p", limit, {"activity": "volunteer", "every": "month", "at_least": 2}))
    assert duties_in(conflict) == {("p", "d1"), ("p", "d2")}
    assert len(conflict.bounds) == 2


def test_a_date_rule_outside_the_period():
    plan = made_plan("p", {"activity": "lecture", "every": "quarter", "on": {"around": "07-01"}}, *BYSTANDERS)
    conflict = clash(plan)
    assert duties_in(conflict) == {("p", "d1")}
    assert len(conflict.bounds) == 1
    assert "7月1日前后15天内" in str(conflict)
    assert "不落在这个周期之内" in str(conflict)


def test_date_rules_that_leave_no_day_in_common_clash_under_a_limit():
    first = {"activity": "party_day", "on": {"day": 5}, "at_most": 1}
    second = {"activity": "party_day", "on": {"day": 25}}
    conflict = clash(made_plan("a", first), made_plan("b", second))
    assert duties_in(conflict) == {("a", "d1"), ("b", "d1")}
    assert "（5日）" in str(conflict)
    assert "（25日）" in str(conflict)
    assert "2026年" in str(conflict)


def test_more_hours_than_the_meetings_allowed_can_last():
    plan = made_plan(
        "p",
        {"activity": "group_study", "every": "month", "at_least": 1, "at_most": 2},
        {"activity": "group_study", "every": "month", "at_least": 7, "measure": "hours"},
        {"activity": "party_day", "every": "month"},
    )
    conflict = clash(plan)
    assert duties_in(conflict) == {("p", "d1"), ("p", "d2")}
    assert "180 分钟" in str(conflict)
    assert year_of(plan, longest=240).optimal


def test_a_segment_longer_than_the_longest_gathering():
    plan = made_plan("p", {"activity": "org_life_meeting", "every": "year"}, document_no="示委〔2026〕7号")
    with pytest.raises(YearError) as caught:
        year_of(plan, longest=60)
    assert "组织生活会按 90 分钟" in str(caught.value)
    assert "示委〔2026〕7号" in str(caught.value)
    assert "--max-minutes" in str(caught.value)


def test_separate_matters_clash_by_name_too():
    visit = {"activity": "visit", "subject": "member"}
    plan = made_plan(
        "p",
        visit | {"every": "month"},
        visit | {"every": "year", "at_most": 6, "for": {"is_frail": True}},
        visit | {"every": "year", "at_least": 3, "for": {"is_leader": True}},
    )
    conflict = clash(plan)
    assert duties_in(conflict) == {("p", "d1"), ("p", "d2")}
    assert "年老体弱" in str(conflict)


def test_limits_on_members_who_cannot_be_the_same_do_not_clash():
    visit = {"activity": "visit", "subject": "member", "every": "year"}
    plan = made_plan(
        "p",
        visit | {"at_least": 6, "for": {"is_leader": True}},
        visit | {"at_most": 2, "for": {"is_leader": False}},
    )
    year = year_of(plan)
    assert shortcomings([plan], year) == []


def key(bound):
    demand, least = bound
    return demand.cited.duty.id, demand.due.period, least


def other_clash(duties, known) -> bool:
    """With one duty gone these can be met, or clash in a way that was not named."""
    try:
        year_of(made_plan("rest", *duties))
    except DemandConflict as conflict:
        return not {key(bound) for bound in conflict.bounds} <= known
    return True


LECTURES = st.fixed_dictionaries(
    {
        "activity": st.sampled_from(["lecture", "party_day"]),
        "every": st.sampled_from(["month", "2 months", "quarter", "year"]),
        "at_least": st.integers(1, 3),
    },
    optional={
        "at_most": st.integers(3, 5),
        "on": st.sampled_from([{"window": "Q4"}, {"day": 5}, {"by": "06-30"}, {"window": "M1-M3"}]),
    },
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LECTURES, min_size=1, max_size=4))
def test_what_is_named_clashes_and_clashes_only_together(duties):
    plan = made_plan("p", *duties)
    try:
        year = year_of(plan)
    except DemandConflict as conflict:
        named = sorted({int(duty_id[1:]) - 1 for _, duty_id in duties_in(conflict)})
        assert clash(made_plan("named", *[duties[n] for n in named]))
        for left_out in named:
            rest = [
                duty | {"id": f"d{n + 1}"} for n, duty in enumerate(duties) if n in named and n != left_out
            ]
            assert other_clash(rest, {key(bound) for bound in conflict.bounds})
    else:
        assert shortcomings([plan], year) == []
