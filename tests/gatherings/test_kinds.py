"""The dated data of kinds and quorums, and the arithmetic of a quorum."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.gatherings.kinds import MEASURES, Audience, kind_of, kinds, name_of, rules_for
from zhibu.plans.codes import Activity

RULES = kinds().quorum


@given(st.sampled_from(RULES), st.integers(0, 500))
def test_needed_is_the_least_number_that_satisfies_the_rule(rule, number):
    def suffices(present):
        share = rule.ratio * number
        return present >= share if rule.op == ">=" else present > share

    needed = rule.needed(number)
    assert suffices(needed) and (needed == 0 or not suffices(needed - 1))


def test_every_rule_says_where_it_stands_and_when_that_was_checked():
    for rule in RULES:
        assert rule.article and rule.source.startswith("《")
        assert 0 < rule.ratio <= 1 and isinstance(rule.ratio, Fraction)
        assert rule.from_ <= rule.verified_on


def test_rules_of_one_kind_follow_each_other_without_overlap():
    for kind in {rule.kind for rule in RULES}:
        own = sorted((rule for rule in RULES if rule.kind is kind), key=lambda rule: rule.from_)
        for earlier, later in zip(own, own[1:], strict=False):
            assert earlier.to + timedelta(days=1) == later.from_


def test_a_record_is_judged_by_the_rules_of_its_day():
    before, after = (rules_for([Activity.ADMISSION], day) for day in (date(2026, 5, 10), date(2026, 5, 11)))
    assert "2014" in before[0].source and "2026" in after[0].source
    assert rules_for([Activity.GENERAL_MEETING], date(2018, 10, 27)) == []


def test_a_gathering_needs_every_quorum_of_its_parts():
    found = rules_for([Activity.GENERAL_MEETING, Activity.ELECTION, Activity.GROUP_STUDY], date(2026, 3, 5))
    assert Counter(rule.kind for rule in found) == {Activity.GENERAL_MEETING: 1, Activity.ELECTION: 1}


@pytest.mark.parametrize(
    ("kind", "level", "of", "needed"),
    [  # facts, sections 2.2, 5.2 and 7: half or more; more than half; four fifths; two thirds
        ("general_meeting", "branch", 10, 5),
        ("committee_meeting", "branch", 5, 3),
        ("admission", "branch", 10, 6),
        ("election", "branch", 10, 8),
        ("democratic_life_meeting", "county", 9, 6),
    ],
)
def test_what_the_texts_ask_for(kind, level, of, needed):
    (rule,) = rules_for([Activity(kind)], date(2026, 11, 18), level)
    assert rule.needed(of) == needed


@pytest.mark.parametrize("kind", ["group_meeting", "party_day", "lecture", "org_life_meeting", "appraisal"])
def test_no_quorum_is_made_up_where_no_text_states_one(kind):
    assert rules_for([Activity(kind)], date(2026, 11, 18)) == []


def test_a_rule_is_cited_only_where_it_binds():
    """The text on democratic life meetings is for leading bodies of the county and above."""
    meeting = [Activity.DEMOCRATIC_LIFE_MEETING]
    assert rules_for(meeting, date(2026, 11, 18), "town") == []
    assert kinds().in_branches.never == tuple(meeting)


def test_what_is_a_committees_has_its_own_names_and_its_own_people():
    assert name_of(Activity.COMMITTEE_MEETING, "branch") == "支委会"
    assert name_of(Activity.COMMITTEE_MEETING, "department") == "党委会"
    assert name_of(Activity.GROUP_STUDY, "town") == "中心组学习"
    assert kind_of(Activity.GROUP_STUDY, "town").audience is Audience.COMMITTEE
    assert kind_of(Activity.GROUP_STUDY, "branch").audience is Audience.EVERYONE


def test_what_the_file_does_not_name_is_for_whoever_took_part():
    assert kind_of(Activity.VISIT).audience is Audience.SOME
    for offered in (kinds().in_branches, kinds().above):
        assert set(offered.main) <= set(offered.kinds) and not set(offered.never) & set(offered.kinds)
    assert {one for measures in kinds().measured.values() for one in measures} == set(MEASURES)
