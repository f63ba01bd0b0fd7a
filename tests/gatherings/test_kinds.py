"""The dated data of kinds and quorums, and the arithmetic of a quorum."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zhibu.gatherings.kinds import MEASURES, Audience, kind_of, kinds, rules_for
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


def test_what_the_file_does_not_name_is_for_whoever_took_part():
    assert kind_of(Activity.VISIT).audience is Audience.SOME
    assert set(kinds().main) <= set(kinds().kinds)
    assert {one for measures in kinds().measured.values() for one in measures} == set(MEASURES)
