"""One organization's dues: the status of each on a day (contract, sections 5 to 7)."""

from datetime import date
from decimal import Decimal

import pytest

from zhibu.ledger import Exemption, Fact, Status, evaluate
from zhibu.plans.codes import Category, Level, Sector, SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization

BRANCH = Organization("B1", Level.BRANCH, Sector.RURAL, "T1")
ALICE = Member("M1", "B1", Category.RURAL)


def plan(*duties, **rest):
    return Plan.model_validate(
        {
            "id": "p",
            "title": "测试方案",
            "issuer": {"name": "某镇党委", "level": "town"},
            "in_force": {"from": date(2020, 1, 1)},
            "clauses": [{"ref": "一", "duties": list(duties)}],
            **rest,
        }
    )


def meeting(**changes):
    return {"id": "d", "activity": "general_meeting", "every": "quarter", **changes}


def held(day, fact_id="f1", **changes):
    return Fact(
        **{"fact_id": fact_id, "org_id": "B1", "activity": "general_meeting", "occurred_on": day, **changes}
    )


def statuses(a_plan, *facts, exemptions=(), as_of=date(2024, 6, 15), branch=BRANCH, members=()):
    found = evaluate([a_plan], branch, members, facts, exemptions, as_of, 2024)
    return [each.status.value for each in found]


def test_each_quarter_is_met_open_or_overdue():
    assert statuses(plan(meeting()), held(date(2024, 1, 1))) == ["met", "open", "open", "open"]
    assert statuses(plan(meeting()), held(date(2024, 4, 1))) == ["overdue", "met", "open", "open"]


def test_both_ends_of_a_period_count_and_the_days_beside_it_do_not():
    duty = meeting(every="month")
    ends = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1)]
    facts = [held(day, str(day)) for day in ends]
    found = evaluate([plan(duty)], BRANCH, [], facts, [], date(2024, 6, 15), 2024)
    assert [each.achieved for each in found[:4]] == [1, 2, 1, 0]


def test_open_includes_the_last_day():
    assert statuses(plan(meeting()), as_of=date(2024, 3, 31))[0] == "open"
    assert statuses(plan(meeting()), as_of=date(2024, 4, 1))[0] == "overdue"


def test_what_may_be_done_is_never_overdue():
    assert statuses(plan(meeting(force="may")))[0] == "optional"
    assert statuses(plan(meeting(force="should")))[0] == "overdue"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "exempt"),
        ({"activity": "general_meeting"}, "exempt"),
        ({"activity": "lecture"}, "overdue"),
        ({"to": date(2024, 3, 30)}, "overdue"),
        ({"from_": date(2024, 3, 31), "to": date(2024, 3, 31)}, "exempt"),
        ({"subject_id": "B2"}, "overdue"),
        ({"subject_type": SubjectType.MEMBER}, "overdue"),
    ],
)
def test_an_exemption_covers_the_last_day_of_the_period(changes, status):
    exemption = Exemption(**{"subject_type": SubjectType.ORGANIZATION, "subject_id": "B1", **changes})
    assert statuses(plan(meeting()), exemptions=[exemption])[0] == status


def test_what_was_done_is_met_even_where_exempt():
    exemption = Exemption(subject_type=SubjectType.ORGANIZATION, subject_id="B1")
    assert statuses(plan(meeting()), held(date(2024, 2, 2)), exemptions=[exemption])[:2] == ["met", "exempt"]


def test_a_branch_founded_or_closed_within_a_period_owes_only_part_of_it():
    young = Organization("B1", Level.BRANCH, Sector.RURAL, since=date(2024, 2, 1), until=date(2024, 7, 1))
    assert statuses(plan(meeting()), branch=young, as_of=date(2025, 1, 1)) == ["partial", "overdue"]


def test_a_plan_that_begins_or_ends_within_a_period_demands_only_part_of_it():
    found = statuses(
        plan(meeting(), in_force={"from": date(2024, 2, 1), "to": date(2024, 6, 30)}), as_of=date(2025, 1, 1)
    )
    assert found == ["partial", "overdue"]


def test_a_measure_is_summed_and_other_measures_do_not_count():
    duty = meeting(every="year", measure="hours", at_least=Decimal("1.5"))
    day = date(2024, 3, 3)
    facts = [
        held(day, "1", measure="hours", quantity=Decimal("0.7")),
        held(day, "2", measure="hours", quantity=Decimal("0.8")),
        held(day, "3", quantity=Decimal(9)),
        held(day, "4", measure="times", quantity=Decimal(9)),
    ]
    [found] = evaluate([plan(duty)], BRANCH, [], facts, [], date(2024, 6, 1), 2024)
    assert (found.achieved, found.status) == (Decimal("1.5"), Status.MET)


def test_more_than_the_most_is_excess():
    duty = meeting(at_least=1, at_most=2, every="year")
    days = [date(2024, 1, day) for day in (1, 2, 3)]
    for number, excess in ((2, False), (3, True)):
        facts = [held(day, str(day)) for day in days[:number]]
        [found] = evaluate([plan(duty)], BRANCH, [], facts, [], date(2024, 6, 1), 2024)
        assert found.excess is excess


def test_a_members_due_counts_the_members_facts_wherever_recorded_and_no_others():
    duty = {
        "id": "talk",
        "activity": "heart_talk",
        "subject": "member",
        "every": "year",
        "for": {"category": "rural"},
    }
    away = held(date(2024, 1, 5), activity="heart_talk", member_id="M1", org_id="OLD")
    own = held(date(2024, 1, 5), activity="heart_talk")
    assert statuses(plan(duty), away, members=[ALICE]) == ["met"]
    assert statuses(plan(duty), own, members=[ALICE]) == ["open"]
    assert statuses(plan(duty), away, members=[Member("M1", "B1", Category.STUDENT)]) == []


def test_an_organization_and_a_member_may_bear_the_same_id():
    duties = [meeting(every="year"), {**meeting(every="year"), "id": "m", "subject": "member"}]
    facts = [held(date(2024, 1, 5), member_id="B1")]
    assert statuses(plan(*duties), *facts, members=[Member("B1", "B1")]) == ["open", "met"]


def test_a_plan_for_a_subtree_reaches_what_stands_below_it():
    a_plan = plan(meeting(every="year"), applies_to={"under": "T1"})
    day = date(2024, 6, 15)
    assert len(evaluate([a_plan], BRANCH, [], [], [], day, 2024, ancestors=["T1", "C1"])) == 1
    assert evaluate([a_plan], BRANCH, [], [], [], day, 2024, ancestors=["T2"]) == []


def test_dues_come_in_the_order_of_subjects_plans_and_periods():
    duties = [meeting(), {**meeting(every="half_year"), "id": "m", "subject": "member"}]
    found = evaluate([plan(*duties)], BRANCH, [ALICE], [], [], date(2024, 1, 1), 2024)
    assert [(each.due.subject_id, each.due.period.start.month) for each in found] == [
        *[("B1", month) for month in (1, 4, 7, 10)],
        *[("M1", month) for month in (1, 7)],
    ]
    assert all(each.required == 1 for each in found)
