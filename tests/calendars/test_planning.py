"""The lightest year of a branch, adopted, held in part, proposed again, and adjusted by hand."""

from datetime import date

import pytest
import time_machine

from tests.duties.county import duty, held, issued, plan
from zhibu.calendars import actions
from zhibu.calendars.errors import CalendarError
from zhibu.calendars.foresight import read_branch
from zhibu.calendars.models import Adoption, Planned
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


def test_adopting_takes_the_place_of_what_was_planned_ahead_and_of_nothing_before(branch):
    adopted(branch, date(2026, 1, 1))
    before = set(Planned.objects.filter(day__lt=MARCH).values_list("pk", flat=True))
    adopted(branch, MARCH)
    rows = Planned.objects.all()
    assert before == set(rows.filter(day__lt=MARCH).values_list("pk", flat=True))
    assert Adoption.objects.count() == 2 and rows.filter(day__gte=MARCH).count() < 20


def test_what_was_done_by_mid_year_is_taken_as_done(branch):
    for month in range(1, 7):
        held(branch, date(2026, month, 20), "party_day", "lecture")
    rest = proposed(branch, JULY)
    assert rest.first_day == JULY and min(one.day for one, _gathering in rest.planned) >= JULY
    lectures = [one for one, _gathering in rest.planned if LECTURE in one.activities]
    assert len(lectures) == 2  # the quarters that are left
    held(branch, date(2026, 7, 1), "party_day", "lecture", "committee_meeting")
    later = proposed(branch, JULY)
    assert later.number < rest.number
    third_quarter = [one for one, _gathering in later.planned if one.day < date(2026, 10, 1)]
    assert all(LECTURE not in one.activities for one in third_quarter)


def test_a_month_that_is_over_is_not_asked_for_again(branch):
    rest = proposed(branch, JULY)
    assert sum(PARTY_DAY in one.activities for one, _gathering in rest.planned) == 6
    adopted(branch, JULY)
    assert shortfalls(branch, JULY) == []  # what is missed already is no adjustment's doing


def test_hours_already_studied_make_the_rest_of_the_year_lighter(branch):
    whole = proposed(branch, MARCH).year.minutes
    gathering = held(branch, date(2026, 2, 3), "group_study")
    gathering.facts.create(
        organization=branch,
        activity_code="group_study",
        measure="hours",
        occurred_on=gathering.occurred_on,
        quantity=3,
    )
    assert proposed(branch, MARCH).year.minutes == whole - 180


def of(branch, activity, month):
    rows = planned_of(branch, 2026).filter(day__month=month)
    (found,) = [one for one in rows if activity in one.activities]
    return found


def changed(planned, day=None, parts=None):
    with on(MARCH):
        return actions.change(
            acting=None,
            planned=planned,
            version=planned.version,
            day=day or planned.day,
            parts=parts or planned.parts,
        )


def test_moving_within_the_month_breaks_nothing_and_out_of_it_what_it_served(branch):
    adopted(branch, MARCH)
    party_day = of(branch, PARTY_DAY, 5)
    moved = changed(party_day, day=date(2026, 5, 28))
    assert shortfalls(branch, MARCH) == [] and moved.version == 2
    changed(moved, day=date(2026, 6, 28))
    assert ("day", 5, False) in shortfalls(branch, MARCH)


def test_a_lecture_left_out_is_missed_in_its_quarter_only(branch):
    adopted(branch, MARCH)
    (lecture,) = [
        one for one in planned_of(branch, 2026).filter(day__month__in=(4, 5, 6)) if LECTURE in one.activities
    ]
    changed(lecture, parts=[part for part in lecture.parts if part[0] is not LECTURE] or [(PARTY_DAY, 30)])
    assert shortfalls(branch, MARCH) == [("lecture", 4, False)]


def test_splitting_keeps_every_segment_and_dropping_misses_them(branch):
    adopted(branch, MARCH)
    both = next(one for one in planned_of(branch, 2026) if {PARTY_DAY, LECTURE} <= set(one.activities))
    last = both.day.replace(day=28)
    with on(MARCH):
        made = actions.split(acting=None, planned=both, version=1, moved={LECTURE}, day=last)
    assert made.activities == [LECTURE] and made.day == last and shortfalls(branch, MARCH) == []
    with on(MARCH):
        actions.drop(acting=None, planned=made, version=1)
    assert [name for name, _month, _excess in shortfalls(branch, MARCH)] == ["lecture"]


def test_an_added_gathering_mends_and_one_too_many_is_said_too(world):
    most = duty("few", activity="training", every="year", at_most=1)
    issued(world.county, plan("few", most))
    assert shortfalls(world.branch, MARCH) == [("few", 1, False)]
    with on(MARCH):
        for day in (4, 5):
            parts = [(Activity.TRAINING, 60)]
            actions.add(acting=None, organization=world.branch, day=date(2026, 3, day), parts=parts)
            expected = [] if day == 4 else [("few", 1, True)]
            assert shortfalls(world.branch, MARCH) == expected


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 4)])
def test_nothing_is_put_on_a_day_gone_by_or_in_another_year(branch, day):
    adopted(branch, MARCH)
    with pytest.raises(CalendarError):
        changed(of(branch, PARTY_DAY, 5), day=day)


def test_past_months_and_what_somebody_else_changed_are_refused(branch):
    adopted(branch, date(2026, 1, 1))
    for one, today in ((of(branch, PARTY_DAY, 2), MARCH), (of(branch, PARTY_DAY, 5), MARCH)):
        with on(today), pytest.raises(CalendarError):
            actions.drop(acting=None, planned=one, version=1 if one.day < MARCH else 9)
    assert Planned.objects.count() == 20


def test_a_proposal_cannot_be_forged_or_taken_to_another_branch(branch, world):
    proposal = proposed(branch, MARCH)
    with on(MARCH):
        signed = proposal.signed()
        with pytest.raises(CalendarError):
            read_signed(signed[:-2], branch)
        with pytest.raises(CalendarError):
            read_signed(signed, world.sister)
    with on("2026-03-04"), pytest.raises(CalendarError):
        read_signed(signed, branch)


def test_the_year_of_a_committee_leaves_its_branches_alone(branch, world):
    adopted(branch, MARCH)
    mine = set(planned_of(branch, 2026))
    assert not set(planned_of(world.near, 2026)) & mine
