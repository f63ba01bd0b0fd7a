"""Covering, by example and by its promise: who fulfils the consolidated list fulfils every plan."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import cited, made_plan

from zhibu.plans.covering import consolidate, covers, fewest_inside, selects_all_of
from zhibu.plans.model import CitedDuty, Filter
from zhibu.plans.periods import Period, Recurrence

FOREVER = Period(date(2020, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("month", "quarter"),
        ("month", "half_year"),
        ("month", "year"),
        ("quarter", "half_year"),
        ("quarter", "year"),
        ("half_year", "year"),
        ("month", "2 months"),
        ("2 months", "half_year"),
        ("3 months", "quarter"),
        ("quarter", "3 months"),
        ("year", "2 years"),
        ("month", "3 years"),
        ("2 years", "4 years"),
        ("week", "week"),
        ("2 weeks", "2 weeks"),
        ("once", "once"),
    ],
)
def test_a_unit_nests_in_what_it_divides(shorter, longer):
    assert covers(cited("a", shorter), cited("b", longer))


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("quarter", "month"),
        ("2 months", "quarter"),
        ("4 months", "half_year"),
        ("5 months", "year"),
        ("2 years", "3 years"),
        ("year", "month"),
        ("week", "month"),
        ("week", "year"),
        ("week", "2 weeks"),
        ("month", "week"),
        ("month", "once"),
        ("once", "year"),
    ],
)
def test_a_unit_does_not_nest_in_what_it_does_not_divide(shorter, longer):
    assert not covers(cited("a", shorter, at_least=50), cited("b", longer))


def test_the_number_asked_for_is_summed_over_the_longer_period():
    monthly = cited("a", "month")
    assert covers(monthly, cited("b", "quarter", at_least=3))
    assert not covers(monthly, cited("b", "quarter", at_least=4))
    assert covers(cited("a", "quarter", at_least="1.5"), cited("b", "year", at_least=6))
    assert not covers(cited("a", "quarter", at_least="1.5"), cited("b", "year", at_least="6.1"))


def test_the_last_tile_of_a_year_is_cut_and_holds_fewer():
    # 10 months: January to October holds two tiles of 5 months, November to December one
    every = Recurrence.parse("5 months"), FOREVER, Recurrence.parse("10 months"), FOREVER
    assert fewest_inside(*every) == 1
    assert not covers(cited("a", "5 months"), cited("b", "10 months", at_least=2))
    # a plan that ends in October is never due in the short tile
    short_lived = cited("b", "10 months", at_least=2, since="2025-01-01", until="2025-10-31")
    assert covers(cited("a", "5 months"), short_lived)


def test_a_period_never_demanded_still_counts_what_it_would_hold():
    brief = {"since": "2025-02-10", "until": "2025-03-02"}
    assert covers(cited("a", "month"), cited("b", "quarter", at_least=3, **brief))
    assert not covers(cited("a", "month"), cited("b", "quarter", at_least=4, **brief))


def test_spans_of_years_agree_only_where_their_tilings_do():
    assert covers(cited("a", "2 years", since="2020-01-01"), cited("b", "2 years", since="2022-01-01"))
    assert not covers(cited("a", "2 years", since="2020-01-01"), cited("b", "2 years", since="2021-01-01"))
    assert not covers(cited("a", "2 years", since="2020-01-01"), cited("b", "4 years", since="2021-01-01"))
    assert covers(cited("a", "year", since="2020-01-01"), cited("b", "2 years", since="2021-01-01"))


def test_the_coverer_is_in_force_whenever_the_covered_is():
    old, new = cited("a", since="2017-05-22"), cited("b", since="2019-01-01")
    assert covers(old, new)
    assert not covers(new, old)
    assert not covers(cited("a", until="2026-06-30"), cited("b"))


def test_a_single_task_is_covered_only_over_the_very_same_time():
    assert not covers(cited("a", "once", since="2017-01-01"), cited("b", "once", since="2020-01-01"))


@pytest.mark.parametrize(
    "other",
    [
        {"activity": "discussion"},
        {"subject": "member"},
        {"measure": "hours"},
    ],
)
def test_what_is_counted_has_to_be_the_same(other):
    assert not covers(cited("a", at_least=9), cited("b", **other))


def test_a_weaker_demand_never_covers_a_stronger():
    must, should, may = (cited(force, force=force) for force in ("must", "should", "may"))
    assert covers(must, should) and covers(should, may) and covers(must, may)
    assert not covers(should, must) and not covers(may, should)


@pytest.mark.parametrize(
    ("wider", "narrower", "implied"),
    [
        ({}, {"category": "retired"}, True),
        ({"category": "retired"}, {}, False),
        ({"category": ["retired", "rural"]}, {"category": "rural"}, True),
        ({"category": "rural"}, {"category": ["retired", "rural"]}, False),
        ({"is_frail": False}, {"is_frail": False, "flow": "none"}, True),
        ({"is_frail": False}, {"is_frail": True}, False),
        ({"is_leader": True}, {}, False),
        ({"flow": ["none", "in", "out"]}, {}, True),
    ],
)
def test_a_filter_implies_another(wider, narrower, implied):
    assert selects_all_of(Filter.model_validate(wider), Filter.model_validate(narrower)) is implied


def test_members_not_known_are_covered_only_where_every_one_of_them_is():
    everyone, leaders = (
        cited("a", subject="member"),
        cited("b", "year", subject="member", **{"for": {"is_leader": True}}),
    )
    assert [one.kept for one in consolidate([everyone, leaders], subject_known=False)] == [everyone]
    leaders_monthly = cited("b", subject="member", **{"for": {"is_leader": True}})
    assert not covers(leaders_monthly, cited("a", "year", subject="member"), subject_known=False)
    # one and the same leader, selected by both, is another matter
    assert covers(leaders_monthly, cited("a", "year", subject="member"))


def test_of_equal_duties_the_highest_issuer_stays_then_the_smallest_id():
    town_b, town_a = cited("b", issuer="town"), cited("a", issuer="town")
    county = cited("z", issuer="county")
    (only,) = consolidate([town_b, town_a, county])
    assert only.clauses == (county, town_a, town_b)
    assert [one.kept for one in consolidate([town_b, town_a])] == [town_a]
    twice = made_plan("p", {}, {})
    assert [one.kept.duty.id for one in consolidate(reversed(tuple(twice.duties())))] == ["d1"]


def test_a_higher_issuer_does_not_keep_a_duty_that_asks_less():
    (only,) = consolidate([cited("county", "year", issuer="county"), cited("town", "month", issuer="town")])
    assert [one.plan.id for one in only.clauses] == ["town", "county"]


def test_a_chain_ends_in_the_duty_that_stays_and_cites_every_clause():
    chain = [cited("year", "year"), cited("quarter", "quarter"), cited("month", "month")]
    (only,) = consolidate(chain)
    assert only.kept.plan.id == "month"
    assert set(only.covered) == {chain[0], chain[1]}
    assert set(only.citations) == {f"《{name}方案》第1条" for name in ("year", "quarter", "month")}


def test_the_list_keeps_the_order_given_and_counts_a_duty_once():
    one, two = cited("b", activity="visit"), cited("a", activity="test")
    assert [found.kept for found in consolidate([one, two, one])] == [one, two]
    assert consolidate([]) == ()


# --- the promise ------------------------------------------------------------------------------------
# A second reading of sections 4 to 7 of the contract, with nothing of the core in it but the plan's data.

SPANS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def tiles(every: str, year: int, since: date, until: date) -> set[tuple[date, date]]:
    number, unit = every.split() if " " in every else ("1", every)
    n, unit = int(number), unit.removesuffix("s") if " " in every else unit
    if unit == "once":
        start, end = max(since, date(year, 1, 1)), min(until, date(year, 12, 31))
        return {(start, end)} if start <= end else set()
    if unit == "year" and n > 1:
        if year < since.year:
            return set()
        first = year - (year - since.year) % n
        return {(date(first, 1, 1), date(first + n - 1, 12, 31))}
    days = [date(year, 1, 1) + timedelta(d) for d in range(-7, 373)]
    if unit == "week":
        keys = {day: (day.isocalendar().week - 1) // n for day in days if day.isocalendar().year == year}
    else:
        keys = {day: (day.month - 1) // (SPANS[unit] * n) for day in days if day.year == year}
    groups = {key: [day for day in keys if keys[day] == key] for key in set(keys.values())}
    return {(min(group), max(group)) for group in groups.values()}


def demanded(duty: CitedDuty, year: int) -> list[tuple[date, date]]:
    force = duty.plan.in_force
    since, until = force.from_, force.to or date(2200, 12, 31)
    found = tiles(str(duty.duty.every), year, since, until)
    return sorted((start, end) for start, end in found if since <= start and end <= until)


def unmet(duties, year, facts) -> list[tuple[str, date]]:
    """Demanded dues of the year that the days of ``facts`` (day → quantity) do not meet."""
    return [
        (duty.plan.id, start)
        for duty in duties
        for start, end in demanded(duty, year)
        if sum(n for day, n in facts.items() if start <= day <= end) < duty.duty.at_least
    ]


def just_enough(duties, years, chance: random.Random) -> dict[date, int]:
    """Facts on random days that meet every demanded due of ``duties``, and hardly more."""
    facts: dict[date, int] = {}
    dues = [(*tile, duty.duty.at_least) for duty in duties for year in years for tile in demanded(duty, year)]
    chance.shuffle(dues)
    for start, end, at_least in dues:
        missing = at_least - sum(n for day, n in facts.items() if start <= day <= end)
        if missing > 0:
            day = start + timedelta(chance.randrange((end - start).days + 1))
            facts[day] = facts.get(day, 0) + int(missing)
    return facts


EVERY = st.sampled_from(
    ["week", "2 weeks", "month", "2 months", "3 months", "5 months", "10 months", "quarter", "2 quarters"]
    + ["half_year", "year", "2 years", "4 years", "24 months", "once"]
)
STARTS = st.sampled_from(["2022-01-01", "2023-01-01", "2024-01-01", "2024-02-15", "2024-07-01", "2025-01-01"])
ENDS = st.sampled_from([None, None, "2025-10-31", "2026-12-31", "2027-03-31"])


@st.composite
def duty_lists(draw) -> list[CitedDuty]:
    return [
        cited(
            f"p{n}",
            draw(EVERY),
            at_least=draw(st.integers(1, 6)),
            force=draw(st.sampled_from(["must", "must", "should"])),
            issuer=draw(st.sampled_from(["central", "county", "town"])),
            since=draw(STARTS),
            until=draw(ENDS),
        )
        for n in range(draw(st.integers(1, 6)))
    ]


@settings(max_examples=150, deadline=None)
@given(duty_lists(), st.randoms(use_true_random=False))
def test_who_fulfils_the_consolidated_list_fulfils_every_plan(duties, chance):
    kept = [one.kept for one in consolidate(duties)]
    years = range(2022, 2030)  # a period of four years that holds 2026 may reach from 2023 to 2029
    facts = just_enough(kept, years, chance)
    for year in (2024, 2025, 2026):
        assert unmet(kept, year, facts) == []
        assert unmet(duties, year, facts) == []


@settings(max_examples=150, deadline=None)
@given(duty_lists())
def test_every_duty_is_kept_or_covered_by_one_that_is(duties):
    found = consolidate(duties)
    assert sorted(cited.key for one in found for cited in one.clauses) == sorted(duty.key for duty in duties)
    for one in found:
        assert all(covers(one.kept, covered) for covered in one.covered)
        assert not any(covers(other.kept, one.kept) for other in found if other is not one)


@settings(max_examples=50, deadline=None)
@given(duty_lists(), st.randoms(use_true_random=False))
def test_the_order_of_plans_does_not_matter(duties, chance):
    shuffled = duties.copy()
    chance.shuffle(shuffled)
    assert set(consolidate(duties)) == set(consolidate(shuffled))
