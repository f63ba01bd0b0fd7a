"""``zhibu plan lighten`` as it is typed."""

import json
from pathlib import Path

import icalendar
import pytest
from python_calamine import CalamineWorkbook
from run_zhibu import run_zhibu

from zhibu.plans.library import library_folder
from zhibu.plans.lightest import standard_settings

PLAN = """\
id: example-town
title: 示例镇工作方案
issuer: {name: 示例镇党委, level: town}
document_no: 示镇委〔2026〕1号
in_force: {from: 2020-01-01, to: null}
clauses:
  - ref: 一.1
    duties:
      - {id: party-day, activity: party_day, every: month, on: {day: 5, shift: nearest}}
      - {id: study, activity: group_study, every: month}
  - ref: 一.2
    duties:
      - {id: groups, activity: group_meeting, for: {level: group}, every: month}
"""
CLASH = """\
id: strict-town
title: 从严方案
issuer: {name: 示例镇党委, level: town}
in_force: {from: 2020-01-01, to: null}
clauses:
  - ref: 二.3
    duties:
      - {id: party-day, activity: party_day, every: year, at_least: 1, at_most: 6}
"""
KIND = ("--level", "branch", "--sector", "rural", "--year", "2026")


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, *args)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_the_table_is_printed(zhibu, plan):
    done = zhibu("plan", "lighten", plan, *KIND)
    assert done.code == 0
    assert "全年聚会12次" in done.out
    assert "已证明最少（OPTIMAL）" in done.out
    assert done.err == ""


def test_groups_are_added_on_request(zhibu, plan):
    done = zhibu("plan", "lighten", plan, *KIND, "--groups", 2, "--format", "json")
    assert json.loads(done.out)["by_audience"] == {"全体党员": 12, "第1党小组": 12, "第2党小组": 12}


@pytest.mark.parametrize("form", ["table", "json", "ics", "xlsx"])
def test_every_format_is_written_to_a_file(zhibu, plan, tmp_path, form):
    out = tmp_path / f"year.{form}"
    done = zhibu("plan", "lighten", plan, *KIND, "--format", form, "--out", out)
    assert (done.code, done.out) == (0, "")
    assert "OPTIMAL" in done.err
    readers = {
        "table": lambda path: path.read_text(encoding="utf-8"),
        "json": lambda path: json.loads(path.read_bytes()),
        "ics": lambda path: icalendar.Calendar.from_ical(path.read_bytes()),
        "xlsx": CalamineWorkbook.from_path,
    }
    assert readers[form](out)


def test_the_longest_gathering_is_stated_and_kept(zhibu, plan):
    done = zhibu("plan", "lighten", plan, *KIND, "--max-minutes", 60, "--format", "json")
    data = json.loads(done.out)
    assert data["max_minutes"] == 60
    assert data["gathering_count"] == 24
    assert max(one["minutes"] for one in data["gatherings"]) <= 60


def test_clashing_clauses_are_named_and_nothing_is_written(zhibu, plan, tmp_path):
    other = tmp_path / "clash.yaml"
    other.write_text(CLASH, encoding="utf-8")
    out = tmp_path / "year.json"
    done = zhibu("plan", "lighten", plan, other, *KIND, "--out", out)
    assert done.code == 2
    assert "示镇委〔2026〕1号" in done.err
    assert "《从严方案》二.3：主题党日，2026年全年至多6次" in done.err
    assert "Traceback" not in done.err
    assert not out.exists()


def test_a_limit_too_short_for_a_single_activity_is_refused(zhibu, plan):
    done = zhibu("plan", "lighten", plan, *KIND, "--max-minutes", 40)
    assert done.code == 2
    assert "集中学习" in done.err
    assert "--max-minutes" in done.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--level", "village"),
        ("--sector", "town"),
        ("--year", "26"),
        ("--year", "soon"),
        ("--groups", "-1"),
        ("--max-minutes", "5"),
        ("--time-limit", "0"),
        ("--format", "pdf"),
        ("--settings", "no-such-file.yaml"),
        ("--holidays", "no-such-file.yaml"),
    ],
)
def test_bad_options_are_refused_in_a_sentence(zhibu, plan, wrong):
    done = zhibu("plan", "lighten", plan, *KIND, *wrong)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert any("\u4e00" <= ch <= "\u9fff" for ch in done.err)


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_last_years_can_be_asked_for(zhibu, tmp_path, year):
    path = tmp_path / "old.yaml"
    path.write_text(PLAN.replace("2020-01-01", "1900-01-01"), encoding="utf-8")
    done = zhibu("plan", "lighten", path, "--level", "branch", "--sector", "rural", "--year", year)
    assert done.code == 0
    assert "暂算" in done.out


def test_local_settings_change_what_may_share(zhibu, plan, tmp_path):
    shipped = Path(__file__).parents[2] / "src/zhibu/plans/data/gatherings.yaml"
    longer = shipped.read_text(encoding="utf-8").replace(
        "group_study: {audience: all, minutes: 45}",
        "group_study: {audience: all, minutes: 45, apart_from: [party_day]}",
    )
    local = tmp_path / "local.yaml"
    local.write_text(longer, encoding="utf-8")
    done = zhibu("plan", "lighten", plan, *KIND, "--settings", local, "--format", "json")
    assert json.loads(done.out)["gathering_count"] == 24


def test_bad_settings_are_refused_by_file_and_line(zhibu, plan, tmp_path):
    local = tmp_path / "local.yaml"
    local.write_text("dated: 2026-01-01\ngatherings:\n  lecture: {audience: crowd, minutes: 60}\n")
    done = zhibu("plan", "lighten", plan, *KIND, "--settings", local)
    assert done.code == 2
    assert f"{local}:3:" in done.err


def test_the_help_explains_every_option(zhibu):
    done = zhibu("plan", "lighten", "--help")
    assert done.code == 0
    for option in (
        "--level",
        "--groups",
        "--max-minutes",
        "--time-limit",
        "--settings",
        "--under",
        "--holidays",
    ):
        assert option in done.out


def test_the_bundled_library_gives_a_year(zhibu):
    done = zhibu("plan", "lighten", library_folder(), *KIND, "--groups", 3)
    assert done.code == 0
    assert "已证明最少" in done.out
    assert str(standard_settings().dated) in done.out
