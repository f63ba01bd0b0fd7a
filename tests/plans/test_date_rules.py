"""Date rules: which days of a period they name, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from zhibu.plans.date_rules import DateRule, OnDay, Shift, in_year
from zhibu.plans.periods import Period, calendar_year, months_of

RULES = TypeAdapter(DateRule)
RULE = st.sampled_from(
    [{"day": day} for day in (1, 5, 29, 31)]
    + [{"around": when, "days": days} for when in ("01-01", "07-01", "12-25") for days in (0, 15, 180)]
    + [{"window": name} for name in ("Q1", "Q4", "H2", "M2", "Q1-Q3", "M11-M12")]
    + [{"by": when} for when in ("02-29", "06-30", "12-31")]
    + [{"weekdays": "fri"}, {"weekdays": ["mon", "sat"]}]
)


def named(rule: dict, period: Period) -> list[tuple[str, str]]:
    stretches = RULES.validate_python(rule).days_in(period)
    return [(stretch.start.isoformat(), stretch.end.isoformat()) for stretch in stretches]


@given(RULE, st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_named_days_lie_inside_the_period_in_order(rule, start, length):
    period = Period(start, date.fromordinal(start.toordinal() + length))
    stretches = RULES.validate_python(rule).days_in(period)
    assert all(period.contains(stretch) for stretch in stretches)
    assert list(stretches) == sorted(stretches)


@given(RULE, st.integers(2000, 2100))
def test_every_rule_names_a_day_of_every_year(rule, year):
    assert named(rule, calendar_year(year))


@pytest.mark.parametrize(
    ("rule", "period", "days"),
    [
        ({"day": 5}, months_of(2026, 3, 1), [("2026-03-05", "2026-03-05")]),
        ({"day": 31}, months_of(2026, 2, 1), [("2026-02-28", "2026-02-28")]),
        ({"day": 31}, months_of(2024, 2, 1), [("2024-02-29", "2024-02-29")]),
        ({"day": 5}, months_of(2026, 1, 3), [(f"2026-0{m}-05",) * 2 for m in (1, 2, 3)]),
        ({"around": "07-01"}, calendar_year(2026), [("2026-06-16", "2026-07-16")]),
        ({"around": "07-01", "days": 3}, months_of(2026, 7, 3), [("2026-07-01", "2026-07-04")]),
        (
            {"around": "01-01", "days": 2},
            calendar_year(2026),
            [("2026-01-01", "2026-01-03"), ("2026-12-30", "2026-12-31")],
        ),
        ({"window": "Q4"}, calendar_year(2026), [("2026-10-01", "2026-12-31")]),
        ({"window": "Q1-Q3"}, calendar_year(2026), [("2026-01-01", "2026-09-30")]),
        ({"window": "H2"}, months_of(2026, 1, 6), []),
        ({"window": "M12"}, calendar_year(2026), [("2026-12-01", "2026-12-31")]),
        ({"by": "06-30"}, calendar_year(2026), [("2026-01-01", "2026-06-30")]),
        ({"by": "02-29"}, calendar_year(2026), [("2026-01-01", "2026-02-28")]),
        (
            {"weekdays": ["mon", "sat"]},
            Period(date(2025, 12, 29), date(2026, 1, 4)),
            [("2025-12-29", "2025-12-29"), ("2026-01-03", "2026-01-03")],
        ),
    ],
)
def test_days_that_a_rule_names(rule, period, days):
    assert named(rule, period) == days


def test_a_day_of_the_month_says_how_it_shifts():
    rule = RULES.validate_python({"day": 5, "shift": "nearest"})
    assert isinstance(rule, OnDay)
    assert rule.shift is Shift.NEAREST
    assert RULES.validate_python({"day": 5}).shift is Shift.NONE


def test_the_29th_of_february_is_the_28th_where_the_year_has_none():
    assert in_year("02-29", 2024) == date(2024, 2, 29)
    assert in_year("02-29", 2100) == date(2100, 2, 28)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"day": 0},
        {"day": 32},
        {"day": 5, "by": "12-31"},
        {"shift": "next"},
        {"day": 5, "shift": "sometimes"},
        {"around": "7月1日"},
        {"around": "02-30"},
        {"around": "07-01", "days": 181},
        {"window": "Q5"},
        {"window": "Q3-Q1"},
        {"window": "Q1-M2"},
        {"window": "M13"},
        {"by": "13-01"},
        {"weekdays": []},
        {"weekdays": "monday"},
        "07-01",
        None,
    ],
)
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(ValidationError):
        RULES.validate_python(rule)
