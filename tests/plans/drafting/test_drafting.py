"""From proposals to a plan that always loads, with every doubt said."""

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.plans.codes import Activity, Force, IssuerLevel, Level, SubjectType
from zhibu.plans.date_rules import Around, By, OnDay, Weekdays, Window
from zhibu.plans.documents import Document, Kind
from zhibu.plans.drafting import draft, write_yaml
from zhibu.plans.drafting.duties import draft_duty
from zhibu.plans.extraction import Measure, Proposal, extract
from zhibu.plans.loading import load_plan
from zhibu.plans.model import Duty, Filter
from zhibu.plans.periods import Recurrence, Unit

TODAY = date(2026, 3, 1)
PLAIN = Proposal(
    quote="支委会每月召开一次",
    start=0,
    end=9,
    activity=Activity.COMMITTEE_MEETING,
    actor="organization",
    period="month",
    min_count=1,
    max_count=None,
    every=1,
    measure=None,
    timing=None,
    force=Force.MUST,
)


def duty(issuer: IssuerLevel = IssuerLevel.TOWN, **changes) -> Duty:
    return draft_duty("duty", replace(PLAIN, **changes), issuer)


def document(text: str, source: str = "示例镇方案") -> Document:
    return Document(text, source, Kind.TEXT)


def test_what_maps_exactly_needs_no_review():
    made = duty()
    assert (made.every, made.at_least, made.at_most) == (Recurrence(Unit.MONTH), 1, None)
    assert made.selects == Filter(level=(Level.BRANCH,))
    assert made.review is None


@pytest.mark.parametrize(
    ("actor", "activity", "subject", "selects", "reviewed"),
    [
        ("organization", Activity.GENERAL_MEETING, SubjectType.ORGANIZATION, Filter(level="branch"), False),
        ("organization", Activity.GROUP_MEETING, SubjectType.ORGANIZATION, Filter(level="group"), False),
        ("organization", Activity.PLEDGE, SubjectType.ORGANIZATION, Filter(level="branch"), False),
        ("group", Activity.GROUP_STUDY, SubjectType.ORGANIZATION, Filter(level="group"), False),
        ("secretary", Activity.LECTURE, SubjectType.MEMBER, Filter(is_secretary=True), False),
        ("leader", Activity.LECTURE, SubjectType.MEMBER, Filter(is_leader=True), False),
        ("member", Activity.VOLUNTEER, SubjectType.MEMBER, Filter(), False),
        ("superior", Activity.INSPECTION, SubjectType.ORGANIZATION, Filter(level="town"), True),
        (
            "organization",
            Activity.PLANNING,
            SubjectType.ORGANIZATION,
            Filter(level=["committee", "general_branch", "branch"]),
            True,
        ),
        ("other", Activity.LECTURE, SubjectType.ORGANIZATION, None, True),
    ],
)
def test_who(actor, activity, subject, selects, reviewed):
    quote = "各支部每年公开承诺" if activity is Activity.PLEDGE else PLAIN.quote
    made = duty(actor=actor, activity=activity, quote=quote)
    assert made.subject is subject
    assert selects is None or made.selects == selects
    assert (made.review is not None) == reviewed


@pytest.mark.parametrize(
    ("period", "every", "written", "reviewed"),
    [
        ("week", 2, "2 weeks", False),
        ("half_year", 1, "half_year", False),
        ("year", 3, "3 years", False),
        ("once", 1, "once", False),
        ("term", 1, "3 years", True),
        ("month", 0, "month", True),
        ("month", 100, "month", True),
        ("fortnight", 1, "once", True),
    ],
)
def test_how_often(period, every, written, reviewed):
    made = duty(period=period, every=every)
    assert str(made.every) == written
    assert (made.review is not None) == reviewed


@pytest.mark.parametrize(
    ("low", "high", "measure", "expected", "reviewed"),
    [
        (1, 2, None, (1, 2, None), False),
        (None, None, None, (1, None, None), False),
        (None, None, Measure("hours_per_year", 32), (32, None, "hours"), False),
        (None, None, Measure("duration_hours", 1.5, 2), (Decimal("1.5"), 2, "hours"), False),
        (None, None, Measure("money_yuan", 30000), (30000, None, "money_yuan"), False),
        (5, 10, Measure("households", 5, 10), (5, 10, "households"), False),
        (2, None, Measure("items", 2), (2, None, None), False),
        (1, None, Measure("duration_hours", 2), (1, None, None), True),
        (None, None, Measure("duration_hours", 2, per="次"), (2, None, "hours"), True),
        (None, None, Measure("share", 0.005), (Decimal("0.005"), None, "share"), True),
        (None, None, Measure("hours_per_year", None, 5), (1, 5, "hours"), True),
        (None, None, Measure("words", 800), (800, None, None), True),
        (0, None, None, (1, None, None), True),
        (3, 2, None, (3, None, None), True),
        (None, None, Measure("share", math.nan), (1, None, "share"), True),
        (None, None, Measure("money_yuan", 1e30), (1, None, "money_yuan"), True),
    ],
)
def test_how_much(low, high, measure, expected, reviewed):
    made = duty(min_count=low, max_count=high, measure=measure)
    assert (made.at_least, made.at_most, made.measure) == expected
    assert (made.review is not None) == reviewed


@pytest.mark.parametrize(
    ("timing", "rule"),
    [
        ({"day_of_month": 5}, OnDay(day=5)),
        ({"around": "07-01"}, Around(around="07-01")),
        ({"by": "12-31"}, By(by="12-31")),
        ({"window": "Q4"}, Window(window="Q4")),
        ({"weekday": "mon,sat"}, Weekdays(weekdays=["mon", "sat"])),
    ],
)
def test_when(timing, rule):
    made = duty(timing=timing)
    assert made.on == rule
    assert made.review is None


@pytest.mark.parametrize(
    "timing", [{"text": "6月至7月"}, {"day_of_month": 32}, {"by": "02-30"}, {"weekday": ""}]
)
def test_a_time_that_no_rule_says_is_left_to_a_person(timing):
    made = duty(timing=timing)
    assert made.on is None
    assert str(next(iter(timing.values()))) in made.review


def test_doubts_of_the_extraction_and_an_unknown_activity_are_reasons():
    made = duty(activity=Activity.OTHER, doubts=("次数看不清", "次数看不清", "  "))
    assert made.review.startswith("次数看不清；没有对应的活动代码")
    assert made.review.count("次数看不清") == 1


TEXT = """\
示例镇工作方案
2026年1月2日
一、组织生活
1.支委会每月召开一次。
二、学习
每年听党课两次，支委会再开一次。
"""


def proposals() -> list[Proposal]:
    def at(quote: str, **changes) -> Proposal:
        start = TEXT.index(quote)
        return replace(PLAIN, quote=quote, start=start, end=start + len(quote), **changes)

    return [
        at("支委会再开一次", period="once"),
        at("支委会每月召开一次"),
        at("每年听党课两次", activity=Activity.LECTURE, period="year", min_count=2, actor="member"),
    ]


def test_clauses_follow_the_document(tmp_path):
    plan = draft(document(TEXT), proposals(), today=TODAY)
    assert [(clause.ref, clause.title) for clause in plan.clauses] == [
        ("一.1", "支委会"),
        ("二", "党课、支委会"),
    ]
    assert [duty.id for clause in plan.clauses for duty in clause.duties] == [
        "committee-meeting",
        "lecture",
        "committee-meeting-2",
    ]
    assert plan.in_force.from_ == date(2026, 1, 2)
    assert "止日" in plan.note


def test_the_file_shows_the_wording_above_each_duty_and_loads(tmp_path):
    plan = draft(document(TEXT), proposals(), today=TODAY)
    written = write_yaml(plan, TEXT)
    lines = written.splitlines()
    for proposal in proposals():
        at = lines.index(f"      # {proposal.quote}")
        assert lines[at + 1].startswith("      - id: ")
    (tmp_path / "plan.yaml").write_text(written, "utf-8")
    assert load_plan(tmp_path / "plan.yaml") == plan


def test_a_quote_over_several_lines_is_one_comment_line():
    text = "每月\r\n召开\x85一次\u2028支委会: # - {"
    plan = draft(document(text), [replace(PLAIN, start=0, end=len(text))], today=TODAY)
    assert "      # 每月召开一次支委会: # - {\n" in write_yaml(plan, text)


def test_nothing_found_is_a_plan_without_clauses_that_says_so(tmp_path):
    plan = draft(document("没有要求。"), [], today=TODAY)
    assert plan.clauses == ()
    assert "没有提取到应办事项" in plan.note
    (tmp_path / "plan.yaml").write_text(write_yaml(plan), "utf-8")
    assert load_plan(tmp_path / "plan.yaml") == plan


@pytest.mark.parametrize(
    ("source", "text", "plan_id"),
    [
        ("Town Plan (2)", "", "town-plan-2"),
        ("003_示例镇", "示镇委〔2026〕8号\n", "plan-2026-8"),
        ("示例镇", "二〇二五年六月一日\n", "plan-2025-06-01"),
        ("x" * 300, "", "x" * 60),
    ],
)
def test_ids_are_readable(source, text, plan_id):
    assert draft(document(text, source), [], today=TODAY).id == plan_id


def test_an_id_that_is_given_is_kept():
    assert draft(document(""), [], today=TODAY, plan_id="my-plan").id == "my-plan"


COUNTS = st.none() | st.integers(-5, 10**9)
AMOUNTS = st.none() | st.integers(-5, 10**9) | st.floats()
TIMINGS = st.none() | st.dictionaries(
    st.sampled_from(["day_of_month", "around", "by", "window", "weekday", "text"]),
    st.integers(-1, 40) | st.text(max_size=8) | st.sampled_from(["07-01", "Q4", "mon,sat", "H1"]),
    min_size=1,
    max_size=1,
)
NAMES = st.sampled_from(["duration_hours", "hours_per_year", "share", "people", "items"]) | st.text(
    max_size=5
)
SPANS = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def any_proposal(draw) -> Proposal:
    start, end = draw(SPANS)
    return Proposal(
        quote="",
        start=start,
        end=end,
        activity=draw(st.sampled_from(Activity)),
        actor=draw(
            st.sampled_from(["organization", "superior", "group", "member", "leader", "other"]) | st.text()
        ),
        period=draw(st.sampled_from([*map(str, Unit), "term", ""])),
        min_count=draw(COUNTS),
        max_count=draw(COUNTS),
        every=draw(st.integers(-1, 120)),
        measure=draw(
            st.none() | st.builds(Measure, NAMES, AMOUNTS, AMOUNTS, st.none() | st.text(max_size=5))
        ),
        timing=draw(TIMINGS),
        force=draw(st.sampled_from(Force)),
        doubts=tuple(draw(st.lists(st.text(max_size=30), max_size=3))),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(["一、", "1.", "\n", "方案", "2026年1月1日"]) | st.text(max_size=20), max_size=20
    ).map("".join),
    found=st.lists(any_proposal(), max_size=6),
    source=st.text(max_size=20),
)
def test_whatever_was_proposed_the_file_loads_as_the_plan(tmp_path, text, found, source):
    plan = draft(document(text, source), found, today=TODAY)
    path = tmp_path / "plan.yaml"
    path.write_bytes(write_yaml(plan, text).encode())
    assert load_plan(path) == plan
    assert sum(len(clause.duties) for clause in plan.clauses) == len(found)


PROSE = st.sampled_from(
    [
        "一、",
        "（二）",
        "3.",
        "\n",
        "\r\n",
        "，",
        "。",
        "；",
        "每月",
        "每年",
        "每两周",
        "党支部",
        "党员",
        "书记",
        "上级党委",
    ]
    + [
        "召开",
        "开展",
        "组织",
        "一次",
        "２次",
        "不少于",
        "32学时",
        "5—10户",
        "支委会",
        "主题党日",
        "党课",
        "5日",
        "年底前",
    ]
    + ["任期", "不少于5‰", "第四季度", "原则上", "可以", "0次", "〇", "99999999999999999999次", "\t"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PROSE, max_size=40).map("".join))
def test_whatever_is_extracted_from_prose_becomes_a_file_that_loads(tmp_path, text):
    plan = draft(document(text), extract(text), today=TODAY)
    path = tmp_path / "plan.yaml"
    path.write_bytes(write_yaml(plan, text).encode())
    assert load_plan(path) == plan
