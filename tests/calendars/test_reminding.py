"""Reminders: once each, in no quiet hour, to nobody who is frail or exempt, whatever dies in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection

from tests.duties.county import duty, held, issued, plan
from tests.world import World
from zhibu.access.policy import Role
from zhibu.calendars import reminding
from zhibu.calendars.models import Reminding, Told
from zhibu.calendars.reminding import choose, claim, is_quiet, next_look, remind_all
from zhibu.gatherings.models import Exemption

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
CHOICE = {
    "in_application": True,
    "by_email": True,
    "address": "someone@example.org",
    "days_ahead": 3,
    "quiet_from": time(20),
    "quiet_to": time(8),
}
RULES = plan(
    "p",
    duty("day", title="主题党日", on={"day": 25}),
    duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="month", on={"day": 24}),
    duty("late", title="年终报告", activity="report", every="year"),
)


@pytest.fixture
def secretary(world):
    return a_secretary(world)


def a_secretary(world, **choice):
    issued(world.county, RULES)
    account = world.account(Role.SECRETARY)
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        choose(acting=account, given=CHOICE | choice)
    return account


def run(moment=NOON):
    with time_machine.travel(moment, tick=False):
        return remind_all()


def test_a_letter_has_a_line_a_due_with_its_clause_and_its_link(secretary, settings):
    settings.ADDRESS = "https://zhibu.example"
    assert run().sent == 1
    (letter,) = mail.outbox
    assert letter.to == ["someone@example.org"] and "2 件事" in letter.subject
    lines = [line for line in letter.body.splitlines() if line[:1].isdigit()]
    assert "我个人：谈心谈话" in lines[0] and "11月24日 周二" in lines[0] and "《方案p》" in lines[0]
    assert "branch：主题党日" in lines[1] and "https://zhibu.example/duties/" in lines[1]
    assert "年终报告" not in letter.body and "艾丽" not in letter.body


def test_what_was_told_is_not_told_again_and_the_next_thing_is(secretary):
    run()
    assert run(NOON + timedelta(days=1)).sent == 0  # the same two
    assert run(NOON + timedelta(days=31)).sent == 1  # those of December
    assert len(mail.outbox) == 2 and Told.objects.count() == 4


def test_what_was_done_meanwhile_is_not_told(secretary, world):
    held(world.branch, date(2026, 11, 20), "party_day", "heart_talk", present=[secretary.member])
    assert run().sent == 0 and mail.outbox == []


def test_e_mail_is_off_until_somebody_turns_it_on(world):
    issued(world.county, RULES)
    world.account(Role.SECRETARY)
    assert run().seen == 0
    assert choose(acting=world.account(Role.SECRETARY), given=CHOICE | {"by_email": False}).next_at is None
    assert run().seen == 0


@pytest.mark.parametrize("hour", [20, 23, 2, 7])
def test_nothing_goes_in_quiet_hours_and_nothing_is_lost_by_them(secretary, hour):
    moment = datetime(2026, 11, 23 if hour > 12 else 24, hour, 30, tzinfo=SHANGHAI)
    Reminding.objects.update(next_at=moment)
    assert run(moment).sent == 0
    then = Reminding.objects.get().next_at.astimezone(SHANGHAI)
    assert then == datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
    assert run(then).sent == 1


@pytest.mark.parametrize("name", ["frail", "exempt"])
def test_frail_and_exempt_members_are_left_in_peace(secretary, name):
    member = secretary.member
    if name == "frail":
        type(member).objects.filter(pk=member.pk).update(is_frail=True)
    else:
        exempt(member, "")
    assert run().sent == 0 and run().seen == 0


def test_an_exemption_from_one_thing_silences_that_thing(secretary):
    exempt(secretary.member, "heart_talk")
    run()
    assert "谈心谈话" not in mail.outbox[0].body and "主题党日" in mail.outbox[0].body


def exempt(member, activity):
    Exemption.objects.create(
        organization=member.organization,
        member=member,
        activity_code=activity,
        from_day=date(2026, 11, 1),
        to_day=date(2026, 11, 23),  # not on the last day of the period: the due itself still stands
        reason="x",
        approved_by="x",
    )


def test_a_closed_account_is_told_nothing(secretary):
    type(secretary).objects.filter(pk=secretary.pk).update(is_active=False)
    assert run().sent == 0


def test_of_two_claims_one_holds(secretary):
    row = Reminding.objects.get()
    assert claim(row.pk, row.next_at, NOON) == NOON + reminding.LEASE
    assert claim(row.pk, row.next_at, NOON) is None


def test_a_worker_that_dies_after_its_claim_loses_nothing_and_nothing_goes_twice(secretary, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_given):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(reminding, "letter", die)
        with pytest.raises(Killed):
            run()
    assert mail.outbox == [] and Told.objects.count() == 0
    assert run().seen == 0  # it is still held
    assert run(NOON + reminding.LEASE + timedelta(minutes=1)).sent == 1
    assert run(NOON + timedelta(hours=2)).sent == 0 and len(mail.outbox) == 1


def test_a_worker_that_overslept_its_lease_sends_nothing(secretary, monkeypatch):
    """While it works out what is near, another takes over and sends."""
    slow, others = reminding.untold, []

    def oversleep(row, now):
        found = slow(row, now)
        if not others:
            others.append(1)
            run(NOON + reminding.LEASE + timedelta(minutes=1))
        return found

    monkeypatch.setattr(reminding, "untold", oversleep)
    run()
    assert len(mail.outbox) == 1 and Told.objects.count() == 2


def test_a_mail_server_that_says_no_is_asked_again_later(secretary, monkeypatch):
    def refuse(*_given, **_more):
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert run().failed == 1
    assert run(NOON + reminding.AGAIN).sent == 1


def test_a_choice_made_meanwhile_is_not_overwritten(secretary, monkeypatch):
    known = reminding.untold

    def change_of_mind(row, now):
        Reminding.objects.update(by_email=False, next_at=None)
        return known(row, now)

    monkeypatch.setattr(reminding, "untold", change_of_mind)
    assert run().sent == 0 and Reminding.objects.get().next_at is None


def test_the_same_letter_has_the_same_name(secretary):
    run()
    first = mail.outbox[0].extra_headers["Message-ID"]
    Told.objects.all().delete()
    Reminding.objects.update(next_at=NOON)
    run()
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [first, first]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_letter(transactional_db):
    a_secretary(World())
    together = Barrier(2)

    def work(_number):
        together.wait(timeout=30)
        try:
            return remind_all(NOON)
        finally:
            connection.close()

    with time_machine.travel(NOON), ThreadPoolExecutor(2) as pool:
        tallies = list(pool.map(work, range(2)))
    assert sum(tally.sent for tally in tallies) == len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("start", "end", "at", "quiet"),
    [(20, 8, 20, True), (20, 8, 8, False), (20, 8, 0, True), (12, 14, 13, True), (12, 14, 14, False)],
)
def test_quiet_hours_may_span_midnight(start, end, at, quiet):
    row = Reminding(quiet_from=time(start), quiet_to=time(end))
    moment = datetime(2026, 11, 23, at, tzinfo=SHANGHAI).astimezone(UTC)
    assert is_quiet(row, moment) is quiet
    assert not is_quiet(row, next_look(row, moment)) and next_look(row, moment) > moment
