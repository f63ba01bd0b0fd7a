"""The lightest year of a branch, adopted, held in part, proposed again, and adjusted by hand."""

from datetime import date

import pytest
import time_machine

from tests.duties.county import duty, issued, plan
from zhibu.calendars import actions
from zhibu.calendars.foresight import read_branch
from zhibu.calendars.models import Planned
from zhibu.calendars.proposing import propose, read_signed
from zhibu.calendars.reading import planned_of
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
MARCH, JULY = date(2026, 3, 2), date(2026, 7, 1)
PARTY_DAY, LECTURE = Activity.PARTY_DAY, Activity.LECTURE

RULES = plan(
    "p",
    duty("day", title="主题党日", every="month"),
    duty("lecture", title="党课", activity="lecture", every="quarter"),
    duty("committee", title="支委会", activity="committee_meeting", every="quarter"),
    duty("study", activity="group_study", subject="member", every="year", at_least=4, measure="hours"),
)
OF_GROUPS = plan("g", duty("gm", activity="group_meeting", every="quarter"), applies_to={"level": ["group"]})


@pytest.fixture
def branch(world):
    issued(world.county, RULES, OF_GROUPS)
    return world.branch


def on(day):
    return time_machine.travel(f"{day}T09:00:00+08:00", tick=False)


def proposed(organization, today, year=2026):
    with on(today):
        return propose(read_branch(organization, year, today))


def adopted(organization, today, year=2026):
    proposal = proposed(organization, today, year)
    with on(today):
        return actions.adopt(
            acting=None, organization=organization, proposal=read_signed(proposal.signed(), organization)
        )


def shortfalls(organization, today, year=2026):
    branch = read_branch(organization, year, today)
    found = branch.foresee(planned_of(organization, year)).shortfalls()
    return [(one.status.due.cited.duty.id, one.status.due.period.start.month, one.is_excess) for one in found]


def test_an_adopted_year_is_stored_and_leaves_nothing_missed(branch):
    done = adopted(branch, date(2026, 1, 1))
    assert done.is_proven and done.number == Planned.objects.count() == 12 + 4 + 4
    assert shortfalls(branch, date(2026, 1, 1)) == []
    assert {one.organization.code for one in planned_of(branch, 2026)} == {"branch", "group"}


def test_without_a_plan_of_its_own_everything_would_be_missed(branch):
    found = shortfalls(branch, date(2026, 1, 1))
    assert len(found) == 12 + 4 + 4 + 4 + 1 and ("study", 1, False) in found
