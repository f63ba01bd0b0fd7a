"""The working calendar: what the notices say, what is unknown, and where a fixed day goes."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.plans.date_rules import Shift
from zhibu.plans.errors import PlanFileError
from zhibu.plans.notices import HolidayNotice
from zhibu.plans.periods import Period, calendar_year, months_of
from zhibu.plans.workdays import (
    SEED,
    calendar_from,
    days_of,
    in_words,
    load_notices,
    own_notices,
    seed,
    work_calendar,
)

OCTOBER = months_of(2026, 10, 1)


def notice(**changes):
    holiday = {"name": "元旦", "from": "2031-01-01", "to": "2031-01-03", "work": ["2031-01-05"]}
    return {"year": 2031, "source": "某通知", "holidays": [holiday | changes]}


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_known_year_agrees_with_the_seed_day_by_day(year):
    mine = work_calendar()
    assert [day for day in days_of(calendar_year(year)) if mine.is_workday(day)] == [
        day for day in days_of(calendar_year(year)) if chinese_calendar.is_workday(day)
    ]
    assert not mine.provisional(year)


def test_own_notices_name_their_source_and_agree_with_the_seed():
    off, work, sources = seed()
    for own in own_notices():
        assert sources.get(own.year, SEED) == SEED
        assert work_calendar().sources[own.year] == own.source
        if own.year in sources:
            days = {day: h.name for h in own.holidays for day in h.days_off()}
            assert days == {day: name for day, name in off.items() if day.year == own.year}
            worked = {day for h in own.holidays for day in h.work}
            assert worked == {day for day in work if day.year == own.year}


@pytest.mark.parametrize(
    ("day", "kind", "worked"),
    [
        (date(2026, 2, 16), "春节", False),
        (date(2026, 2, 28), "春节调休上班", True),
        (date(2026, 9, 20), "国庆节调休上班", True),
        (date(2026, 10, 3), "国庆节", False),  # a Saturday inside a holiday has the holiday's name
        (date(2026, 10, 8), None, True),
        (date(2026, 10, 11), "周末", False),
        (date(2026, 10, 10), "国庆节调休上班", True),
    ],
)
def test_kinds_of_day(day, kind, worked):
    assert work_calendar().day_kind(day) == kind
    assert work_calendar().is_workday(day) is worked


def test_a_year_without_a_notice_is_provisional_and_worked_monday_to_friday():
    calendar = work_calendar()
    assert calendar.provisional(2150)
    assert all(calendar.is_workday(day) is (day.weekday() < 5) for day in days_of(calendar_year(2150)))
    assert calendar.provisional(1999)


@pytest.mark.parametrize(
    ("day", "rule", "moved"),
    [
        (date(2026, 10, 5), Shift.NEAREST, date(2026, 10, 8)),
        (date(2026, 10, 5), Shift.NEXT, date(2026, 10, 8)),
        (date(2026, 10, 5), Shift.PREVIOUS, date(2026, 10, 8)),  # nothing earlier is left in October
        (date(2026, 10, 5), Shift.NONE, date(2026, 10, 5)),
        (date(2026, 10, 24), Shift.NEAREST, date(2026, 10, 23)),  # Saturday
        (date(2026, 10, 25), Shift.NEAREST, date(2026, 10, 26)),  # Sunday
        (date(2026, 10, 31), Shift.NEXT, date(2026, 10, 30)),  # Monday would be November
        (date(2026, 10, 10), Shift.NEXT, date(2026, 10, 10)),  # a Saturday, but worked
    ],
)
def test_a_fixed_day_goes_to_a_working_day_of_its_period(day, rule, moved):
    assert work_calendar().shift(day, rule, OCTOBER) == moved


def test_of_two_equally_near_days_the_earlier_is_taken():
    # Qingming 2026 is Saturday 4 to Monday 6 April: Sunday lies two days from either side
    assert work_calendar().shift(date(2026, 4, 5), Shift.NEAREST, months_of(2026, 4, 1)) == date(2026, 4, 3)


def test_a_period_with_no_working_day_keeps_the_day():
    holiday = Period(date(2026, 10, 1), date(2026, 10, 7))
    assert {work_calendar().shift(date(2026, 10, 5), rule, holiday) for rule in Shift} == {date(2026, 10, 5)}


@given(
    st.dates(date(2004, 1, 1), date(2030, 12, 31)),
    st.sampled_from(Shift),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_a_shifted_day_stays_in_its_period_and_is_worked_if_any_is(day, rule, back, forth):
    within = Period(day - timedelta(back), day + timedelta(forth))
    calendar = work_calendar()
    moved = calendar.shift(day, rule, within)
    assert moved in within
    if rule is not Shift.NONE:
        assert calendar.is_workday(moved) or not list(calendar.workdays(within))
    if rule is Shift.NEAREST and calendar.is_workday(moved):
        distance = abs(moved - day)
        assert all(abs(other - day) >= distance for other in calendar.workdays(within))


def test_a_notice_of_an_administrator_takes_the_place_of_the_year():
    first = HolidayNotice.model_validate(notice())
    calendar = calendar_from([first])
    assert calendar.day_kind(date(2031, 1, 2)) == "元旦"
    assert calendar.is_workday(date(2031, 1, 5)) and not calendar.provisional(2031)
    second = HolidayNotice.model_validate(notice(to="2031-01-01", work=[]))
    calendar = calendar_from([first, second])
    assert calendar.is_workday(date(2031, 1, 2)) and not calendar.is_workday(date(2031, 1, 5))


def test_a_notice_file_is_read_and_refused_with_file_and_line(tmp_path):
    good = tmp_path / "good.yaml"
    good.write_text(
        "notices:\n- year: 2031\n  source: 某通知\n  holidays:\n"
        "  - {name: 元旦, from: 2031-01-01, to: 2031-01-01}\n",
        encoding="utf-8",
    )
    assert [one.year for one in load_notices([good])] == [2031]
    assert not work_calendar((good,)).provisional(2031)
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text(encoding="utf-8").replace("to: 2031", "to: 2032"), encoding="utf-8")
    with pytest.raises(PlanFileError, match=r"bad\.yaml:5: .*放假应为 1 至 15 天"):
        load_notices([bad])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "2030-12-30"}, "放假应为"),
        ({"work": ["2031-01-02"]}, "不是可调休上班的日子"),
        ({"work": ["2031-01-06"]}, "不是可调休上班的日子"),
        ({"from": "2030-12-20", "to": "2031-01-01"}, "不在 2031 年"),
    ],
)
def test_impossible_holidays_are_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        HolidayNotice.model_validate(notice(**changes))


def test_days_as_people_say_them():
    assert in_words(date(2025, 12, 5)) == "12月5日 周五"
