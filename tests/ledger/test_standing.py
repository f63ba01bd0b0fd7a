"""Counts that hold on any day: what is kept plus the day gives what the ledger says of that day."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.test_single import ALICE, BRANCH, held, meeting, plan
from zhibu.ledger import CompiledPlans, Exemption, Status, count_dues, evaluate, status_on
from zhibu.plans.codes import Category, Force, SubjectType
from zhibu.plans.subjects import Member

BOB = Member("M2", "B1", Category.RETIRED, until=date(2024, 9, 10))
DUTIES = (
    meeting(),
    meeting(id="weekly", every="week", force="may"),
    meeting(id="yearly", every="year", at_least=3),
    meeting(id="of-members", subject="member", every="month"),
    meeting(id="of-some", subject="member", **{"for": {"category": "rural"}}),
)
DAYS = st.dates(date(2023, 12, 25), date(2025, 1, 10))
FACTS = st.lists(st.tuples(DAYS, st.sampled_from([None, "M1", "M2"])), max_size=12)
EXEMPT = Exemption(subject_type=SubjectType.MEMBER, subject_id="M2", from_=date(2024, 5, 1))


def facts_of(drawn):
    return [held(day, f"f{n}", member_id=who) for n, (day, who) in enumerate(drawn)]


@settings(deadline=None, max_examples=60)
@given(drawn=FACTS, as_of=DAYS, counted_on=DAYS, until=st.none() | DAYS)
def test_a_count_made_on_one_day_gives_the_statuses_of_any_other(drawn, as_of, counted_on, until):
    a_plan = plan(*DUTIES, in_force={"from": date(2024, 2, 1), "to": until and max(until, date(2024, 2, 1))})
    facts = facts_of(drawn)
    expected = Counter()
    for one in evaluate([a_plan], BRANCH, [ALICE, BOB], facts, [EXEMPT], as_of, 2024):
        expected[(one.due.cited.key, one.due.period.start, one.status)] += 1
    compiled = CompiledPlans([a_plan], 2024, counted_on)
    found = Counter()
    for one in count_dues(compiled, BRANCH, [ALICE, BOB], facts, [EXEMPT]):
        cited, period = one.demand.cited, one.demand.period
        named = {Status.MET: one.met, Status.EXEMPT: one.exempt, Status.PARTIAL: one.partial}
        left = status_on(as_of, period.end, is_optional=cited.duty.force is Force.MAY)
        for status, n in (*named.items(), (left, one.unsettled)):
            if n:
                found[(cited.key, period.start, status)] += n
    assert found == expected


@settings(deadline=None, max_examples=60)
@given(drawn=FACTS, new=st.tuples(DAYS, st.sampled_from([None, "M1", "M2"])))
def test_only_what_a_new_fact_adds_to_is_counted_again(drawn, new):
    """Counting by the fact's own kind gives every demand that it changed, as counting all does."""
    compiled = CompiledPlans([plan(*DUTIES, meeting(id="other", activity="lecture"))], 2024, date(2024, 6, 1))

    def counted(facts, kinds=None):
        found = count_dues(compiled, BRANCH, [ALICE, BOB], facts, [EXEMPT], (), kinds)
        return {(one.demand.cited.key, one.demand.period): one for one in found}

    before, after = counted(facts_of(drawn)), counted(facts_of([*drawn, new]))
    again = counted(facts_of([*drawn, new]), {("general_meeting", "")})
    assert before | again == after
    assert all(key[0][1] != "other" for key in again)


def test_an_organization_that_no_plan_selects_has_nothing_to_count():
    compiled = CompiledPlans([plan(meeting(), applies_to={"level": ["town"]})], 2024, date(2024, 6, 1))
    assert list(count_dues(compiled, BRANCH, [], [], [])) == []


def test_the_day_alone_decides_what_is_left():
    ends = date(2024, 6, 30)
    assert status_on(ends, ends, is_optional=False) is Status.OPEN
    assert status_on(ends + timedelta(1), ends, is_optional=False) is Status.OVERDUE
    assert status_on(ends + timedelta(1), ends, is_optional=True) is Status.OPTIONAL
