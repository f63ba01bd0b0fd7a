"""One organization's year: which dues, on which days, for which clauses."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import made_plan

from zhibu.plans.codes import Level, Sector
from zhibu.plans.dues import dues_of_organization
from zhibu.plans.errors import YearError
from zhibu.plans.subjects import Organization
from zhibu.plans.workdays import work_calendar
from zhibu.plans.year import plan_year, upper_limits


def year_of(*plans, year=2026, level=Level.BRANCH, sector=Sector.RURAL, **more):
    return plan_year(plans, level, sector, year, **more)


def days(sheet) -> list[list[str]]:
    return [[one.day.isoformat() for one in due.suggested] for due in sheet.dues]


def test_a_fixed_day_is_moved_off_holidays_within_its_month():
    sheet = year_of(made_plan("p", {"on": {"day": 5, "shift": "nearest"}}))
    assert [found[0][5:] for found in days(sheet)] == [
        "01-05", "02-05", "03-05", "04-03", "05-06", "06-05",
        "07-06", "08-05", "09-04", "10-08", "11-05", "12-04",
    ]  # fmt: skip
    assert [one.why for due in sheet.dues[8:11] for one in due.suggested] == ["5日遇周末", "5日遇国庆节", ""]


def test_without_a_rule_the_periods_end_is_the_latest_day():
    sheet = year_of(made_plan("p", {"every": "quarter"}))
    assert days(sheet) == [["2026-03-31"], ["2026-06-30"], ["2026-09-30"], ["2026-12-31"]]
    assert sheet.dues[0].suggested[0].words == "3月31日 周二前"


@pytest.mark.parametrize(
    ("rule", "day", "words"),
    [
        ({"around": "07-01"}, "2026-07-01", "7月1日 周三（前后15天内）"),
        ({"around": "10-01", "days": 7}, "2026-09-30", "9月30日 周三（前后7天内）"),
        ({"window": "Q4"}, "2026-12-31", "10月1日至12月31日"),
        ({"window": "Q1-Q2"}, "2026-06-30", "6月30日 周二前"),
        ({"by": "03-15"}, "2026-03-15", "3月15日 周日前"),
    ],
)
def test_rules_of_a_yearly_duty(rule, day, words):
    (due,) = year_of(made_plan("p", {"every": "year", "on": rule})).dues
    (one,) = due.suggested
    assert (one.day.isoformat(), one.words) == (day, words)


def test_days_of_the_week_leave_out_public_holidays_only():
    sheet = year_of(made_plan("p", {"every": "week", "on": {"weekdays": ["mon", "sat"]}}))
    assert len(sheet.dues) == 53
    assert days(sheet)[0] == ["2025-12-29"]  # Saturday 3 January belongs to New Year's holiday
    assert days(sheet)[1] == ["2026-01-05", "2026-01-10"]
    assert days(sheet)[7] == ["2026-02-16", "2026-02-21"]  # nothing but holidays: the rule's own days stay


def test_a_covered_clause_keeps_its_day():
    monthly = made_plan("county", {"every": "month"}, issuer="county")
    around = made_plan("town", {"every": "year", "on": {"around": "07-01"}})
    sheet = year_of(monthly, around)
    july = sheet.dues[6]
    assert [one.day for one in july.suggested] == [date(2026, 7, 1)]
    assert days(sheet)[7] == ["2026-08-31"]
    assert [cited.plan.id for cited in july.clauses] == ["county", "town"]


def test_both_days_are_shown_where_both_clauses_name_one():
    party_day = made_plan("county", {"on": {"day": 10}}, issuer="county")
    around = made_plan("town", {"every": "year", "on": {"around": "07-01"}})
    by = made_plan("village", {"every": "year", "on": {"by": "12-31"}})
    sheet = year_of(party_day, around, by)
    assert ["2026-07-01", "2026-07-10"] in days(sheet)
    # the tenth is before the end of December, so the latest day adds nothing
    assert days(sheet)[-1] == ["2026-12-10"]


def test_a_plan_repealed_in_the_year_is_cited_only_while_it_is_in_force():
    lasting = made_plan("a", {"every": "quarter"}, issuer="county")
    repealed = made_plan("b", {"every": "quarter"}, until="2026-08-15")
    sheet = year_of(lasting, repealed)
    assert [[cited.plan.id for cited in due.clauses] for due in sheet.dues] == [
        ["a", "b"],
        ["a", "b"],
        ["a", "b"],
        ["a"],
    ]
    assert year_of(lasting, repealed, year=2027).dues[0].duty.clauses == sheet.dues[3].clauses


def test_a_due_of_a_plan_that_ends_in_its_period_is_partial_and_falls_to_its_last_day():
    sheet = year_of(made_plan("p", {"every": "quarter"}, since="2026-05-01", until="2026-08-15"))
    assert [(due.demanded, due.suggested[0].day) for due in sheet.dues] == [
        (False, date(2026, 6, 30)),
        (False, date(2026, 8, 15)),
    ]


def test_a_span_of_years_and_a_single_task():
    plan = made_plan(
        "p",
        {"every": "3 years"},
        {"every": "once", "activity": "visit"},
        {"every": "2 years", "activity": "test", "on": {"around": "07-01"}},
        since="2025-01-01",
    )
    sheet = year_of(plan)
    found = {due.cited.duty.id: due for due in sheet.dues}
    assert (found["d1"].period.start.year, found["d1"].suggested[0].day) == (2025, date(2027, 12, 31))
    assert found["d2"].period.end == date(2026, 12, 31)
    assert found["d3"].suggested[0].day == date(2026, 7, 1)
    assert [due.cited.duty.id for due in sheet.dues] == ["d3", "d2", "d1"]


def test_members_dues_are_listed_with_their_filter_and_never_stand_for_others():
    plan = made_plan(
        "p",
        {"subject": "member", "every": "year"},
        {"subject": "member", "every": "year", "at_least": 2, "for": {"is_leader": True}},
        {"subject": "member", "every": "year", "for": {"category": "rural"}},
    )
    kept = {due.cited.duty.id: [cited.duty.id for cited in due.clauses] for due in year_of(plan).dues}
    assert kept == {"d1": ["d1", "d3"], "d2": ["d2"]}


def test_the_upper_limit_of_another_clause_is_not_lost():
    monthly = made_plan("a", {"every": "month"})
    few = made_plan("b", {"every": "quarter", "at_most": 4})
    assert upper_limits(year_of(monthly, few).dues[0]) == ("每季度不多于4次（《b方案》第1条）",)


def test_a_plan_for_a_subtree_applies_only_where_the_subtree_is_named():
    plan = made_plan("p", {"every": "year"}, applies_to={"under": "town-1", "level": "branch"})
    assert year_of(plan).dues == ()
    assert year_of(plan).left_out == (plan,)
    named = year_of(plan, ancestors=["town-1"])
    assert (len(named.dues), named.left_out) == (1, ())
    # another level is not addressed at all
    assert year_of(plan, level=Level.TOWN).left_out == ()


def test_a_year_without_notice_says_so():
    plan = made_plan("p", {"on": {"day": 1, "shift": "next"}})
    assert year_of(plan, year=2150).provisional
    assert not year_of(plan, year=2026).provisional


@pytest.mark.parametrize("year", [1899, 2201, 0, -5])
def test_years_out_of_reach_are_refused(year):
    with pytest.raises(YearError, match="1900 至 2200"):
        year_of(year=year)


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_year_can_be_asked_for(year):
    plan = made_plan(
        "p",
        {"every": "week", "on": {"weekdays": "fri"}},
        {"every": "9 years", "activity": "test"},
        {"every": "year", "on": {"around": "01-01", "days": 180}, "activity": "visit"},
        since="1900-01-01",
    )
    assert len(year_of(plan, year=year).dues) > 52


RULES = st.sampled_from(
    [None, {"day": 5, "shift": "nearest"}, {"day": 31, "shift": "next"}, {"around": "07-01"}]
    + [{"around": "01-03", "days": 40}, {"window": "Q4"}, {"by": "06-30"}, {"weekdays": ["mon", "sun"]}]
)
DUTIES = st.fixed_dictionaries(
    {
        "every": st.sampled_from(
            ["week", "2 weeks", "month", "5 months", "quarter", "year", "2 years", "once"]
        ),
        "at_least": st.integers(1, 4),
        "on": RULES,
        "activity": st.sampled_from(["lecture", "visit"]),
        "subject": st.sampled_from(["organization", "member"]),
        "force": st.sampled_from(["must", "should", "may"]),
    }
)
PLANS = st.builds(
    lambda n, duties, since, until: made_plan(f"p{n}", *duties, since=since, until=until),
    st.integers(0, 10_000),
    st.lists(DUTIES, max_size=4),
    st.sampled_from(["2019-01-01", "2025-06-10", "2026-02-10"]),
    st.sampled_from([None, "2026-09-15", "2026-12-31"]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PLANS, max_size=4, unique_by=lambda plan: plan.id), st.randoms(use_true_random=False))
def test_every_year_is_in_order_complete_and_the_same_whatever_the_order_of_plans(plans, chance):
    sheet = year_of(*plans)
    assert [due.first_day for due in sheet.dues] == sorted(due.first_day for due in sheet.dues)
    for due in sheet.dues:
        inside = due.period.overlap(due.cited.in_force)
        assert due.suggested and all(one.day in inside for one in due.suggested)
    branch = Organization("b", Level.BRANCH, Sector.RURAL)
    own = {(due.cited.key, due.period, due.demanded) for due in dues_of_organization(plans, branch, 2026)}
    shown = {(cited.key, due.period) for due in sheet.dues for cited in due.clauses}
    assert {key for key, _, _ in own} <= {key for key, _ in shown}
    kept = {(d.cited.key, d.period, d.demanded) for d in sheet.dues if d.cited.duty.subject == "organization"}
    assert kept <= own
    shuffled = plans.copy()
    chance.shuffle(shuffled)
    assert year_of(*shuffled) == sheet


@settings(max_examples=40, deadline=None)
@given(st.lists(PLANS, max_size=3, unique_by=lambda plan: plan.id))
def test_shifted_days_are_worked(plans):
    for due in year_of(*plans).dues:
        rule = due.cited.duty.on
        if rule is not None and getattr(rule, "day", None) == 5 and len(due.clauses) == 1:
            for one in due.suggested:
                assert one.is_limit or work_calendar().is_workday(one.day)
