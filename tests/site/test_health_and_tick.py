"""What watches and what runs by itself: the health address, and timed work."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from zhibu.access.audit import chain, record_event
from zhibu.access.models import Seal, TimedWork
from zhibu.access.policy import Role
from zhibu.plans.errors import ZhibuError
from zhibu.registry.models import RosterImport
from zhibu.site import health, set_up, timed
from zhibu.site.timed import Work

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(client):
    answer = client.get("/health/")
    return answer.status_code, answer.json()["status"], answer.json()["checks"]


def test_a_good_server_is_healthy_and_says_when_nobody_ticks(client, world):
    good = {"database": "ok", "migrations": "ok", "clock": "ok"}
    assert asked(client) == (200, "ok", good | {"timed_work": "late"})
    timed.run_due()
    assert asked(client) == (200, "ok", good | {"timed_work": "ok"})
    with time_machine.travel(timezone.now() + HOUR):
        if connection.vendor != "postgresql":  # whose clock does not travel
            assert asked(client)[2]["timed_work"] == "late"


def test_a_lost_database_is_said(client, monkeypatch):
    def lost(*_arguments, **_more):
        raise OperationalError("no person is named in this")

    monkeypatch.setattr("zhibu.site.health.connection.cursor", lost)
    assert asked(client) == (503, "failing", {"database": "unreachable"})


def test_an_older_database_is_said(client, monkeypatch):
    monkeypatch.setattr(health, "_known_good", set())
    monkeypatch.setattr(set_up, "tables_are_missing", lambda: True)
    assert asked(client) == (503, "failing", {"database": "ok", "migrations": "missing"})


def test_a_clock_set_back_is_said(client, world):
    record_event(acting=None, verb="x", subject=world.branch)
    with time_machine.travel(timezone.now() - HOUR):
        status, _state, found = asked(client)
    assert status == 503 and found["clock"] == "behind the last event"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite there is one clock")
def test_a_clock_unlike_the_databases_is_said(client, world):
    with time_machine.travel(timezone.now() + HOUR):
        assert asked(client)[2]["clock"] == "differs from the database"


# ── timed work ───────────────────────────────────────────────────────────────────────────────────
def counting(name, every, *, fails=None):
    ran = []

    def run():
        ran.append(timezone.now())
        if fails and len(ran) == 1:
            raise fails
        return len(ran)

    return Work(name, name, every, run), ran


def test_each_work_runs_as_often_as_it_says(world):
    often, often_ran = counting("often", timedelta(0))
    hourly, hourly_ran = counting("hourly", HOUR)
    start = timezone.now()
    for minute in range(0, 130):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            timed.run_due((often, hourly))
    assert len(often_ran) == 130 and len(hourly_ran) == 3


@pytest.mark.parametrize("fails", [ZhibuError("x"), DatabaseError("x"), OSError("x")])
def test_one_that_fails_hinders_no_other_and_is_due_again(world, fails):
    bad, bad_ran = counting("bad", HOUR, fails=fails)
    good, good_ran = counting("good", HOUR)
    first = timed.run_due((bad, good))
    assert [one.amount for one in first] == [None, 1]
    second = timed.run_due((bad, good))
    assert [(one.work.name, one.amount) for one in second] == [("bad", 2)]
    assert len(bad_ran) == 2 and len(good_ran) == 1


def test_of_two_ticks_only_one_gets_a_work(world, monkeypatch):
    hourly, ran = counting("hourly", HOUR)
    timed.run_due((hourly,))
    TimedWork.objects.filter(name="hourly").update(at=timezone.now() - 2 * HOUR)
    row = TimedWork.objects.get(name="hourly")
    TimedWork.objects.filter(pk=row.pk).update(at=timezone.now())  # another tick was first
    monkeypatch.setattr(TimedWork.objects, "get_or_create", lambda **_given: (row, False))
    assert timed.run_due((hourly,)) == [] and len(ran) == 1


def test_the_works_do_what_they_say(world):
    owner = world.account(Role.COUNTY)
    old = RosterImport.objects.create(organization=world.branch, account=owner, file_name="x", content="x")
    RosterImport.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))
    RosterImport.objects.create(organization=world.branch, account=owner, file_name="y", content="y")
    for day in (-1, 1):
        Session.objects.create(
            session_key=f"s{day}", session_data="", expire_date=timezone.now() + timedelta(days=day)
        )
    done = {one.work.name: one.amount for one in timed.run_due()}
    assert done["imports"] == 1 and done["sessions"] == 1
    assert done["seal"] == Seal.objects.count() == chain.head().number > 0
    assert RosterImport.objects.get().file_name == "y" and Session.objects.get().session_key == "s1"


def test_every_work_has_a_name_of_its_own():
    assert len({work.name for work in timed.WORK} | {timed.TICK}) == len(timed.WORK) + 1
