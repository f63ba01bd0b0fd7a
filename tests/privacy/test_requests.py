"""Somebody asks for a correction or an erasure; the branch's secretary, or the level above, answers."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from zhibu.access.actions import open_account
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.privacy.actions import answer, ask, withdraw
from zhibu.privacy.errors import PrivacyError
from zhibu.privacy.models import DataRequest, State, Wish
from zhibu.privacy.retention import answer_within

pytestmark = pytest.mark.django_db
WORDS = "入党日期应为2001年7月1日"


@pytest.fixture
def alice(world):
    return open_account(acting=None, username="alice", member=world.alice, password="correct-horse-9")


@pytest.fixture
def asked(world, alice):
    return ask(acting=alice, member=world.alice, wish=Wish.CORRECT, words=WORDS)


def test_the_whole_way_in_the_pages(world, alice, client):
    client.force_login(alice)
    answered = client.post(reverse("privacy:ask"), {"wish": "correct", "words": WORDS})
    assert answered.url == reverse("privacy:own")
    assert WORDS in client.get(answered.url).content.decode()

    secretary = world.client(Role.SECRETARY)
    listed = secretary.get(reverse("privacy:requests")).content.decode()
    request = DataRequest.objects.get()
    address = reverse("privacy:request", args=[request.pk])
    assert address in listed and WORDS in secretary.get(address).content.decode()
    secretary.post(address, {"state": "done", "words": "已按档案改正"})

    own = client.get(reverse("privacy:own")).content.decode()
    assert "已办理" in own and "已按档案改正" in own
    assert (
        address not in secretary.get(reverse("privacy:requests")).content.decode().partition('id="ended"')[0]
    )


def test_what_is_asked_and_answered_is_encrypted_in_the_database_and_not_in_events(world, asked):
    answer(acting=world.account(Role.SECRETARY), request=asked, state=State.DONE, words="已改")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, answer FROM privacy_datarequest")
        ((words, answered),) = cursor.fetchall()
    assert WORDS not in words and "已改" not in answered and words.startswith("t1:")
    events = [str(one.changes) for one in Event.objects.all()]
    assert not any(WORDS in one or "已改" in one for one in events)
    assert {"ask_about_data", "answer_request"} <= set(Event.objects.values_list("verb", flat=True))


def test_it_is_due_by_the_rule_of_the_day_on_which_it_was_asked(world, alice):
    with time_machine.travel("2026-11-18T23:30:00+08:00", tick=False):
        request = ask(acting=alice, member=world.alice, wish=Wish.ERASE, words="x")
        asked = timezone.localdate()
    assert request.due_on == asked + timedelta(days=answer_within(asked).days)
    client = world.client(Role.SECRETARY)
    with time_machine.travel(f"{request.due_on}T12:00:00+08:00", tick=False):
        assert (
            "mark-late" not in world.client(Role.SECRETARY).get(reverse("privacy:requests")).content.decode()
        )
    with time_machine.travel(f"{request.due_on + timedelta(days=1)}T12:00:00+08:00", tick=False):
        client = world.client(Role.SECRETARY)
        assert "mark-late" in client.get(reverse("privacy:requests")).content.decode()


def test_nobody_answers_a_request_of_ones_own_but_the_level_above_does(world):
    secretary = world.account(Role.SECRETARY)
    own = ask(acting=secretary, member=secretary.member, wish=Wish.CORRECT, words="x")
    with pytest.raises(PrivacyError):
        answer(acting=secretary, request=own, state=State.DONE, words="改了")
    page = world.client(Role.SECRETARY).get(reverse("privacy:request", args=[own.pk])).content.decode()
    assert "<textarea" not in page
    assert (
        answer(acting=world.account(Role.STAFF), request=own, state=State.DONE, words="改了").state
        is State.DONE
    )


@pytest.mark.parametrize("state", [State.DONE, State.REFUSED])
def test_an_answer_needs_words_and_a_refusal_its_reason(world, asked, state):
    with pytest.raises(PrivacyError):
        answer(acting=world.account(Role.SECRETARY), request=asked, state=state, words="  ")
    assert DataRequest.objects.get().is_open and not Event.objects.filter(verb="answer_request").exists()


def test_it_is_answered_or_withdrawn_once(world, alice, asked):
    secretary = world.account(Role.SECRETARY)
    withdraw(acting=alice, request=asked)
    for again in (
        lambda: withdraw(acting=alice, request=asked),
        lambda: answer(acting=secretary, request=asked, state=State.DONE, words="x"),
    ):
        with pytest.raises(PrivacyError):
            again()
    assert DataRequest.objects.get().state is State.WITHDRAWN


def test_only_ones_own_can_be_withdrawn_in_the_page(world, asked):
    other = world.client(Role.MEMBER)
    for sent in (asked.pk, "", "x", 10**6):
        assert other.post(reverse("privacy:withdraw"), {"request": sent}).url == reverse("privacy:own")
    assert DataRequest.objects.get().is_open


def test_somebody_asks_for_a_member_who_came_in_person(world):
    client = world.client(Role.SECRETARY)
    client.post(reverse("privacy:ask_for", args=[world.alice.pk]), {"wish": "erase", "words": "不要留电话"})
    request = DataRequest.objects.get()
    assert request.member == world.alice and request.asked_by == world.account(Role.SECRETARY)
    assert "代为提出" in client.get(reverse("privacy:request", args=[request.pk])).content.decode()


def test_empty_words_are_refused_with_a_sentence(world, alice, client):
    client.force_login(alice)
    assert client.post(reverse("privacy:ask"), {"wish": "erase", "words": " "}).status_code == 200
    with pytest.raises(PrivacyError):
        ask(acting=alice, member=world.alice, wish=Wish.ERASE, words=" \n")
    assert not DataRequest.objects.exists()


def test_requests_of_another_branch_do_not_exist_for_a_secretary(world):
    staff = world.account(Role.COUNTY)
    far = ask(acting=staff, member=world.stranger, wish=Wish.CORRECT, words="x")
    client = world.client(Role.SECRETARY)
    address = reverse("privacy:request", args=[far.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"state": "done", "words": "x"}).status_code == 404
    assert address not in client.get(reverse("privacy:requests")).content.decode()
    assert address in world.client(Role.COUNTY).get(reverse("privacy:requests")).content.decode()
