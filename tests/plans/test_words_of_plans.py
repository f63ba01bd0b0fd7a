"""Periods, amounts and people in words."""

from datetime import date
from decimal import Decimal

import pytest
from made_plans import cited

from zhibu.plans.model import Filter
from zhibu.plans.periods import Period, Recurrence
from zhibu.plans.wording import (
    amount_in_words,
    day_in_words,
    members_in_words,
    number_in_words,
    period_in_words,
    recurrence_in_words,
    stretch_in_words,
    window_in_words,
)

FROM_2025 = Period(date(2025, 3, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("every", "name", "all_year"),
    [
        ("month", "每月", ["1月", "2月", "3月"]),
        ("2 months", "每2个月", ["1月至2月", "3月至4月", "5月至6月"]),
        ("quarter", "每季度", ["一季度", "二季度", "三季度"]),
        ("half_year", "每半年", ["上半年", "下半年"]),
        ("year", "每年", ["全年"]),
        ("2 years", "每2年", ["2025年至2026年"]),
        ("week", "每周", ["第1周", "第2周", "第3周"]),
        ("2 weeks", "每2周", ["第1至2周", "第3至4周", "第5至6周"]),
        ("once", "一次性", ["全年"]),
    ],
)
def test_periods_and_recurrences(every, name, all_year):
    recurrence = Recurrence.parse(every)
    assert recurrence_in_words(recurrence) == name
    periods = recurrence.periods(2026, FROM_2025)[:3]
    assert [period_in_words(recurrence, period, 2026) for period in periods] == all_year


def test_once_cut_by_the_plan_gives_its_days():
    once = Recurrence.parse("once")
    (period,) = once.periods(2025, FROM_2025)
    assert period_in_words(once, Period(period.start, date(2025, 4, 8)), 2025) == "3月1日至4月8日"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2026, 3, 2), (2026, 3, 8), "3月2日至8日"),
        ((2026, 6, 16), (2026, 7, 16), "6月16日至7月16日"),
        ((2026, 12, 28), (2027, 1, 3), "2026年12月28日至2027年1月3日"),
        ((2026, 3, 2), (2026, 3, 2), "3月2日"),
        ((2027, 3, 2), (2027, 3, 8), "2027年3月2日至8日"),
    ],
)
def test_stretches_of_days(start, end, words):
    assert stretch_in_words(Period(date(*start), date(*end)), 2026) == words


def test_days_as_people_say_them():
    assert day_in_words(date(2025, 12, 5)) == "12月5日 周五"
    assert day_in_words(date(2025, 12, 5), 2026) == "2025年12月5日 周五"


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        ({}, "至少1次"),
        ({"at_most": 2}, "1至2次"),
        ({"at_least": 4, "at_most": 4}, "4次"),
        ({"force": "should"}, "原则上至少1次"),
        ({"force": "may"}, "可选，至少1次"),
        ({"at_least": "1.5", "measure": "hours"}, "至少1.5小时"),
        ({"at_least": "0.005", "measure": "share"}, "至少0.5%"),
        ({"at_least": 100, "measure": "visitors"}, "至少100（visitors）"),
    ],
)
def test_amounts(duty, words):
    assert amount_in_words(cited(**duty).duty) == words


def test_numbers_without_noughts():
    assert [number_in_words(Decimal(n)) for n in ("100", "1.50", "0.005")] == ["100", "1.5", "0.005"]


@pytest.mark.parametrize(
    ("selects", "words"),
    [
        ({}, "全体党员"),
        ({"category": ["rural", "retired"]}, "农村党员、离退休党员"),
        ({"is_secretary": True, "flow": "in"}, "流入党员且为党组织书记"),
        ({"is_frail": False}, "年老体弱以外的党员"),
        ({"category": "rural", "is_frail": False}, "年老体弱以外的农村党员"),
    ],
)
def test_members(selects, words):
    assert members_in_words(Filter.model_validate(selects)) == words


@pytest.mark.parametrize(
    ("window", "words"), [("Q4", "四季度"), ("Q1-Q3", "一季度至三季度"), ("M6-M7", "6月至7月")]
)
def test_windows(window, words):
    assert window_in_words(window) == words
