"""Somebody with the database in hand edits, removes and inserts; the walk finds each, wherever it was done.

The tamperer owns the database: triggers are lifted first. The key and the heads written down are elsewhere.
"""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.world import World
from zhibu.access.actions import open_account
from zhibu.access.audit import chain, guards, record_event
from zhibu.access.audit.chain import Head
from zhibu.access.audit.verifying import verify
from zhibu.access.models import Event, Seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(settings, tmp_path, db):
    """Thirty sealed events, the guards lifted."""
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")
    world = World()
    while Event.objects.count() < 30:
        record_event(acting=None, verb="x", subject=world.branch, path=world.branch.path)
    chain.seal()
    guards.take_down(connection)
    return list(Event.objects.order_by("pk"))


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def found():
    """The findings, but for the guards that the tamperer lifted."""
    return [one for one in verify().findings if "触发器" not in one]


def test_an_honest_chain_is_found_honest(events):
    report = verify()
    assert found() == [] and report.remarks == []
    assert (report.sealed, report.unsealed, report.anchors) == (30, 0, 1)
    assert report.head == chain.head() == Head(30, Seal.objects.get(number=30).link)


COLUMNS = {
    "at": "2026-01-01 00:00:00",
    "verb": "y",
    "subject_type": "access.account",
    "subject_id": "99",
    "path": "ZZZZ",
    "changes": '{"a": [1, 2]}',
    "concerns": 7,
    "personal": "x",
    "nonce": "00",
    "mac": "00",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("place", [0, 14, 29], ids=["first", "middle", "last"])
def test_an_edit_of_any_column_is_found_and_named(events, column, place):
    run(f"UPDATE access_event SET {column} = %s WHERE id = %s", COLUMNS[column], events[place].pk)
    assert found() == [
        f"第 {place + 1} 号（记录 {events[place].pk}）与写下时不符：有人改动过它，或它不是本系统写的"
    ]


def test_an_edit_of_who_did_it_is_found(events):
    somebody = open_account(acting=None, username="somebody", is_administrator=True)
    run("UPDATE access_event SET acting_id = %s WHERE id = %s", somebody.pk, events[5].pk)
    (finding,) = found()
    assert "第 6 号" in finding


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses it by type")
def test_a_row_that_cannot_even_be_read_is_found(events):
    run("UPDATE access_event SET at = 'yesterday' WHERE id = %s", events[3].pk)
    (finding,) = found()
    assert "第 4 号" in finding and "与写下时不符" in finding


@pytest.mark.parametrize("place", [0, 14, 29], ids=["first", "middle", "last"])
def test_a_removed_event_is_found(events, place):
    run("DELETE FROM access_event WHERE id = %s", events[place].pk)
    assert found() == [f"第 {place + 1} 号（记录 {events[place].pk}）的记录不见了：有人删除了它"]


@pytest.mark.parametrize("place", [0, 14], ids=["first", "middle"])
def test_an_event_removed_with_its_seal_leaves_a_gap(events, place):
    run("DELETE FROM access_seal WHERE number = %s", place + 1)
    run("DELETE FROM access_event WHERE id = %s", events[place].pk)
    assert found() == [f"第 {place + 1} 号不见了：有人从链上删除了它"]


def test_a_gap_closed_by_renumbering_is_found(events):
    run("DELETE FROM access_seal WHERE number = 10")
    run("DELETE FROM access_event WHERE id = %s", events[9].pk)
    for number in range(11, 31):
        run("UPDATE access_seal SET number = %s WHERE number = %s", number - 1, number)
    findings = found()
    assert any("第 10 号" in one and "接不上" in one for one in findings)
    assert any("末尾被删除" in one for one in findings)


def test_rows_removed_from_the_end_with_their_seals_are_found_by_what_was_written_down(events):
    run("DELETE FROM access_seal WHERE number > 25")
    run("DELETE FROM access_event WHERE id > %s", events[24].pk)
    assert found() == ["链到第 25 号为止，但曾写下过第 30 号：末尾被删除"]


def test_without_what_was_written_down_the_end_cannot_be_judged_and_that_is_said(events, settings, tmp_path):
    settings.AUDIT_ANCHORS = str(tmp_path / "gone")
    run("DELETE FROM access_seal WHERE number > 25")
    run("DELETE FROM access_event WHERE id > %s", events[24].pk)
    assert found() == [] and "看不出末尾" in verify().remarks[0]


def test_a_head_kept_on_paper_finds_it_too(events, settings, tmp_path):
    paper = chain.head()
    settings.AUDIT_ANCHORS = str(tmp_path / "gone")
    run("DELETE FROM access_seal WHERE number > 25")
    run("DELETE FROM access_event WHERE id > %s", events[24].pk)
    assert any("末尾被删除" in one for one in verify([paper]).findings)


def test_a_removed_end_grown_over_by_new_events_is_found(events):
    run("DELETE FROM access_seal WHERE number > 25")
    run("DELETE FROM access_event WHERE id > %s", events[24].pk)
    subject = Seal.objects.first()
    for _n in range(10):
        record_event(acting=None, verb="z", subject=subject)
    chain.seal()
    assert found() == ["第 30 号与另处写下的不同：链被重新做过，或这是另一套数据"]


def inserted(event, **changed):
    """A row as somebody without the key would make it."""
    values = {name: getattr(event, name) for name in ("at", "verb", "subject_type", "subject_id", "path")}
    values |= {"changes": json.dumps(event.changes), "personal": "", "nonce": "f" * 32, "mac": "f" * 64}
    values |= changed
    marks = ", ".join(["%s"] * len(values))
    run(f"INSERT INTO access_event ({', '.join(values)}) VALUES ({marks})", *values.values())
    return Event.objects.latest("pk")


def test_an_inserted_event_is_found_before_and_after_it_is_sealed(events):
    made = inserted(events[0])
    (finding,) = found()
    assert f"记录 {made.pk} 不是本系统写的" in finding
    chain.seal()
    (finding,) = found()
    assert f"第 31 号（记录 {made.pk}）与写下时不符" in finding


def test_an_inserted_event_with_an_inserted_seal_is_found(events):
    made = inserted(events[0])
    run("INSERT INTO access_seal (number, event_id, link) VALUES (31, %s, %s)", made.pk, "f" * 64)
    (finding,) = found()
    assert "第 31 号" in finding


def test_a_genuine_event_copied_under_another_number_is_found(events):
    first = events[0]
    made = inserted(first, nonce=first.nonce, mac=first.mac)
    assert found() == [f"记录 {first.pk}、{made.pk} 是同一条的复本：有人复制了它"]
    chain.seal()
    assert any("复本" in one for one in found())


def test_two_events_that_changed_places_are_found(events):
    run("UPDATE access_seal SET event_id = -1 WHERE number = 5")
    run("UPDATE access_seal SET event_id = %s WHERE number = 6", events[4].pk)
    run("UPDATE access_seal SET event_id = %s WHERE number = 5", events[5].pk)
    assert [one.partition("（")[0] for one in found()] == ["第 5 号", "第 6 号"]


@pytest.mark.parametrize("place", [1, 15])
def test_an_edited_link_is_found(events, place):
    run("UPDATE access_seal SET link = %s WHERE number = %s", "0" * 64, place)
    assert any(f"第 {place} 号" in one and "接不上" in one for one in found())


def test_a_seal_put_before_the_first_is_found(events):
    run("INSERT INTO access_seal (number, event_id, link) VALUES (0, -5, 'x')")
    assert found()


def test_another_key_fits_nothing(events, settings):
    settings.INDEX_KEY = "22" * 32
    assert len(found()) == 30


def test_an_event_long_unsealed_is_remarked_on(events):
    record_event(acting=None, verb="x", subject=Seal.objects.first())
    report = verify()
    assert report.remarks == [] and report.unsealed == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert "zhibu tick" in verify().remarks[0]
    assert found() == []
