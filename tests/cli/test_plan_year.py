"""``zhibu plan year``: every form, whole or not at all, and a sentence for whatever is wrong."""

import json
from io import BytesIO
from pathlib import Path

import icalendar
import pytest
from python_calamine import CalamineWorkbook
from run_zhibu import run_zhibu

from zhibu.plans.library import library_folder

PLAN = """\
id: town
title: 示例镇方案
issuer: {name: 示例镇党委, level: town}
in_force: {from: 2020-01-01, to: null}
applies_to: {level: branch}
clauses:
  - ref: 一
    duties:
      - {id: party-day, activity: party_day, every: month, on: {day: 5, shift: nearest}}
"""
BRANCH = ("--level", "branch", "--sector", "rural")


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, "plan", "year", *args)


@pytest.fixture
def plan(tmp_path) -> Path:
    path = tmp_path / "plans" / "town.yaml"
    path.parent.mkdir()
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_the_table_is_printed_by_default(zhibu, plan):
    done = zhibu(plan, *BRANCH, "--year", "2026")
    assert (done.code, done.err) == (0, "")
    assert "4月3日 周五" in done.out and "[1] 《示例镇方案》一" in done.out


def test_a_folder_stands_for_its_plan_files(zhibu, plan):
    one, folder = (zhibu(path, *BRANCH, "--year", "2026", "--format", "json") for path in (plan, plan.parent))
    assert one == folder
    assert len(json.loads(one.out)["dues"]) == 12


def test_each_form_is_written_to_its_file(zhibu, plan, tmp_path):
    for form in ("table", "json", "ics", "xlsx"):
        out = tmp_path / f"year.{form}"
        done = zhibu(plan, *BRANCH, "--year", "2026", "--format", form, "--out", out)
        assert (done.code, done.out, done.err) == (0, "", "")
    assert len(icalendar.Calendar.from_ical((tmp_path / "year.ics").read_bytes()).walk("VEVENT")) == 12
    book = CalamineWorkbook.from_filelike(BytesIO((tmp_path / "year.xlsx").read_bytes()))
    assert len(book.get_sheet_by_name("全年安排").to_python()) == 14
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "plans", "year.ics", "year.json", "year.table", "year.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--level", "bramch", "--sector", "rural", "--year", "2026"), "可用 county、department、town"),
        (("--level", "branch", "--sector", "farm", "--year", "2026"), "可用 rural、community"),
        ((*BRANCH, "--year", "1899"), "1900 至 2200"),
        ((*BRANCH, "--year", "2201"), "1900 至 2200"),
        ((*BRANCH, "--year", "明年"), "--year"),
        (BRANCH, "--year"),
        ((*BRANCH, "--year", "2026", "--format", "pdf"), "table、json、ics、xlsx"),
        ((*BRANCH, "--year", "2026", "--holidays", "nowhere.yaml"), "nowhere.yaml:1: 文件读不出来"),
    ],
)
def test_a_wrong_command_line_is_refused_in_a_sentence(zhibu, plan, tmp_path, options, words):
    out = tmp_path / "year.json"
    done = zhibu(plan, "--out", out, *options)
    assert done.code == 2
    assert words in done.err and "Traceback" not in done.err
    assert not out.exists()


def test_a_bad_plan_file_leaves_an_earlier_output_as_it_was(zhibu, plan, tmp_path):
    out = tmp_path / "year.ics"
    out.write_bytes(b"earlier")
    plan.write_text(PLAN.replace("month", "fortnight"), encoding="utf-8")
    done = zhibu(plan, *BRANCH, "--year", "2026", "--format", "ics", "--out", out)
    assert done.code == 2
    assert "town.yaml:9:" in done.err and "fortnight" in done.err
    assert out.read_bytes() == b"earlier"


def test_where_no_plan_applies_the_list_is_empty_and_says_so(zhibu, plan):
    done = zhibu(plan, "--level", "town", "--sector", "school", "--year", "2026", "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["dues"] == []
    assert "没有一项适用" in done.err


def test_a_provisional_year_says_so_in_every_form(zhibu, plan, tmp_path):
    shown = zhibu(plan, *BRANCH, "--year", "2150")
    assert "暂算" in shown.out and shown.err == ""
    data = zhibu(plan, *BRANCH, "--year", "2150", "--format", "json")
    assert json.loads(data.out)["provisional"] is True and "暂算" in data.err


def test_a_new_notice_settles_a_provisional_year(zhibu, plan, tmp_path):
    notice = tmp_path / "notice.yaml"
    notice.write_text(
        "notices:\n- year: 2150\n  source: 某通知\n  holidays:\n"
        "  - {name: 元旦, from: 2150-01-01, to: 2150-01-06}\n",
        encoding="utf-8",
    )
    done = zhibu(plan, *BRANCH, "--year", "2150", "--format", "json", "--holidays", notice)
    data = json.loads(done.out)
    assert (data["provisional"], done.err) == (False, "")
    assert data["dues"][0]["dates"] == ["2150-01-07"]


def test_a_plan_for_a_subtree_is_listed_when_the_subtree_is_named(zhibu, plan):
    plan.write_text(PLAN.replace("{level: branch}", "{under: t1}"), encoding="utf-8")
    without = zhibu(plan, *BRANCH, "--year", "2026", "--format", "json")
    assert json.loads(without.out)["left_out"] == ["town"] and "--under t1" in without.err
    named = zhibu(plan, *BRANCH, "--year", "2026", "--format", "json", "--under", "t1")
    assert len(json.loads(named.out)["dues"]) == 12


@pytest.mark.parametrize("level", ["branch", "town"])
def test_the_bundled_plans_give_a_year(zhibu, level):
    done = zhibu(
        library_folder(), "--level", level, "--sector", "rural", "--year", "2026", "--format", "json"
    )
    assert done.code == 0
    assert all(due["dates"] and due["clauses"] for due in json.loads(done.out)["dues"])


def test_help_is_in_chinese_and_complete(zhibu):
    done = zhibu("--help")
    assert done.code == 0
    for option in ("--level", "--sector", "--year", "--format", "--out", "--under", "--holidays"):
        assert option in done.out
    assert "农村" in done.out and "党支部" in done.out
