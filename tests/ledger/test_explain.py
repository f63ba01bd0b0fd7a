"""The trace of a due tells the same as the due."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given, settings

from tests.ledger import ways
from tests.ledger.test_build import arguments, folder, zhibu  # noqa: F401
from tests.ledger.test_same_answer import CALM
from tests.ledger.test_single import ALICE, BRANCH, held, meeting, plan
from tests.ledger.worlds import worlds
from zhibu.ledger import Exemption, Reason, Status, evaluate, explain
from zhibu.plans.codes import SubjectType


def traces(a_plan, facts, exemptions=(), as_of=date(2024, 6, 15), members=()):
    found = evaluate([a_plan], BRANCH, members, facts, exemptions, as_of, 2024)
    return [explain(status, facts, exemptions) for status in found]


def test_each_fact_counts_or_says_why_not():
    facts = [
        held(date(2024, 2, 1), "in"),
        held(date(2023, 12, 31), "before"),
        held(date(2024, 4, 1), "after"),
        held(date(2024, 2, 1), "hours", measure="hours"),
        held(date(2024, 2, 1), "hers", member_id="M1"),
        held(date(2024, 2, 1), "theirs", org_id="B2"),
        held(date(2024, 2, 1), "another", activity="lecture"),
    ]
    first = traces(plan(meeting()), facts)[0]
    assert [fact.fact_id for fact in first.counted] == ["in"]
    assert {fact.fact_id: reason for fact, reason in first.not_counted} == {
        "before": Reason.BEFORE,
        "after": Reason.AFTER,
        "hours": Reason.OTHER_MEASURE,
        "hers": Reason.OTHER_SUBJECT,
        "theirs": Reason.OTHER_SUBJECT,
    }


def test_the_text_leads_from_the_clause_to_the_status():
    text = traces(plan(meeting(at_most=1)), [held(date(2024, 2, 1), "a"), held(date(2024, 2, 2), "b")])[
        0
    ].text()
    places = [
        text.index(words)
        for words in ("《测试方案》一", "每季度至少 1 次，至多 1 次", "2024-01-01 至 2024-03-31")
    ]
    places += [text.index(words) for words in ("2024-02-01 a", "2024-02-02 b", "状态：已完成")]
    assert places == sorted(places)
    assert text.endswith("超过上限")


def test_an_exemption_is_named():
    exemption = Exemption(subject_type=SubjectType.ORGANIZATION, subject_id="B1", to=date(2024, 4, 1))
    first, second = traces(plan(meeting()), [], [exemption])[:2]
    assert (first.status.status, first.exemption) == (Status.EXEMPT, exemption)
    assert "免除：全部事项，自 不限 至 2024-04-01" in first.text()
    assert second.exemption is None


def test_how_often_is_said_in_words():
    for every, words in (
        ("2 months", "每 2 个月"),
        ("3 years", "每 3 年"),
        ("week", "每周"),
        ("once", "本年度"),
    ):
        assert words in traces(plan(meeting(every=every)), [])[0].text()


def test_a_members_trace_lists_what_the_branch_did_as_not_hers():
    duty = {**meeting(every="year"), "subject": "member"}
    [trace] = traces(plan(duty), [held(date(2024, 2, 1))], members=[ALICE])
    assert [reason for _, reason in trace.not_counted] == [Reason.OTHER_SUBJECT]


@settings(max_examples=60, **CALM)
@given(worlds())
def test_what_is_counted_adds_up_to_what_is_achieved(world):
    facts, exemptions = (
        list(map(ways.fact_of, world["facts"])),
        list(map(ways.exemption_of, world["exemptions"])),
    )
    for status in ways.running(world).all_dues():
        trace = explain(status, facts, exemptions)
        counted = sum(
            (Decimal(1) if each.quantity is None else each.quantity for each in trace.counted), Decimal(0)
        )
        assert counted == status.achieved
        if status.status is Status.EXEMPT:
            assert trace.exemption
        if status.status in (Status.OPEN, Status.OVERDUE, Status.OPTIONAL, Status.PARTIAL):
            assert trace.exemption is None
        assert json.loads(json.dumps(trace.data()))["status"] == status.status


def test_on_the_command_line_as_text_and_json(folder):  # noqa: F811
    world = [part for part in arguments(folder) if not part.startswith("--out")]
    world[1] = "explain"
    text = zhibu(*world, "--subject=B1", "--on=2024-02-01")
    assert (text.returncode, text.stderr) == (0, "")
    assert "计入的事实 1 条，合计 1 次" in text.stdout
    assert "2024-02-03 F1 党组织 B1 1 次" in text.stdout
    listed = json.loads(zhibu(*world, "--subject=M1", "--type=member", "--format=json").stdout)
    assert [(each["duty_id"], each["status"], each["achieved"]) for each in listed] == [("talk", "met", 1)]
    nobody = zhibu(*world, "--subject=B9")
    assert nobody.returncode == 2
    assert "党组织表中没有 B9" in nobody.stderr
    nothing = zhibu(*world, "--subject=B1", "--plan=q")
    assert nothing.stdout.strip() == "没有符合条件的应办。"
