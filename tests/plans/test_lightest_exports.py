"""The lightest year as people take it with them; every form states the proof and cites the clauses."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import icalendar
import pytest
from made_plans import made_plan
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from zhibu.plans.codes import Level, Sector
from zhibu.plans.lightest import lightest_year
from zhibu.plans.lightest.exports import lightest_ics, lightest_json, lightest_table, lightest_xlsx
from zhibu.plans.lightest.wording import length_in_words

PLANS = (
    made_plan(
        "town",
        {"activity": "party_day", "on": {"day": 5, "shift": "nearest"}},
        {"activity": "lecture", "every": "year", "on": {"around": "07-01"}},
        {"activity": "committee_meeting", "every": "quarter"},
        {"activity": "dues", "subject": "member"},
        {"activity": "funding", "every": "year", "at_least": 5000, "measure": "yuan", "title": "=党建经费"},
        document_no="示镇委〔2026〕1号",
    ),
    made_plan("county", {"activity": "party_day", "every": "quarter"}),
)
FORMS = {
    "table": lambda year: lightest_table(year).encode(),
    "json": lightest_json,
    "ics": lightest_ics,
    "xlsx": lightest_xlsx,
}


@pytest.fixture(scope="module")
def year():
    return lightest_year(PLANS, Level.BRANCH, Sector.RURAL, 2026)


def text_of(form, content) -> str:
    """Everything that a form says, as one text."""
    if form == "xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return "\n".join(str(cell) for name in book.sheet_names for row in cells(book, name) for cell in row)
    if form == "ics":
        calendar = icalendar.Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        said = [str(event[key]) for event in events for key in ("summary", "description")]
        return "\n".join([str(calendar["x-wr-caldesc"]), *said])
    return content.decode().replace("\n", "")


def cells(book, name):
    return book.get_sheet_by_name(name).to_python()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_states_that_the_number_is_proven(year, form):
    said = text_of(form, FORMS[form](year))
    assert "OPTIMAL" in said
    assert "已证明最少" in said
    assert "示镇委〔2026〕1号" in said


@pytest.mark.parametrize("form", FORMS)
def test_every_form_states_the_gap_where_the_proof_is_missing(year, form):
    unproven = replace(year, bound=len(year.gatherings) - 3)
    said = text_of(form, FORMS[form](unproven))
    assert "FEASIBLE" in said
    assert f"不会少于{len(year.gatherings) - 3}次" in said
    assert "还能再少3次" in said
    assert "OPTIMAL" not in said


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_that_a_calendar_is_provisional(form):
    later = lightest_year(PLANS, Level.BRANCH, Sector.RURAL, 2090)
    said = text_of(form, FORMS[form](later))
    assert "暂算" in said or json.loads(said)["provisional"] is True


@pytest.mark.parametrize("form", FORMS)
def test_the_same_year_is_the_same_file(year, form):
    again = lightest_year(PLANS, Level.BRANCH, Sector.RURAL, 2026)
    assert FORMS[form](again) == FORMS[form](year)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_year_can_be_written(form):
    empty = lightest_year([], Level.BRANCH, Sector.RURAL, 2026)
    assert "0次" in text_of(form, FORMS[form](empty)) or form == "json"


def test_the_table_reads_as_a_secretary_reads_it(year):
    lines = lightest_table(year, 110).splitlines()
    assert lines[0] == "2026年最轻的一年：农村党支部"
    assert lines[1].startswith("全年聚会16次（全体党员12次，支委会4次），已证明最少")
    assert "要21次；合起来开，少5次" in lines[2]  # 12 + 1 + 4 + 4
    (july,) = [line for line in lines if line.startswith("7月6日 周一")]
    assert "主题党日30分钟 · 党课1小时" in july
    assert "1小时30分" in july
    assert any(line.startswith("单独事项") for line in lines)
    assert any("每名党员" in line and "共12回，聚会当天办" in line for line in lines)
    assert any("=党建经费" in line and "5000元" in line for line in lines)


def test_each_number_in_the_table_names_its_clause(year):
    lines = lightest_table(year).splitlines()
    grounds = [line for line in lines if line.startswith("[")]
    assert [line.split("]")[0][1:] for line in grounds] == [str(n) for n in range(1, len(grounds) + 1)]
    assert "[1] 《town方案》（示镇委〔2026〕1号）第1条" in grounds


@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_table_keeps_to_its_width(year, width):
    assert max(cell_len(line) for line in lightest_table(year, width).splitlines()) <= width


def test_json_gives_what_a_program_needs(year):
    data = json.loads(lightest_json(year))
    assert data["status"] == "OPTIMAL"
    assert data["gathering_count"] == len(data["gatherings"]) == data["lower_bound"] == 16
    assert (data["gap"], data["one_by_one_count"], data["max_minutes"]) == (0, 21, 180)
    july = next(one for one in data["gatherings"] if one["date"] == "2026-07-06")
    assert (july["audience"], july["minutes"]) == ("all", 90)
    assert [segment["activity"] for segment in july["segments"]] == ["party_day", "lecture"]
    clauses = july["segments"][0]["clauses"]
    assert {(c["plan_id"], c["document_no"], c["ref"]) for c in clauses} == {
        ("town", "示镇委〔2026〕1号", "第1条"),
        ("county", None, "第1条"),
    }
    (funding,) = [one for one in data["matters"] if one["activity"] == "funding"]
    assert (funding["amount"], funding["measure"], funding["subject"]) == (5000, "yuan", "organization")


def test_the_calendar_has_an_all_day_event_for_everything(year):
    events = icalendar.Calendar.from_ical(lightest_ics(year)).walk("VEVENT")
    assert len(events) == len(year.gatherings) + len(year.matters)
    assert len({str(event["uid"]) for event in events}) == len(events)
    july = next(event for event in events if "党课" in event["summary"])
    assert july["dtstart"].dt == date(2026, 7, 6)
    assert july["summary"] == "主题党日、党课（全体党员）"
    assert "聚会：1小时30分（全体党员）" in july["description"]


def test_the_workbook_lists_gatherings_and_matters_apart(year):
    book = CalamineWorkbook.from_filelike(BytesIO(lightest_xlsx(year)))
    assert book.sheet_names == ["聚会", "单独事项", "说明"]
    gatherings = [row for row in cells(book, "聚会") if isinstance(row[0], date)]
    assert [row[0] for row in gatherings] == [one.day for one in year.gatherings]
    matters = [row for row in cells(book, "单独事项") if isinstance(row[0], date)]
    assert len(matters) == 13
    assert [row[2] for row in matters if "经费" in row[2]] == ["=党建经费"]


def test_groups_keep_their_own_events_apart():
    plan = made_plan("p", {"activity": "group_meeting", "for": {"level": "group"}})
    year = lightest_year([plan], Level.BRANCH, Sector.RURAL, 2026, groups=3)
    events = icalendar.Calendar.from_ical(lightest_ics(year)).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == 36
    assert "第3党小组" in lightest_table(year)


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0分钟"), (45, "45分钟"), (60, "1小时"), (150, "2小时30分"), (180, "3小时")]
)
def test_lengths_in_words(minutes, words):
    assert length_in_words(minutes) == words
