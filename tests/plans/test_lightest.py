"""The lightest year: what the issue and the contract promise, by example, counted afresh from its facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from made_plans import made_plan
from year_as_facts import misplaced, shortcomings

from zhibu.plans.codes import Activity, Level, Sector
from zhibu.plans.date_rules import Around, OnDay, Window
from zhibu.plans.library import library_folder
from zhibu.plans.lightest import Audience, Begun, LightestYear, Standing, lightest_year
from zhibu.plans.loading import load_plans
from zhibu.plans.workdays import work_calendar

A = Activity


def branch_year(*plans, number=2026, sector=Sector.RURAL, **options) -> LightestYear:
    """A rural branch's year, checked: every due met, nothing in excess, proven."""
    year = lightest_year(plans, Level.BRANCH, sector, number, **options)
    assert shortcomings(plans, year) == []
    assert misplaced(year) == []
    assert year.optimal
    return year


def held(year, activity):
    return [one for one in year.gatherings if activity in [segment.activity for segment in one.segments]]


def days(year, activity):
    return [one.day for one in held(year, activity)]


def test_party_day_takes_lecture_discussion_and_study_along():
    plan = made_plan(
        "p",
        {"activity": "party_day", "every": "month", "on": {"day": 5, "shift": "nearest"}},
        {"activity": "group_study", "every": "month"},
        {"activity": "discussion", "every": "quarter"},
        {"activity": "lecture", "every": "quarter"},
    )
    year = branch_year(plan)
    assert len(year.gatherings) == 12
    assert year.one_by_one == 12 + 12 + 4 + 4


def test_a_committee_meeting_cannot_ride_on_the_party_day():
    plan = made_plan("p", {"activity": "party_day"}, {"activity": "committee_meeting"})
    year = branch_year(plan)
    assert len(year.gatherings) == 24
    for one in held(year, A.COMMITTEE_MEETING):
        assert one.audience is Audience.COMMITTEE
        assert [segment.activity for segment in one.segments] == [A.COMMITTEE_MEETING]


def test_party_day_on_the_fifth_moves_off_a_holiday():
    plan = made_plan("p", {"activity": "party_day", "on": {"day": 5, "shift": "nearest"}})
    found = days(branch_year(plan), A.PARTY_DAY)
    # 5 April 2026 lies in the Qingming holiday (4 to 6), 4 October's week in the National Day one (1 to 7)
    assert found[3] == date(2026, 4, 3)
    assert found[9] == date(2026, 10, 8)
    assert found[0] == date(2026, 1, 5)
    assert all(work_calendar().is_workday(day) for day in found)


def test_party_day_stays_on_the_fifth_when_the_rule_does_not_shift():
    plan = made_plan("p", {"activity": "party_day", "on": {"day": 5}})
    assert days(branch_year(plan), A.PARTY_DAY) == [date(2026, month, 5) for month in range(1, 13)]


def test_a_lecture_is_held_around_the_first_of_july():
    plan = made_plan("p", {"activity": "lecture", "every": "year", "on": {"around": "07-01"}})
    (day,) = days(branch_year(plan), A.LECTURE)
    assert abs(day - date(2026, 7, 1)) <= timedelta(days=15)


def test_the_lecture_around_the_first_of_july_rides_on_a_party_day_within_its_window():
    party_day = {"activity": "party_day", "on": {"day": 5, "shift": "nearest"}}
    lecture = {"activity": "lecture", "every": "year", "on": {"around": "07-01", "days": 7}}
    year = branch_year(made_plan("p", party_day, lecture))
    assert len(year.gatherings) == 12
    assert days(year, A.LECTURE) == [date(2026, 7, 6)]


def test_a_lecture_whose_window_holds_no_party_day_needs_a_gathering_of_its_own():
    party_day = {"activity": "party_day", "on": {"day": 20, "shift": "nearest"}}
    lecture = {"activity": "lecture", "every": "year", "on": {"around": "07-01", "days": 7}}
    year = branch_year(made_plan("p", party_day, lecture))
    assert len(year.gatherings) == 13


def test_an_appraisal_falls_in_the_fourth_quarter():
    plan = made_plan(
        "p", {"activity": "party_day"}, {"activity": "appraisal", "every": "year", "on": {"window": "Q4"}}
    )
    year = branch_year(plan)
    (day,) = days(year, A.APPRAISAL)
    assert day.month >= 10
    assert len(year.gatherings) == 12


def test_weekdays_hold():
    plan = made_plan("p", {"activity": "party_day", "on": {"weekdays": ["mon", "sat"]}})
    assert {day.weekday() for day in days(branch_year(plan), A.PARTY_DAY)} <= {0, 5}


def test_the_date_rule_of_a_duty_that_another_covers_still_holds():
    frequent = made_plan("often", {"activity": "lecture", "every": "quarter"}, issuer="county")
    dated = made_plan("dated", {"activity": "lecture", "every": "year", "on": {"around": "07-01", "days": 3}})
    found = days(branch_year(frequent, dated), A.LECTURE)
    assert len(found) == 4
    assert [day for day in found if abs(day - date(2026, 7, 1)) <= timedelta(days=3)]


def test_one_meeting_serves_the_clauses_of_several_plans_and_cites_them():
    county = made_plan(
        "county", {"activity": "general_meeting", "every": "quarter"}, document_no="县委〔2026〕1号"
    )
    town = made_plan("town", {"activity": "general_meeting", "every": "year", "at_least": 4})
    year = branch_year(county, town)
    assert len(year.gatherings) == 4
    assert year.one_by_one == 8
    for one in year.gatherings:
        assert {cited.key for cited in one.duties} == {("county", "d1"), ("town", "d1")}


def test_hours_are_made_up_of_minutes():
    plan = made_plan(
        "p",
        {"activity": "party_day"},
        {"activity": "group_study", "every": "month", "at_least": 1.5, "measure": "hours"},
    )
    year = branch_year(plan)
    assert len(year.gatherings) == 12
    studies = [s.minutes for one in year.gatherings for s in one.segments if s.activity is A.GROUP_STUDY]
    assert studies == [90] * 12


def test_many_hours_need_as_many_gatherings_as_their_length_allows():
    plan = made_plan(
        "p",
        {"activity": "training", "subject": "member", "every": "year", "at_least": 32, "measure": "hours"},
    )
    assert len(branch_year(plan).gatherings) == 11  # 32 hours in threes
    assert len(branch_year(plan, longest=480).gatherings) == 4


def test_a_longer_gathering_takes_more_along():
    plan = made_plan(
        "p",
        {"activity": "general_meeting", "every": "year"},
        {"activity": "org_life_meeting", "every": "year"},
        {"activity": "appraisal", "every": "year"},
    )
    numbers = [len(branch_year(plan, longest=longest).gatherings) for longest in (90, 150, 210)]
    assert numbers == [3, 2, 1]


def test_activities_that_keep_apart_do_not_share():
    plan = made_plan(
        "p", {"activity": "org_life_meeting", "every": "year"}, {"activity": "lecture", "every": "year"}
    )
    assert len(branch_year(plan, longest=480).gatherings) == 2


def test_at_most_is_respected_where_riding_along_would_exceed_it():
    plan = made_plan(
        "p",
        {"activity": "lecture", "every": "quarter"},
        {"activity": "lecture", "every": "year", "at_least": 1, "at_most": 4},
        {"activity": "lecture", "every": "year", "on": {"around": "07-01", "days": 5}},
    )
    assert len(days(branch_year(plan), A.LECTURE)) == 4


def test_a_member_s_demand_is_met_by_a_gathering_of_all_and_not_by_the_committee():
    member = {"activity": "decision", "subject": "member", "every": "quarter"}
    year = branch_year(made_plan("p", {"activity": "committee_meeting"}, member))
    assert {one.audience for one in held(year, A.DECISION)} == {Audience.ALL}
    own = branch_year(
        made_plan("p", {"activity": "committee_meeting"}, {"activity": "decision", "every": "quarter"})
    )
    assert {one.audience for one in held(own, A.DECISION)} == {Audience.COMMITTEE}
    assert len(own.gatherings) == 12


def test_the_democratic_life_meeting_of_leaders_is_the_committee_s():
    plan = made_plan(
        "p",
        {
            "activity": "democratic_life_meeting",
            "subject": "member",
            "for": {"is_leader": True},
            "every": "year",
        },
    )
    (one,) = branch_year(plan).gatherings
    assert one.audience is Audience.COMMITTEE


def test_groups_gather_for_themselves_each():
    plan = made_plan(
        "p",
        {"activity": "party_day", "for": {"level": "branch"}},
        {"activity": "group_meeting", "for": {"level": "group"}, "at_most": 2},
    )
    none, two = branch_year(plan), branch_year(plan, groups=2)
    assert len(none.gatherings) == 12
    assert any("--groups" in note for note in none.notes)
    assert len(two.gatherings) == 36
    assert two.by_audience() == {"全体党员": 12, "第1党小组": 12, "第2党小组": 12}


def test_a_group_s_own_year_folds_its_meeting_and_its_study():
    plan = made_plan(
        "p",
        {"activity": "group_meeting"},
        {"activity": "group_study"},
        {"activity": "discussion", "subject": "member"},
    )
    year = lightest_year([plan], Level.GROUP, Sector.RURAL, 2026)
    assert shortcomings([plan], year) == []
    assert len(year.gatherings) == 12


def test_what_may_be_left_undone_is_left_undone_but_its_limit_holds():
    may = made_plan("p", {"activity": "volunteer", "force": "may"})
    assert branch_year(may).gatherings == ()
    limit = {"activity": "lecture", "every": "year", "force": "may", "at_most": 2}
    year = branch_year(made_plan("q", limit, {"activity": "lecture", "every": "half_year"}))
    assert len(days(year, A.LECTURE)) == 2


def test_should_is_planned_like_must():
    assert len(branch_year(made_plan("p", {"activity": "party_day", "force": "should"})).gatherings) == 12


def test_a_period_that_the_plan_covers_in_part_is_not_demanded():
    plan = made_plan(
        "p", {"activity": "general_meeting", "every": "quarter"}, since="2026-02-01", until="2026-11-30"
    )
    year = branch_year(plan)
    assert [day.month for day in days(year, A.GENERAL_MEETING)] == [5, 8]
    assert any("不满一个周期" in note for note in year.notes)


def test_weeks_reach_over_the_year_s_edge_only_where_they_must():
    study = {"activity": "group_study", "every": "week"}
    year = branch_year(made_plan("p", study))
    assert len(year.gatherings) == 53
    assert {one.day.year for one in year.gatherings} == {2026}
    mondays = branch_year(made_plan("p", study | {"on": {"weekdays": ["mon"]}}))
    assert mondays.gatherings[0].day == date(2025, 12, 29)


def test_a_period_of_several_years_is_planned_in_the_year_asked_for():
    plan = made_plan("p", {"activity": "training", "every": "3 years"}, since="2025-06-01")
    later = branch_year(plan, number=2028)
    assert {one.day.year for one in later.gatherings} == {2028}
    assert branch_year(plan, number=2026).gatherings == ()  # the tile 2025–2027 began before the plan


def test_separate_matters_are_listed_apart_and_dated_in_their_period():
    plan = made_plan(
        "p",
        {"activity": "planning", "every": "quarter"},
        {"activity": "report", "every": "year", "on": {"by": "06-30"}},
        {"activity": "funding", "every": "year", "at_least": 5000, "measure": "yuan"},
        {"activity": "dues", "subject": "member", "every": "month"},
        {"activity": "lecture", "every": "year", "at_least": 20, "measure": "people"},
    )
    year = branch_year(plan)
    assert year.gatherings == ()
    by_activity = {activity: [m for m in year.matters if m.activity is activity] for activity in A}
    assert [(m.day.month + 2) // 3 for m in by_activity[A.PLANNING]] == [1, 2, 3, 4]
    (report,) = by_activity[A.REPORT]
    assert report.day <= date(2026, 6, 30)
    assert [(m.amount, m.measure) for m in by_activity[A.FUNDING]] == [(5000, "yuan")]
    assert [m.day.month for m in by_activity[A.DUES]] == list(range(1, 13))
    assert [(m.amount, m.measure) for m in by_activity[A.LECTURE]] == [(20, "people")]


def test_members_pay_their_dues_on_the_party_day():
    year = branch_year(made_plan("p", {"activity": "party_day"}, {"activity": "dues", "subject": "member"}))
    assert [m.day for m in year.matters] == days(year, A.PARTY_DAY)
    assert all(m.at_gathering for m in year.matters)


def test_one_separate_matter_serves_a_shorter_and_a_longer_period():
    plan = made_plan(
        "p",
        {"activity": "planning", "every": "month"},
        {"activity": "planning", "every": "year"},
        {"activity": "heart_talk", "subject": "member", "every": "year"},
        {
            "activity": "heart_talk",
            "subject": "member",
            "for": {"is_leader": True},
            "every": "year",
            "at_least": 3,
        },
    )
    year = branch_year(plan)
    assert sum(m.activity is A.PLANNING for m in year.matters) == 12
    talks = [m for m in year.matters if m.activity is A.HEART_TALK]
    assert sorted(m.who.given() for m in talks) == [(), ("is_leader",), ("is_leader",)]


def test_a_member_may_be_held_to_a_limit_that_others_are_not():
    visit = {"activity": "visit", "subject": "member", "every": "year"}
    plan = made_plan(
        "p",
        visit | {"at_least": 2},
        visit | {"for": {"is_frail": True}, "at_most": 2},
        visit | {"for": {"is_frail": False}, "at_least": 4},
    )
    year = branch_year(plan)
    assert sum(m.who.given() == () for m in year.matters) == 2
    assert sum(m.who.is_frail is False for m in year.matters) == 2


def test_several_a_year_are_spread_over_it():
    found = days(
        branch_year(made_plan("p", {"activity": "lecture", "every": "year", "at_least": 4})), A.LECTURE
    )
    assert [(day.month + 2) // 3 for day in found] == [1, 2, 3, 4]


def test_working_days_are_chosen_and_nobody_meets_twice_on_a_day():
    year = branch_year(*load_plans([library_folder()]))
    assert all(work_calendar().is_workday(one.day) for one in year.gatherings)
    assert len({(one.day, one.audience) for one in year.gatherings}) == len(year.gatherings)


def test_a_year_without_a_notice_is_called_provisional():
    plan = made_plan("p", {"activity": "party_day"})
    assert branch_year(plan, number=2090).provisional
    assert not branch_year(plan).provisional


def test_no_plan_that_applies_gives_an_empty_year():
    year = branch_year(made_plan("p", {"activity": "party_day"}, applies_to={"sector": "school"}))
    assert (year.gatherings, year.matters, year.one_by_one) == ((), (), 0)


def test_a_plan_for_a_subtree_applies_to_those_under_it():
    plan = made_plan("p", {"activity": "party_day"}, applies_to={"under": "some-town"})
    without = branch_year(plan)
    assert (without.gatherings, without.left_out) == ((), (plan,))
    assert any("--under some-town" in note for note in without.notes)
    under = lightest_year([plan], Level.BRANCH, Sector.RURAL, 2026, ancestors=["some-town"])
    assert (len(under.gatherings), under.left_out) == (12, ())


def test_the_same_plans_give_the_same_year():
    plans = load_plans([library_folder()])
    assert branch_year(*plans, groups=1) == branch_year(*plans, groups=1)


@pytest.mark.parametrize("sector", Sector)
def test_a_branch_fulfils_every_bundled_plan(sector):
    plans = load_plans([library_folder()])
    year = branch_year(*plans, sector=sector)
    for one in year.gatherings:
        for cited in one.duties:
            rule = cited.duty.on
            if isinstance(rule, Around | Window):
                stretches = [s for period in cited.periods(2026) for s in rule.days_in(period)]
                assert any(one.day in stretch for stretch in stretches)
            assert not isinstance(rule, OnDay) or abs(one.day.day - rule.day) <= 5


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.BRANCH])
@pytest.mark.parametrize("sector", [Sector.RURAL, Sector.COMMUNITY, Sector.TOWN_ORGAN])
def test_other_levels_fulfil_every_bundled_plan(level, sector):
    plans = load_plans([library_folder()])
    year = lightest_year(plans, level, sector, 2026)
    assert shortcomings(plans, year) == []
    assert misplaced(year) == []
    assert year.optimal


MONTHLY_AND_QUARTERLY = made_plan("p", {"activity": "party_day"}, {"activity": "lecture", "every": "quarter"})


def of_dues(plan, activity):
    """The keys of an activity's dues of 2026 in order."""
    (cited,) = [one for one in plan.duties() if one.duty.activity is activity]
    return [(*cited.key, period.start) for period in cited.periods(2026)]


def test_a_year_that_has_not_begun_is_the_whole_year():
    whole = branch_year(MONTHLY_AND_QUARTERLY)
    nothing = branch_year(MONTHLY_AND_QUARTERLY, begun=Begun(date(2026, 1, 1), {}))
    assert whole.gatherings == nothing.gatherings


def test_from_a_day_on_only_what_is_left_is_planned():
    begun = Begun(date(2026, 8, 15), {})
    year = lightest_year([MONTHLY_AND_QUARTERLY], Level.BRANCH, Sector.RURAL, 2026, begun=begun)
    assert year.optimal and len(days(year, A.PARTY_DAY)) == 5 and len(days(year, A.LECTURE)) == 2
    assert min(one.day for one in year.gatherings) >= begun.first_day


def test_what_was_achieved_or_is_no_longer_asked_for_is_left_out():
    august, december = of_dues(MONTHLY_AND_QUARTERLY, A.PARTY_DAY)[7::4]
    done = {august: Standing(Decimal(1), asked=False), december: Standing(Decimal(0), asked=False)}
    begun = Begun(date(2026, 8, 15), done)
    year = lightest_year([MONTHLY_AND_QUARTERLY], Level.BRANCH, Sector.RURAL, 2026, begun=begun)
    assert {day.month for day in days(year, A.PARTY_DAY)} == {9, 10, 11}


def test_a_limit_that_is_used_up_leaves_no_room():
    plan = made_plan("p", {"activity": "training", "every": "year", "at_most": 2})
    (due,) = of_dues(plan, A.TRAINING)
    begun = Begun(date(2026, 6, 1), {due: Standing(Decimal(2), asked=False)})
    assert not lightest_year([plan], Level.BRANCH, Sector.RURAL, 2026, begun=begun).gatherings


def test_when_the_days_that_a_rule_names_are_past_the_rest_of_the_period_will_do():
    plan = made_plan("p", {"activity": "party_day", "on": {"day": 5, "shift": "nearest"}})
    year = lightest_year([plan], Level.BRANCH, Sector.RURAL, 2026, begun=Begun(date(2026, 12, 10), {}))
    (day,) = days(year, A.PARTY_DAY)
    assert day >= date(2026, 12, 10)


def test_groups_that_have_done_more_have_less_left():
    plan = made_plan("p", {"activity": "group_meeting", "every": "quarter", "for": {"level": ["group"]}})
    (*_, last) = of_dues(plan, A.GROUP_MEETING)
    begun = Begun(date(2026, 11, 1), {}, ({}, {last: Standing(Decimal(1), asked=False)}, {}))
    year = lightest_year([plan], Level.BRANCH, Sector.RURAL, 2026, groups=3, begun=begun)
    assert [one.group for one in year.gatherings] == [1, 3]
