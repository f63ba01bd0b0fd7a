"""Periods: tiles of the year, weeks by their Thursday, spans of years by their anchor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.plans.periods import (
    Period,
    Recurrence,
    Unit,
    calendar_year,
    monday_of_first_week,
    months_of,
)

YEARS = st.integers(1901, 2199)
ALWAYS = Period(date(1900, 1, 1), date(2200, 12, 31))
IN_A_YEAR = st.builds(
    Recurrence, st.sampled_from([Unit.MONTH, Unit.QUARTER, Unit.HALF_YEAR]), st.integers(1, 30)
) | st.just(Recurrence(Unit.YEAR))


def laid(written: str, year: int, in_force: Period = ALWAYS) -> list[tuple[str, str]]:
    periods = Recurrence.parse(written).periods(year, in_force)
    return [(period.start.isoformat(), period.end.isoformat()) for period in periods]


@given(YEARS, IN_A_YEAR)
def test_tiles_partition_the_calendar_year(year, every):
    tiles = every.periods(year, ALWAYS)
    assert tiles[0].start == date(year, 1, 1)
    assert tiles[-1].end == date(year, 12, 31)
    for one, following in zip(tiles, tiles[1:], strict=False):
        assert following.start == one.end + timedelta(1)
    assert len({tile.start.month for tile in tiles}) == len(tiles)
    months = every.months
    assert months is not None
    assert [tile.start.month for tile in tiles] == list(range(1, 13, months))


@given(YEARS, st.integers(1, 60))
def test_weeks_belong_to_the_year_of_their_thursday(year, number):
    tiles = Recurrence(Unit.WEEK, number).periods(year, ALWAYS)
    mondays = [tile.start + timedelta(weeks=n) for tile in tiles for n in range((tile.days + 6) // 7)]
    assert all(day.weekday() == 0 and (day + timedelta(3)).year == year for day in mondays)
    assert mondays == sorted(mondays)
    assert len(mondays) == date(year, 12, 28).isocalendar().week
    assert all(tile.days == 7 * number for tile in tiles[:-1])
    assert tiles[-1].end.weekday() == 6


@given(YEARS)
def test_the_weeks_of_neighbouring_years_meet_without_gap_or_overlap(year):
    weeks = Recurrence(Unit.WEEK)
    if year < 2199:
        assert weeks.periods(year, ALWAYS)[-1].end + timedelta(1) == weeks.periods(year + 1, ALWAYS)[0].start
    assert monday_of_first_week(year).isocalendar()[:3] == (year, 1, 1)


def test_a_year_of_53_weeks():
    assert len(laid("week", 2026)) == 53
    assert laid("week", 2026)[0] == ("2025-12-29", "2026-01-04")
    assert laid("week", 2026)[-1] == ("2026-12-28", "2027-01-03")
    assert laid("2 weeks", 2026)[-1] == ("2026-12-28", "2027-01-03")  # the last tile is one week
    assert len(laid("week", 2025)) == 52


def test_tiles_that_do_not_divide_the_year_are_cut_at_its_end():
    assert laid("5 months", 2024) == [
        ("2024-01-01", "2024-05-31"),
        ("2024-06-01", "2024-10-31"),
        ("2024-11-01", "2024-12-31"),
    ]
    assert laid("3 quarters", 2024) == [("2024-01-01", "2024-09-30"), ("2024-10-01", "2024-12-31")]
    assert laid("18 months", 2024) == [("2024-01-01", "2024-12-31")]


def test_february_ends_with_the_year_it_is_in():
    assert laid("month", 2024)[1] == ("2024-02-01", "2024-02-29")
    assert laid("month", 2100)[1] == ("2100-02-01", "2100-02-28")


@given(st.integers(2, 12), st.integers(1950, 2100), st.integers(0, 60))
def test_spans_of_years_are_counted_from_the_year_in_force(number, anchor, later):
    year = anchor + later
    (span,) = Recurrence(Unit.YEAR, number).periods(year, Period(date(anchor, 6, 30), ALWAYS.end))
    assert span.contains(calendar_year(year))
    assert (span.start.year - anchor) % number == 0
    assert span.end.year == span.start.year + number - 1


def test_there_is_no_span_before_the_plan():
    assert laid("2 years", 2019, Period(date(2020, 1, 1), ALWAYS.end)) == []


def test_once_is_the_plans_own_time_cut_to_the_year():
    in_force = Period(date(2016, 4, 6), date(2017, 3, 31))
    assert laid("once", 2016, in_force) == [("2016-04-06", "2016-12-31")]
    assert laid("once", 2017, in_force) == [("2017-01-01", "2017-03-31")]
    assert laid("once", 2018, in_force) == []


@given(st.sampled_from([unit for unit in Unit if unit is not Unit.ONCE]), st.integers(1, 99))
def test_a_recurrence_reads_what_it_writes(unit, number):
    assert Recurrence.parse(str(Recurrence(unit, number))) == Recurrence(unit, number)


@pytest.mark.parametrize(
    "written",
    ["", "monthly", "0 months", "-1 month", "100 months", "1.5 months", "2 once", "onces", " month"],
)
def test_what_is_not_a_recurrence_is_refused(written):
    with pytest.raises(ValueError, match="not a recurrence"):
        Recurrence.parse(written)


def test_a_period_holds_both_its_ends():
    may = months_of(2026, 5, 1)
    assert may.start in may and may.end in may
    assert may.end + timedelta(1) not in may
    assert may.days == 31
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 5, 2), date(2026, 5, 1))


days = st.dates(date(2020, 1, 1), date(2020, 3, 1))
spans = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@given(spans, spans)
def test_an_overlap_is_the_days_that_both_hold(one, other):
    both = {date(2020, 1, 1) + timedelta(n) for n in range(61)}
    shared = {day for day in both if day in one and day in other}
    overlap = one.overlap(other)
    assert {day for day in both if overlap and day in overlap} == shared
    assert overlap == other.overlap(one)
    assert one.contains(other) == (overlap == other)
