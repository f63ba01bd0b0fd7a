"""The running ledger: what a change returns, and that its cost does not grow with the rest of the nation."""

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.test_single import ALICE, BRANCH, held, meeting, plan
from zhibu.ledger import Exemption, RunningLedger
from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.subjects import Organization

AS_OF = date(2024, 6, 15)
OWN, MEMBER = SubjectType.ORGANIZATION, SubjectType.MEMBER


def ledger_of(*duties):
    ledger = RunningLedger([plan(*duties)], 2024, AS_OF)
    ledger.put_organization(BRANCH)
    ledger.put_member(ALICE, BRANCH)
    return ledger


def statuses(ledger, subject_type=OWN, subject_id="B1"):
    return [str(due.status) for due in ledger.dues(subject_type, subject_id)]


def test_a_fact_is_added_corrected_and_removed():
    ledger = ledger_of(meeting())
    assert statuses(ledger) == ["overdue", "open", "open", "open"]
    [touched] = ledger.put_fact(held(date(2024, 2, 1)))
    assert (touched.due.period.start, touched.achieved) == (date(2024, 1, 1), 1)
    assert statuses(ledger) == ["met", "open", "open", "open"]
    touched = ledger.put_fact(held(date(2024, 5, 1)))  # the day was wrong: two quarters change
    assert {due.due.period.start.month for due in touched} == {1, 4}
    assert statuses(ledger) == ["overdue", "met", "open", "open"]
    ledger.remove_fact("f1")
    assert statuses(ledger) == ["overdue", "open", "open", "open"]
    assert ledger.remove_fact("f1") == []


def test_a_fact_moved_from_the_branch_to_a_member_changes_both():
    duties = meeting(every="year"), {**meeting(every="year"), "id": "hers", "subject": "member"}
    ledger = ledger_of(*duties)
    ledger.put_fact(held(date(2024, 2, 1)))
    assert (statuses(ledger), statuses(ledger, MEMBER, "M1")) == (["met"], ["open"])
    touched = ledger.put_fact(held(date(2024, 2, 1), member_id="M1"))
    assert {due.due.subject_id for due in touched} == {"B1", "M1"}
    assert (statuses(ledger), statuses(ledger, MEMBER, "M1")) == (["open"], ["met"])


def test_a_fact_may_come_before_its_subject_and_stays_when_the_subject_goes():
    ledger = RunningLedger([plan(meeting(every="year"))], 2024, AS_OF)
    assert ledger.put_fact(held(date(2024, 2, 1))) == []
    assert [str(due.status) for due in ledger.put_organization(BRANCH)] == ["met"]
    ledger.remove_subject(OWN, "B1")
    assert list(ledger.all_dues()) == []
    ledger.put_organization(BRANCH)
    assert statuses(ledger) == ["met"]


def test_a_closed_branch_loses_the_dues_after_its_end():
    ledger = ledger_of(meeting())
    ledger.put_organization(replace(BRANCH, until=date(2024, 7, 1)))
    assert statuses(ledger) == ["overdue", "open"]


def test_exemptions_are_replaced():
    ledger = ledger_of(meeting())
    ledger.put_exemptions(OWN, "B1", [Exemption(subject_type=OWN, subject_id="B1")])
    assert statuses(ledger) == ["exempt"] * 4
    ledger.put_exemptions(OWN, "B1", [])
    assert statuses(ledger)[0] == "overdue"


def test_a_quantity_of_more_than_four_decimals_is_refused_and_nothing_changes():
    ledger = ledger_of(meeting(measure="hours"))
    with pytest.raises(ValueError, match="four decimals"):
        ledger.put_fact(held(date(2024, 2, 1), measure="hours", quantity=Decimal("0.00001")))
    assert [due.achieved for due in ledger.dues(OWN, "B1")] == [0, 0, 0, 0]


def calls_of(action):
    """How many Python functions an action calls: a measure of work that no busy machine disturbs."""
    count = 0

    def tally(frame, event, argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(tally)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_the_work_for_one_fact_does_not_grow_with_organizations_and_facts():
    work = []
    for others in (1, 200):
        ledger = ledger_of(meeting(), {**meeting(activity="lecture"), "id": "lecture"})
        for number in range(others):
            ledger.put_organization(Organization(f"X{number}", Level.BRANCH, Sector.ORGAN))
            ledger.put_fact(held(date(2024, 2, 1), f"x{number}", org_id=f"X{number}"))
            ledger.put_fact(held(date(2024, 2, 1), f"l{number}", activity="lecture"))
        ledger.put_fact(held(date(2024, 2, 1), "first"))  # what is worked out once is worked out
        fact = held(date(2024, 5, 1), "new")
        work.append(calls_of(lambda ledger=ledger, fact=fact: ledger.put_fact(fact)))
    assert work[0] == work[1]
