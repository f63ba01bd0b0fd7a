"""Savings at the same moment, each in a thread with its own connection, on whichever database is used."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.gatherings.made import content, recorded
from tests.world import World
from zhibu.gatherings import actions
from zhibu.gatherings.errors import AlreadyRecorded, EditedMeanwhile
from zhibu.gatherings.models import Fact, Gathering, Revision
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def at_once(act):
    """Run ``act(0)`` … ``act(5)`` together; gives what each returned, or its refusal."""
    together = Barrier(MANY)

    def one(number):
        together.wait(timeout=30)
        try:
            return act(number)
        except (AlreadyRecorded, EditedMeanwhile) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_one_form_sent_six_times_at_once_is_one_record(transactional_db):
    world, key = World(), uuid.uuid4()
    given = content(world.branch, segments={Activity.GROUP_STUDY: 60})
    answers = at_once(
        lambda number: actions.record(acting=None, organization=world.branch, key=key, content=given)
    )
    assert {one.pk for one in answers} == {Gathering.objects.get().pk}
    assert Fact.objects.count() == 2 * 4 and Revision.objects.count() == 1


def test_six_people_recording_the_same_day_make_one_record_and_five_questions(transactional_db):
    world = World()
    given = content(world.branch)
    answers = at_once(
        lambda number: actions.record(acting=None, organization=world.branch, key=uuid.uuid4(), content=given)
    )
    assert sum(isinstance(one, Gathering) for one in answers) == 1
    assert sum(isinstance(one, AlreadyRecorded) for one in answers) == MANY - 1


def test_of_six_corrections_of_one_state_one_holds_and_five_are_told(transactional_db):
    world = World()
    gathering = recorded(world.branch)
    wanted = [content(world.branch, place=f"第{number}会议室") for number in range(MANY)]
    answers = at_once(
        lambda number: actions.correct(
            acting=None, gathering=gathering, version=1, key=uuid.uuid4(), content=wanted[number]
        )
    )
    held = [one for one in answers if isinstance(one, Gathering)]
    assert len(held) == 1 and sum(isinstance(one, EditedMeanwhile) for one in answers) == MANY - 1
    kept = Gathering.objects.get()
    assert (kept.version, kept.place) == (2, held[0].place)
    assert Fact.objects.filter(member=None).count() == 1
