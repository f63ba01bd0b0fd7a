"""The chain: what is sealed, in which order, at once; what the database refuses; what can be forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import World
from zhibu.access.audit import Entry, chain, guards, person_keys, record_event, record_events
from zhibu.access.audit.verifying import verify
from zhibu.access.models import Event, PersonKey, Seal
from zhibu.registry.actions import change_member, correct_member

TODAY = date(2026, 3, 5)


@pytest.fixture
def anchors(settings, tmp_path):
    settings.AUDIT_ANCHORS = str(tmp_path / "kept" / "anchors.jsonl")
    return tmp_path / "kept" / "anchors.jsonl"


@pytest.mark.django_db
def test_every_event_gets_its_place_in_the_order_in_which_it_was_written(world, anchors):
    number = chain.seal()
    assert number == Event.objects.count() > 8
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, number + 1)
    )
    in_order = list(Seal.objects.order_by("number").values_list("event_id", flat=True))
    assert in_order == sorted(in_order)
    assert chain.anchors() == [chain.head()]
    assert chain.seal() == 0 and len(chain.anchors()) == 1, "nothing new, nothing written"


@pytest.mark.django_db
def test_a_chain_sealed_in_parts_is_the_chain_sealed_at_once(world, monkeypatch, anchors):
    monkeypatch.setattr(chain, "BATCH", 3)
    with transaction.atomic():
        chain.seal()
        in_parts = chain.head()
        transaction.set_rollback(True)
    monkeypatch.undo()
    chain.seal()
    assert chain.head() == in_parts


@pytest.mark.django_db
def test_a_torn_last_line_of_the_anchors_is_left_out(world, anchors):
    chain.seal()
    with anchors.open("a") as file:
        file.write('{"number": 9')
    assert chain.anchors() == [chain.head()]


@pytest.mark.django_db
def test_an_anchor_that_cannot_be_written_hinders_nobody(world, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.AUDIT_ANCHORS = str(tmp_path / "file" / "anchors.jsonl")
    assert chain.seal() and not verify().findings


REFUSED = {
    "an edit": "UPDATE access_event SET verb = 'x'",
    "an edit of what says nothing": "UPDATE access_event SET id = id",
    "a removal": "DELETE FROM access_event",
    "an edit of a seal": "UPDATE access_seal SET link = ''",
    "a removal of a seal": "DELETE FROM access_seal WHERE number = 1",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(world, statement):
    chain.seal()
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert not verify().findings


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a statement of SQLite")
@pytest.mark.parametrize("table", guards.TABLES)
def test_sqlite_refuses_to_replace(world, table):
    chain.seal()
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a statement of PostgreSQL")
@pytest.mark.parametrize("table", guards.TABLES)
def test_postgresql_refuses_to_truncate(world, table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is left waiting that would refuse instead
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_missing_guards_are_found_and_put_up_again(world):
    assert guards.missing(connection) == []
    guards.take_down(connection)
    (finding,) = verify().findings
    assert "触发器" in finding and "zhibu migrate" in finding
    guards.put_up(connection)
    assert guards.missing(connection) == [] == verify().findings


# ── several at once ──────────────────────────────────────────────────────────────────────────────
MANY, EACH = 6, 5


@pytest.mark.django_db(transaction=True)
def test_what_is_written_at_the_same_time_is_sealed_once_each_and_in_one_chain(anchors, monkeypatch):
    monkeypatch.setattr(chain, "PAUSE", 0.0)  # every commit tries
    world = World()
    together = Barrier(MANY)

    def write(number):
        together.wait(timeout=30)
        try:
            for turn in range(EACH):
                with transaction.atomic():
                    changes = {"n": (number, turn)}
                    record_event(acting=None, verb="x", subject=world.branch, changes=changes)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(write, range(MANY)))
    sealed_before_the_sweep = Seal.objects.filter(event__verb="x").count()
    chain.seal()
    report = verify()
    assert sealed_before_the_sweep > 0, "commits seal by themselves"
    assert report.findings == [] and report.unsealed == 0
    assert report.sealed == Event.objects.count() and Event.objects.filter(verb="x").count() == MANY * EACH


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_leaves_neither_event_nor_seal(anchors):
    world = World()
    chain.seal()
    before = chain.head()
    with pytest.raises(RuntimeError), transaction.atomic():
        record_event(acting=None, verb="x", subject=world.branch)
        raise RuntimeError
    chain.seal()
    assert chain.head() == before


# ── what events say of people ────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_no_value_about_a_person_stands_in_an_event(world):
    number, phone = "11010519491231002X", "10012345678"
    correct_member(acting=None, member=world.alice, name="艾丽丽", id_number=number, phone=phone)
    event = Event.objects.get(verb="correct_member")
    assert event.changes == {"name": None, "id_number": None, "phone": None}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_event WHERE id = %s", [event.pk])
        row = repr(cursor.fetchone())
    assert not any(told in row for told in ("艾丽", "\\u827e", number, phone))
    key = person_keys.keys_of([world.alice.pk])[world.alice.pk]
    assert person_keys.decrypt(key, event.personal) == {"name": ["艾丽", "艾丽丽"]}


@pytest.mark.django_db
def test_a_person_forgotten_is_gone_from_events_and_the_chain_holds(world):
    change_member(acting=None, member=world.alice, day=TODAY, category="rural")
    change_member(acting=None, member=world.stranger, day=TODAY, category="rural")
    chain.seal()
    before = chain.head()
    old_key = person_keys.keys_of([world.alice.pk])[world.alice.pk]
    assert person_keys.destroy(world.alice.pk) and not person_keys.destroy(world.alice.pk)
    mine, others = Event.objects.filter(verb="change_member").order_by("pk")
    assert mine.concerns == world.alice.pk
    new_key = person_keys.keys_of([world.alice.pk])[world.alice.pk]
    assert person_keys.decrypt(new_key, mine.personal) is None and new_key != old_key
    kept = person_keys.keys_of([world.stranger.pk])[world.stranger.pk]
    assert person_keys.decrypt(kept, others.personal) == {"category": ["other", "rural"]}
    assert verify().findings == [] and chain.head() == before


@pytest.mark.django_db
def test_events_of_many_people_take_a_fixed_number_of_statements(world, django_assert_num_queries):
    people = [world.admit(f"甲{number}", world.branch) for number in range(30)]
    PersonKey.objects.all().delete()
    entries = [Entry(verb="x", subject=one, changes={"name": ("a", "b")}) for one in people]
    locks = connection.features.has_select_for_update  # before the counts are noted to be in doubt
    with django_assert_num_queries(6 + locks):  # look, make, look again; write; two notes of that doubt
        made = record_events(entries, acting=None)
    assert len({event.mac for event in made}) == 30
    with django_assert_num_queries(4 + locks):
        record_events(entries, acting=None)
    assert verify().findings == []
