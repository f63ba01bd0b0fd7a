"""The agenda of a subject, and the month that is cut out of it."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.duties.county import TODAY, duty, plan
from zhibu.duties.agenda import Agendas, month_of
from zhibu.ledger import Exemption, Fact, Status, evaluate
from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.periods import months_of
from zhibu.plans.subjects import Organization

BRANCH = Organization("B", Level.BRANCH, Sector.RURAL, "T")
NOVEMBER = months_of(2026, 11, 1)


def fact(day, activity="party_day", number=0):
    return Fact(fact_id=f"{day}{activity}{number}", org_id="B", activity=activity, occurred_on=day)


def agenda(*plans, facts=(), exemptions=(), today=TODAY):
    statuses = evaluate(plans, BRANCH, [], facts, exemptions, today, 2026)
    return Agendas(2026).of(statuses, facts)


def month(*plans, days=NOVEMBER, today=TODAY, **more):
    return month_of(agenda(*plans, today=today, **more), days, today)


def titles(items):
    return [item.cited.duty.id for item in items]


def test_what_covers_another_stands_for_it_and_cites_both():
    county = plan("high", duty("a"), level="county")
    town = plan("low", duty("b", every="quarter"))
    (item,) = month(county, town).now
    assert item.cited.plan.id == "high"
    assert [(one.cited.plan.id, one.status.due.period.start) for one in item.clauses] == [
        ("high", date(2026, 11, 1)),
        ("low", date(2026, 10, 1)),
    ]
    assert item.plan_count == 2


def test_the_soonest_comes_first_whatever_the_order_of_the_plan():
    found = month(
        plan(
            "p",
            duty("by-the-end", activity="lecture"),
            duty("on-the-25th", on={"day": 25}),
            duty("on-the-20th", activity="group_study", on={"day": 20}),
        )
    )
    assert titles(found.now) == ["on-the-20th", "on-the-25th", "by-the-end"]


def test_a_day_off_is_moved_to_a_working_day():
    (item,) = month(plan("p", duty("d", on={"day": 22, "shift": "next"}))).now  # a Sunday
    assert item.next_day(TODAY).day == date(2026, 11, 23)


def test_what_was_missed_stands_apart_and_what_is_done_is_quiet():
    found = month(plan("p", duty("d")), facts=[fact(date(2026, n, 5)) for n in (1, 2, 4, 5, 6, 7, 8, 9, 11)])
    assert [item.period.start.month for item in found.earlier] == [3, 10]
    assert [item.counted[0].occurred_on for item in found.done] == [date(2026, 11, 5)]
    assert not found.now


def test_a_year_with_time_left_is_later_until_its_day_comes():
    yearly = plan("p", duty("d", every="year", on={"window": "Q4"}))
    assert titles(month(yearly).later) == ["d"]
    december = months_of(2026, 12, 1)
    assert titles(month(yearly, days=december).now) == ["d"]


def test_a_suggested_day_gone_by_asks_again_while_there_is_time():
    found = month(plan("p", duty("d", every="year", on={"around": "07-01", "days": 15})))
    assert titles(found.now) == ["d"]


def test_a_thing_of_the_year_is_shown_as_done_in_the_month_it_was_done():
    yearly = plan("p", duty("d", every="year"))
    done = [fact(date(2026, 3, 9))]
    assert titles(month(yearly, facts=done, days=months_of(2026, 3, 1)).done) == ["d"]
    assert not titles(month(yearly, facts=done).done)


def test_what_may_be_done_is_never_pending():
    found = month(plan("p", duty("d", force="may")))
    assert titles(found.now) == ["d"] and not found.pending


def test_an_excused_month_is_quiet():
    excused = Exemption(
        subject_type=SubjectType.ORGANIZATION, subject_id="B", from_=date(2026, 11, 1), to=date(2026, 11, 30)
    )
    found = month(plan("p", duty("d")), exemptions=[excused])
    assert [item.status.status for item in found.done] == [Status.EXEMPT] and not found.now


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
everies = st.sampled_from(["week", "month", "2 months", "quarter", "half_year", "year", "once"])
activities = st.sampled_from(["party_day", "lecture", "group_study"])
duties = st.lists(
    st.builds(
        lambda e, a, n: {"activity": a, "every": e, "at_least": n}, everies, activities, st.integers(1, 3)
    ),
    min_size=1,
    max_size=4,
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault
@given(duties, st.lists(st.tuples(days, activities), max_size=12), days, st.integers(1, 12))
def test_nothing_that_is_due_in_a_month_is_lost_and_nothing_stands_twice(demands, done, today, number):
    facts = [fact(day, activity, n) for n, (day, activity) in enumerate(done)]
    items = agenda(plan("p", *(d | {"id": f"d{n}"} for n, d in enumerate(demands))), facts=facts, today=today)
    shown_days = months_of(2026, number, 1)
    shown = month_of(items, shown_days, today)
    everything = [*shown.now, *shown.earlier, *shown.later, *shown.done]
    assert len({item.due.key for item in everything}) == len(everything)
    for item in items:
        if item.status.status is Status.OPEN and item.period.end in shown_days:
            assert item in shown.now
        if item.status.status is Status.OVERDUE and item.period.end in shown_days:
            assert item in shown.earlier
        if item.status.status is Status.MET and item.period.end in shown_days:
            assert item in shown.done
    coming = [item.next_day(today).day for item in shown.now]
    assert coming == sorted(coming)
    for item in items:
        assert len(item.counted) >= item.status.achieved  # each counts one here
