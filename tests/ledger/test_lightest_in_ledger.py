"""The lightest year entered in the ledger: by the year's end everything demanded is met."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

import pytest
from year_as_facts import BRANCH, facts_of, members_of_every_kind, organizations

from zhibu.ledger import Fact, Status, evaluate
from zhibu.plans.codes import Force, Level, Sector
from zhibu.plans.library import library_folder
from zhibu.plans.lightest import lightest_year
from zhibu.plans.loading import load_plans

FOUR_PLACES = Decimal("0.0001")
DECIDED = {Status.MET, Status.PARTIAL}


def entered(year, members) -> list[Fact]:
    ids = {member.member_id for member in members}
    return [
        Fact(
            fact_id=f"f{n}",
            org_id=BRANCH if fact.subject_id in ids else fact.subject_id,
            member_id=fact.subject_id if fact.subject_id in ids else None,
            activity=fact.activity,
            measure=fact.measure,
            occurred_on=fact.day,
            quantity=(Decimal(fact.quantity.numerator) / fact.quantity.denominator).quantize(
                FOUR_PLACES, ROUND_CEILING
            ),
        )
        for n, fact in enumerate(facts_of(year, members))
    ]


@pytest.mark.parametrize("sector", [Sector.RURAL, Sector.COMMUNITY, Sector.TOWN_ORGAN, Sector.TWO_NEW])
def test_the_ledger_finds_every_due_of_the_lightest_year_met(sector):
    plans = load_plans([library_folder()])
    year = lightest_year(plans, Level.BRANCH, sector, 2026, groups=1)
    members = members_of_every_kind()[::7]
    facts = entered(year, members)
    own, group = organizations(year)
    found = [
        *evaluate(plans, own, members, facts, [], date(2027, 1, 31), 2026),
        *evaluate(plans, group, [], facts, [], date(2027, 1, 31), 2026, ancestors=[BRANCH]),
    ]
    assert found
    for one in found:
        assert not one.excess, one
        if one.due.cited.duty.force is not Force.MAY:
            assert one.status in DECIDED, one
    assert {Status.MET} <= {one.status for one in found}
