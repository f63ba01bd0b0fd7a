"""The same request six times at the same moment, on whichever database is used: one write, one answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.api.calling import Program, a_fact, a_gathering, token_for
from tests.world import World
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.api.models import Receipt
from zhibu.gatherings.models import Fact, Gathering

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def at_once(act):
    together = Barrier(MANY)

    def one(number):
        together.wait(timeout=60)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


@pytest.fixture
def secretary(transactional_db):
    world = World()
    world.token = token_for(world.account(Role.SECRETARY))
    return world


def test_one_import_sent_six_times_at_once_is_one_import(secretary):
    body = {"facts": [a_fact(secretary.branch), a_fact(secretary.branch, member=secretary.alice.pk)]}
    answers = at_once(lambda number: Program(secretary.token).post("/facts", body, "k"))
    assert [one.status_code for one in answers] == [201] * MANY
    assert len({one.content for one in answers}) == 1
    assert (Fact.objects.count(), Receipt.objects.count()) == (2, 1)
    assert Event.objects.filter(verb="import_facts").count() == 1


def test_of_six_bodies_under_one_key_one_is_written_and_five_are_refused(secretary):
    days = [f"2026-03-{number + 1:02}" for number in range(MANY)]

    def send(number):
        return Program(secretary.token).post(
            "/facts", {"facts": [a_fact(secretary.branch, occurred_on=days[number])]}, "k"
        )

    answers = at_once(send)
    assert sorted(one.status_code for one in answers) == [201] + [409] * (MANY - 1)
    assert Fact.objects.count() == 1


def test_six_clients_importing_the_same_facts_write_them_once(secretary):
    body = {"facts": [a_fact(secretary.branch)]}
    answers = at_once(lambda number: Program(secretary.token).post("/facts", body, f"k{number}"))
    assert sorted(one.status_code for one in answers) == [201] + [422] * (MANY - 1)
    assert Fact.objects.count() == 1


def test_one_gathering_sent_six_times_at_once_is_one_record(secretary):
    body = a_gathering(secretary.branch, [secretary.alice])
    answers = at_once(lambda number: Program(secretary.token).post("/gatherings", body, "k"))
    assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}
    assert Gathering.objects.count() == 1
