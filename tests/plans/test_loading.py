"""Plan files: what is read, and how every slip is named by file and line."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from zhibu.plans.codes import Activity, Force, Level, SubjectType
from zhibu.plans.date_rules import Around, OnDay, Shift
from zhibu.plans.errors import PlanFileError
from zhibu.plans.library import library_folder
from zhibu.plans.loading import json_schema, json_schema_text, load_plan, load_plans
from zhibu.plans.periods import Recurrence, Unit

SOUND = """\
id: example-town
title: 示例镇工作方案
issuer: {name: 示例镇党委, level: town}
document_no: 示镇委〔2026〕1号
in_force: {from: 2026-01-01, to: null}
applies_to: {level: [branch, group], sector: rural}
clauses:
  - ref: 一.1
    title: 三会一课
    duties:
      - id: general-meeting
        activity: general_meeting
        for: {level: branch}
        every: quarter
      - id: lecture
        activity: lecture
        every: 2 months
        at_least: 1.5
        at_most: 3
        measure: hours
        force: should
        on: {around: 07-01}
      - id: dues
        activity: dues
        subject: member
        for: {is_leader: false, flow: [none, in]}
        every: month
        on: {day: 5, shift: nearest}
"""


def write(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(PlanFileError) as refused:
        load_plan(path)
    assert all(problem.path == path for problem in refused.value.problems)
    return [(problem.line, problem.message) for problem in refused.value.problems]


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    plan = load_plan(write(tmp_path, SOUND))
    meeting, lecture, dues = (cited.duty for cited in plan.duties())
    assert plan.applies_to.level == (Level.BRANCH, Level.GROUP)
    assert plan.in_force.from_ == date(2026, 1, 1) and plan.in_force.to is None
    assert (meeting.at_least, meeting.force, meeting.subject) == (1, Force.MUST, SubjectType.ORGANIZATION)
    assert lecture.activity is Activity.LECTURE and lecture.every == Recurrence(Unit.MONTH, 2)
    assert lecture.at_least == Decimal("1.5") and lecture.on == Around(around="07-01", days=15)
    assert dues.on == OnDay(day=5, shift=Shift.NEAREST)
    assert [cited.citation for cited in plan.duties()][0] == "《示例镇工作方案》（示镇委〔2026〕1号）一.1"


SLIPS = {
    "a key misspelt": ("title: 三会一课", "titel: 三会一课", 9, "是否想写 title"),
    "an unknown activity": ("activity: lecture", "activity: lecter", 16, "是否想写 lecture"),
    "an unknown level": ("level: town", "level: moon", 3, "central、province"),
    "no months": ("every: 2 months", "every: 0 months", 17, "不是周期"),
    "an unknown recurrence": ("every: quarter", "every: quarterly", 14, "不是周期"),
    "nothing demanded": ("at_least: 1.5", "at_least: 0", 18, "应大于 0"),
    "less than nothing": ("at_least: 1.5", "at_least: -1", 18, "应大于 0"),
    "not a number": ("at_least: 1.5", "at_least: 两次", 18, "应是数字"),
    "no such number": ("at_least: 1.5", "at_least: .nan", 18, "应是数字"),
    "most below least": ("at_most: 3", "at_most: 1", 15, "at_most 小于 at_least"),
    "a measure with capitals": ("measure: hours", "measure: Hours", 20, "小写字母"),
    "no such day": ("{day: 5,", "{day: 45,", 28, "应不大于 31"),
    "no such shift": ("shift: nearest", "shift: closest", 28, "nearest、next、previous、none"),
    "two date rules": ("{around: 07-01}", "{around: 07-01, by: 12-31}", 22, "只写一种"),
    "no such month": ("around: 07-01", "around: 13-01", 22, "不是月日"),
    "a date that is a number": ("from: 2026-01-01", "from: 0", 5, "不是日期"),
    "an end before its start": ("to: null", "to: 2025-12-31", 5, "止日早于起日"),
    "a far year": ("from: 2026-01-01", "from: 0026-01-01", 5, "1900"),
    "a ref that is a number": ("ref: 一.1", "ref: 1.10", 8, "请加引号"),
    "an empty selection": ("level: [branch, group]", "level: []", 6, "空的列表"),
    "members in applies_to": ("sector: rural}", "category: rural}", 6, "只按党组织选取"),
    "a member's key": (
        "for: {level: branch}",
        "for: {is_frail: true}",
        11,
        "subject: organization",
    ),
    "an organization's key": (
        "for: {is_leader: false,",
        "for: {level: branch,",
        23,
        "subject: member",
    ),
    "yes for a flag": ("is_leader: false", "is_leader: 7", 26, "true 或 false"),
    "a missing title": ("title: 示例镇工作方案\n", "", 1, "缺少 title"),
    "an id twice": ("id: lecture", "id: general-meeting", 15, "第 11 行用过"),
    "an anchor": ("title: 三会一课", "title: &a 三会一课", 9, "锚点"),
    "a key twice": ("every: quarter", "every: quarter\n        every: month", 15, "写了两次"),
    "a bracket left open": ("sector: rural}", "sector: rural", 7, "YAML 写法有误"),
    "a tab": ("        every: quarter", "\tevery: quarter", 14, "YAML 写法有误"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_named_at_its_line(slip: str, tmp_path: Path) -> None:
    old, new, line, words = SLIPS[slip]
    assert SOUND.count(old) >= 1
    found = problems(write(tmp_path, SOUND.replace(old, new, 1)))
    assert len(found) == 1, found
    assert found[0][0] == line and words in found[0][1], found


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("level: town", "level: moon").replace("every: quarter", "every: 0 weeks")
    assert [line for line, _ in problems(write(tmp_path, text.replace("at_least: 1.5", "at_least: 0")))] == [
        3,
        14,
        18,
    ]


def test_problems_of_several_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, SOUND.replace("level: town", "level: moon"), "a.yaml")
    write(tmp_path, "", "b.yaml")
    write(tmp_path, SOUND, "c.yaml")
    write(tmp_path, SOUND, "d.yaml")
    with pytest.raises(PlanFileError) as refused:
        load_plans([tmp_path])
    assert [problem.path.name for problem in refused.value.problems] == ["a.yaml", "b.yaml", "d.yaml"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND)
    assert len(load_plans([path, tmp_path, path])) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "键: 值"),
        (b"\x00\x01\x02\x03", "YAML 写法有误"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("标题: 一\n".encode("gb18030"), "UTF-8"),
        (b"- 1\n- 2\n", "键: 值"),
        (b"id: a\n---\nid: b\n", "YAML 写法有误"),
        (b"a: " + b"[" * 3000, "嵌套超过"),
        (b"id: " + b"x" * 1_100_000, "1 MB"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "锚点"),
        (b"? [a, b]\n: c\n", "缺少"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    assert any(words in message for _, message in problems(path))


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    assert "没有这个文件" in problems(tmp_path / "none.yaml")[0][1]
    with pytest.raises(PlanFileError, match="没有方案文件"):
        load_plans([tmp_path])


@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_plan_or_a_plan_file_error(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    with pytest.raises(PlanFileError):
        load_plan(path)


@given(start=st.integers(0, len(SOUND)), length=st.integers(1, 40), new=st.text(max_size=10))
def test_a_damaged_file_is_a_plan_or_a_plan_file_error(
    start: int, length: int, new: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(SOUND[:start] + new + SOUND[start + length :], encoding="utf-8", errors="replace")
    try:
        assert load_plan(path).id
    except PlanFileError as refused:
        assert refused.problems and all(problem.line >= 1 for problem in refused.problems)


def test_what_is_written_out_reads_the_same(tmp_path: Path) -> None:
    plan = load_plan(write(tmp_path, SOUND))
    again = type(plan).model_validate(plan.model_dump(mode="json", by_alias=True))
    assert again == plan


def test_the_published_schema_is_the_models_own() -> None:
    published = (library_folder() / "plan.schema.json").read_text(encoding="utf-8")
    assert published == json_schema_text(), "run: ./dev zhibu plan check --schema > plans/plan.schema.json"


def test_the_schema_accepts_what_the_loader_does_and_refuses_a_slip() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    sound = json.loads(json.dumps(YAML(typ="safe").load(SOUND), default=str))
    jsonschema.validate(sound, json_schema())
    sound["clauses"][0]["duties"][0]["every"] = "0 months"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sound, json_schema())
