"""What a year looks like outside the program: read back with other people's readers."""

import json
import unicodedata
import zipfile
from datetime import date
from io import BytesIO

import icalendar
import pytest
from made_plans import made_plan
from python_calamine import CalamineWorkbook

from zhibu.plans.codes import Level, Sector
from zhibu.plans.export import ics, table, xlsx, year_calendar, year_json
from zhibu.plans.year import plan_year

PLANS = (
    made_plan(
        "county-2026",
        {"title": "=主题党日,「学习」;一", "activity": "party_day", "on": {"day": 5, "shift": "nearest"}},
        {"activity": "lecture", "every": "quarter", "evidence": "签到与记录"},
        {"activity": "push", "every": "week", "at_least": 2, "on": {"weekdays": ["mon", "sat"]}},
        {"activity": "group_study", "every": "year", "at_least": "1.5", "measure": "hours", "at_most": 8},
        issuer="county",
        document_no="县委〔2026〕1号",
    ),
    made_plan(
        "town-2026",
        {"activity": "lecture", "every": "year", "at_most": 2, "on": {"around": "07-01"}, "force": "should"},
        {"activity": "self_study", "subject": "member", "for": {"category": "retired"}, "review": "次数存疑"},
        until="2026-11-10",
    ),
)


def sheet_of(*plans, year=2026):
    return plan_year(plans, Level.BRANCH, Sector.RURAL, year)


@pytest.fixture(scope="module")
def calendar():
    return year_calendar(sheet_of(*PLANS))


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# --- a phone's calendar -----------------------------------------------------------------------------


def test_an_event_is_all_day_and_cites_its_clauses(calendar):
    july = next(
        event for event in events(ics(calendar)) if event["SUMMARY"] == "党课" and event.start.month == 7
    )
    assert (july.start, july.end) == (date(2026, 7, 1), date(2026, 7, 2))
    assert july["DTSTART"].params["VALUE"] == "DATE"
    description = str(july["DESCRIPTION"])
    assert "《county-2026方案》（县委〔2026〕1号）第2条" in description
    assert "《town-2026方案》第1条" in description
    assert "签到与记录" in description and "每年不多于2次" in description


def test_every_day_has_its_event_and_every_event_its_own_lasting_name(calendar):
    found = events(ics(calendar))
    assert len(found) == sum(len(row.days) for row in calendar.rows)
    names = [str(event["UID"]) for event in found]
    assert len(set(names)) == len(names)
    fewer = events(ics(year_calendar(sheet_of(PLANS[0]))))
    assert {str(event["UID"]) for event in fewer} <= set(names)
    for event in found:
        assert {"DTSTAMP", "DTSTART", "SUMMARY", "UID"} <= set(event)


def test_text_survives_commas_semicolons_and_line_folding(calendar):
    content = ics(calendar)
    assert {str(event["SUMMARY"]) for event in events(content)} >= {"=主题党日,「学习」;一"}
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)


def test_the_same_year_gives_the_same_file(calendar):
    assert ics(calendar) == ics(year_calendar(sheet_of(*PLANS)))
    assert xlsx(calendar) == xlsx(year_calendar(sheet_of(*PLANS)))


def test_a_year_before_computers_has_a_stamp_that_readers_take():
    old = made_plan("p", {"every": "year"}, since="1921-07-01")
    (event,) = events(ics(year_calendar(sheet_of(old, year=1921))))
    assert event["DTSTAMP"].dt.year == 1970
    assert event.start == date(1921, 12, 31)


def test_an_empty_year_is_still_a_calendar():
    empty = year_calendar(sheet_of())
    assert events(ics(empty)) == []
    assert "没有应办事项" in table(empty)
    assert len(CalamineWorkbook.from_filelike(BytesIO(xlsx(empty))).sheet_names) == 2


# --- a workbook -------------------------------------------------------------------------------------


def test_the_workbook_holds_real_dates_and_plain_text(calendar):
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(calendar)))
    assert book.sheet_names == ["全年安排", "条款出处"]
    title, head, *rows = book.get_sheet_by_name("全年安排").to_python()
    assert title[0] == "2026年农村党支部应办事项"
    assert head[:3] == ["日期", "星期", "事项"]
    assert all(isinstance(row[0], date) for row in rows)
    assert [row[0] for row in rows] == sorted(day for line in calendar.rows for day in line.days)
    april = next(row for row in rows if row[2].startswith("=主题党日") and row[0].month == 4)
    assert april[:2] == [date(2026, 4, 3), "周五"]
    assert "5日遇清明改期" in april[7]


def test_every_clause_is_on_the_second_sheet(calendar):
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(calendar)))
    _, head, *rows = book.get_sheet_by_name("条款出处").to_python()
    assert head == ["应办事项", "方案", "文号", "条款", "条款名称", "原要求事项", "原要求"]
    assert len(rows) == 6
    assert ["党课", "town-2026方案", "", "第1条", "", "党课", "每年，原则上1至2次"] in rows


def test_the_workbook_is_set_up_to_scroll_filter_and_print(calendar):
    with zipfile.ZipFile(BytesIO(xlsx(calendar))) as parts:
        for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            sheet = parts.read(name).decode()
            assert 'ySplit="2"' in sheet and 'state="frozen"' in sheet
            assert "<autoFilter" in sheet
            assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
            assert 'fitToHeight="0"' in sheet
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


# --- a table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 80, 100, 160])
def test_columns_of_the_table_stand_under_each_other(calendar, columns):
    lines = table(calendar, columns).splitlines()
    head = next(line for line in lines if line.startswith("日期"))
    starts = [width(head[: head.index(name)]) for name in ("事项", "要求", "对象", "依据")]
    body = lines[lines.index(head) + 2 : lines.index("依据：")]
    assert all(width(line) <= columns for line in body)
    for line in body:
        edges = [width(line[:n]) for n in range(len(line) + 1)]
        for start in starts:
            if width(line) > start:
                # a blank stands before every column, so no cell runs into the next
                assert start in edges and line[edges.index(start) - 1] == " "


def test_the_table_goes_month_by_month_and_puts_weeks_together(calendar):
    lines = table(calendar).splitlines()
    months = [line for line in lines if line.startswith("【")]
    assert months == ["【2025年12月】", *(f"【{n}月】" for n in range(1, 13))]
    pushes = [line for line in lines if "推送学习资料" in line]
    assert len(pushes) == 13
    assert any("第2至5周" in line and "每周至少2次" in line for line in pushes)


def test_the_table_numbers_the_places_it_cites(calendar):
    text = table(calendar)
    listed = [line for line in text.splitlines() if line.startswith("[")]
    assert [line.split("]")[0] for line in listed] == [f"[{n}" for n in range(1, 7)]
    assert len(listed) == len({line.split("] ")[1] for line in listed}) == 6


def test_what_a_reader_has_to_know_is_said():
    away = made_plan("away", {}, applies_to={"under": "t9"})
    remarks = year_calendar(sheet_of(*PLANS, away, year=2150)).remarks
    assert len(remarks) == 2
    assert "暂算" in remarks[0] and "2150年" in remarks[0]
    assert "《away方案》" in remarks[1] and "--under t9" in remarks[1]
    assert "暂算" in table(year_calendar(sheet_of(*PLANS, year=2150)))


def test_notes_tell_of_partial_periods_and_doubtful_clauses(calendar):
    study = [row for row in calendar.rows if row.title == "自学"]
    assert [row.note.count("不算逾期") for row in study] == [0] * 10 + [1]
    assert all("尚待核对" in row.note for row in study)
    assert study[0].who == "每名离退休党员"


def test_a_long_choice_of_days_is_not_spelt_out():
    plan = made_plan("p", {"every": "month", "on": {"weekdays": ["mon", "wed", "fri"]}})
    row = year_calendar(sheet_of(plan)).rows[2]
    assert row.when == "3月2日 周一等13天，任选"
    assert row.days == (date(2026, 3, 2),)


# --- JSON -------------------------------------------------------------------------------------------


def test_the_json_has_the_agreed_keys():
    data = json.loads(year_json(sheet_of(*PLANS)))
    assert {key: data[key] for key in ("year", "level", "sector", "provisional")} == {
        "year": 2026,
        "level": "branch",
        "sector": "rural",
        "provisional": False,
    }
    lecture = next(
        due for due in data["dues"] if due["activity"] == "lecture" and due["period_start"] == "2026-07-01"
    )
    assert lecture.pop("clauses") == [
        {
            "plan_id": "county-2026",
            "duty_id": "d2",
            "title": "county-2026方案",
            "document_no": "县委〔2026〕1号",
            "ref": "第2条",
            "clause_title": None,
        },
        {
            "plan_id": "town-2026",
            "duty_id": "d1",
            "title": "town-2026方案",
            "document_no": None,
            "ref": "第1条",
            "clause_title": None,
        },
    ]
    assert lecture == {
        "plan_id": "county-2026",
        "duty_id": "d2",
        "activity": "lecture",
        "title": "党课",
        "subject": "organization",
        "for": {},
        "who": "本组织",
        "every": "quarter",
        "period_start": "2026-07-01",
        "period_end": "2026-09-30",
        "dates": ["2026-07-01"],
        "required": 1,
        "at_most": None,
        "measure": None,
        "force": "must",
        "demanded": True,
    }


def test_amounts_are_numbers_in_json():
    due = next(due for due in json.loads(year_json(sheet_of(*PLANS)))["dues"] if due["measure"])
    assert (due["required"], due["at_most"], due["measure"]) == (1.5, 8, "hours")
