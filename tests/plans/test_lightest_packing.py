"""Packing what was added up, the mixtures that fit a gathering, and leaving out what nobody needs."""

from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made_plans import made_plan

from zhibu.plans.codes import Activity, Level, Sector
from zhibu.plans.lightest.cells import Cell
from zhibu.plans.lightest.demands import Demand, Year, all_demands, assumed_organization
from zhibu.plans.lightest.gatherings import Audience, standard_settings
from zhibu.plans.lightest.model import Room, Site
from zhibu.plans.lightest.packing import Held, Total, do_not_pack, exact_rooms, pack
from zhibu.plans.lightest.sparing import limits_in_reach, sparing
from zhibu.plans.workdays import work_calendar

A = Activity
LONGEST = 180
SETTINGS = standard_settings()
JANUARY = Cell((date(2026, 1, 5), date(2026, 1, 6)), working=True)
OF_ALL = [activity for activity, one in SETTINGS.gatherings.items() if Audience.ALL in one.audience]
ACTIVITIES = st.lists(st.sampled_from(OF_ALL), min_size=1, max_size=6, unique=True)


def usual(activity: Activity) -> int:
    return SETTINGS.gatherings[activity].minutes


def total_of(number: int, segments: dict[Activity, int], minutes: dict[Activity, int]) -> Total:
    return Total(Site(Audience.ALL, JANUARY, dict(segments)), number, segments, minutes)


def keeps_to_the_rules(held: Held) -> bool:
    together = all(SETTINGS.may_share(one, other) for one, other in combinations(held.minutes, 2))
    lasting = all(minutes >= usual(activity) for activity, minutes in held.minutes.items())
    return bool(held.minutes) and together and lasting and sum(held.minutes.values()) <= LONGEST


@given(st.data())
def test_packing_keeps_every_segment_and_minute(data):
    segments = data.draw(st.dictionaries(st.sampled_from(OF_ALL), st.integers(1, 4), min_size=1, max_size=6))
    minutes = {a: data.draw(st.integers(usual(a) * n, LONGEST * n)) for a, n in segments.items()}
    number = data.draw(st.integers(max(segments.values()), sum(segments.values())))
    packed = pack(total_of(number, segments, minutes), SETTINGS, LONGEST)
    assert all(keeps_to_the_rules(held) for held in packed)
    assert Counter(activity for held in packed for activity in held.minutes) == segments
    assert {a: sum(held.minutes.get(a, 0) for held in packed) for a in segments} == minutes
    assert number <= len(packed) <= sum(segments.values())


@given(st.data())
def test_gatherings_of_one_mixture_pack_into_as_many_as_were_counted(data):
    mixture = data.draw(ACTIVITIES)
    spare = LONGEST - sum(usual(activity) for activity in mixture)
    assume(spare >= 0 and all(SETTINGS.may_share(*pair) for pair in combinations(mixture, 2)))
    number = data.draw(st.integers(1, 4))
    minutes, left = {}, number * spare
    for activity in mixture:
        more = data.draw(st.integers(0, left))
        minutes[activity], left = number * usual(activity) + more, left - more
    packed = pack(total_of(number, dict.fromkeys(mixture, number), minutes), SETTINGS, LONGEST)
    assert len(packed) == number
    assert all(keeps_to_the_rules(held) for held in packed)


def test_activities_that_keep_apart_do_not_pack_however_short():
    roomy = total_of(2, {A.LECTURE: 2, A.GENERAL_MEETING: 1}, {A.LECTURE: 240, A.GENERAL_MEETING: 120})
    assert len(pack(roomy, SETTINGS, LONGEST)) == 2
    three = (A.TRAINING, A.ORG_LIFE_MEETING, A.SITE_EDUCATION)  # each pair keeps apart
    apart = total_of(2, dict.fromkeys(three, 1), {activity: usual(activity) for activity in three})
    assert len(pack(apart, SETTINGS, LONGEST)) == 3
    assert list(do_not_pack([roomy, apart], SETTINGS, LONGEST).values()) == [apart.site]


def test_sites_like_one_that_does_not_pack_are_named_with_it():
    crowded = total_of(1, {A.TEST: 1, A.SITE_EDUCATION: 1}, {A.TEST: 30, A.SITE_EDUCATION: 90})
    like = Total(Site(Audience.ALL, JANUARY, dict(crowded.segments)), 0, {}, {})
    unlike = Total(Site(Audience.ALL, JANUARY, {A.TEST: 1}), 0, {}, {})
    named = do_not_pack([crowded, like, unlike], SETTINGS, LONGEST)
    assert list(named) == [id(crowded.site), id(like.site)]


@given(ACTIVITIES, st.sampled_from([60, 90, 180, 480]))
def test_the_mixtures_are_all_the_sets_that_fit(activities, longest):
    site = Site(Audience.ALL, JANUARY, {activity: n for n, activity in enumerate(activities, 1)})
    expected = {
        frozenset(some): min(site.needs[activity] for activity in some)
        for size in range(1, len(activities) + 1)
        for some in combinations(activities, size)
        if sum(map(usual, some)) <= longest
        and all(SETTINGS.may_share(*pair) for pair in combinations(some, 2))
    }
    rooms = exact_rooms(site, SETTINGS, longest)
    assert {frozenset(room.mixture): room.size for room in rooms} == expected
    assert len(rooms) == len(expected)


def test_too_many_mixtures_are_not_listed():
    site = Site(Audience.ALL, JANUARY, dict.fromkeys(OF_ALL, 1))
    assert exact_rooms(site, SETTINGS, 24 * 60) != []
    sociable = {a: one.model_copy(update={"apart_from": ()}) for a, one in SETTINGS.gatherings.items()}
    anything_goes = SETTINGS.model_copy(update={"gatherings": sociable})
    assert exact_rooms(site, anything_goes, 24 * 60) == []
    assert Room(site, 1, (A.LECTURE,)) in exact_rooms(site, anything_goes, 60)


def demands_of(*duties) -> list[Demand]:
    organization = assumed_organization(Level.BRANCH, Sector.RURAL)
    year = Year(2026, work_calendar(), SETTINGS)
    return list(all_demands([made_plan("p", *duties)], organization, year))


@pytest.mark.parametrize(
    ("limit", "left"),
    # six lectures at most are of use: two of the year's own and one for each quarter
    [(2, [2]), (5, [5]), (6, [None]), (9, [None])],
)
def test_a_limit_that_cannot_be_reached_is_left_out(limit, left):
    demands = demands_of(
        {"activity": "lecture", "every": "year", "at_least": 2, "at_most": limit},
        {"activity": "lecture", "every": "quarter"},
        {"activity": "party_day", "every": "month"},
    )
    kept = [d.most for d in limits_in_reach(demands, SETTINGS) if d.due.period.days > 300]
    assert kept == left


def test_a_limit_alone_goes_with_its_demand():
    idle = {"activity": "volunteer", "force": "may", "at_most": 3}
    assert list(limits_in_reach(demands_of(idle), SETTINGS)) == []


def test_only_what_a_demand_needs_is_kept():
    demands = demands_of(
        {"activity": "lecture", "every": "quarter"},
        {"activity": "group_study", "every": "year", "at_least": 1.5, "measure": "hours"},
    )
    site = Site(Audience.ALL, JANUARY, {A.LECTURE: 1, A.GROUP_STUDY: 2})
    held = [
        Held(site, {A.LECTURE: 60, A.GROUP_STUDY: 60}),
        Held(site, {A.LECTURE: 60, A.PARTY_DAY: 30}),
        Held(site, {A.GROUP_STUDY: 90}),
    ]
    # the lectures are one too many, and there are 60 minutes of study too many; nobody asks for a party day
    assert [one.minutes for one in sparing(held, demands, SETTINGS)] == [{A.LECTURE: 60}, {A.GROUP_STUDY: 90}]
