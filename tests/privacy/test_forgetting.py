"""What is due is erased, nothing else is; twice is once; a crash half-way loses nothing."""

import base64
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gatherings.made import recorded
from tests.workbooks import workbook
from zhibu.access.actions import open_account
from zhibu.access.audit import chain
from zhibu.access.audit.verifying import verify
from zhibu.access.models import Event, PersonKey
from zhibu.access.policy import Role
from zhibu.api.models import Receipt, Token
from zhibu.calendars.models import Feed, Reminding, Told
from zhibu.gatherings.models import Draft, Exemption, LeaveRequest, LeaveStep
from zhibu.plans.codes import Activity
from zhibu.privacy import forgetting
from zhibu.privacy.actions import answer, ask, withdraw
from zhibu.privacy.forgetting import LINES, foreseen, forget
from zhibu.privacy.models import Erasure, State, Wish
from zhibu.privacy.retention import term_of
from zhibu.registry.actions import correct_member, end_membership
from zhibu.registry.models import Member, RosterImport, TreeImport

TODAY = date(2026, 11, 18)
TABLE = base64.b64encode(workbook([["姓名"], ["新来"]])).decode()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def ago(days):
    return TODAY - timedelta(days=days)


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)  # an hour of the morning in China


def days_of(class_code):
    return term_of(class_code, TODAY).days


NUMBERS = iter(range(10**6))


def left(world, day, **fields):
    """Somebody with all data who left on a day; with an account and a second factor."""
    number = next(NUMBERS)
    member = world.admit(
        f"离{number}", world.branch, id_number=f"33010119800101{number:04}", phone="13800000000", **fields
    )
    account = open_account(
        acting=None,
        username=f"left{number}",
        member=member,
        password="correct-horse-9",
        email="a@example.com",
    )
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    if day:
        end_membership(acting=None, member=member, day=day)
    member.refresh_from_db()
    return member


def exempted(world, member, to_day):
    return Exemption.objects.create(
        organization=world.branch,
        member=member,
        from_day=date(2022, 1, 1),
        to_day=to_day,
        reason="长期住院",
        approved_by="支委会",
    )


def draft(world, day):
    """An unsent form last saved on a day."""
    made = Draft.objects.create(
        key=uuid.uuid4(), account=world.account(Role.SECRETARY), organization=world.branch, kind="party_day"
    )
    Draft.objects.filter(pk=made.pk).update(saved_at=at(day))
    return made


def uploaded(world, model, day):
    made = model.objects.create(
        organization=world.branch, account=world.account(Role.STAFF), file_name="x.xlsx", content=TABLE
    )
    model.objects.filter(pk=made.pk).update(uploaded_at=at(day))
    return made


def counted(erased):
    found = {}
    for one in erased:
        found[one.line.class_code] = found.get(one.line.class_code, 0) + one.rows
    return {code: rows for code, rows in found.items() if rows}


def everything():
    """All rows of all our tables but those that tell of the erasing."""
    rows = {}
    for model in apps.get_models():
        if model not in (Event, Erasure):
            for row in serializers.serialize("python", model._default_manager.order_by("pk")):
                rows[row["model"], row["pk"]] = row["fields"]
    return rows


def test_numbers_and_telephones_of_those_who_left_long_ago_are_blanked(world):
    gone = left(world, ago(days_of("phone")))
    lately = left(world, ago(days_of("phone") - 1))
    here = left(world, None)
    assert counted(forget())["phone"] == counted([]).get("phone", 0) + 1
    gone.refresh_from_db()
    assert (gone.phone, gone.id_number, gone.id_number_index) == ("", "", "")
    assert gone.name and gone.states.exists()  # the entry itself is an archive
    for member in (lately, here):
        before = (member.phone, member.id_number, member.id_number_index)
        member.refresh_from_db()
        assert (member.phone, member.id_number, member.id_number_index) == before and all(before)


def test_an_account_of_somebody_who_left_can_sign_in_no_more_and_reaches_nobody(world, client):
    gone, lately = left(world, ago(days_of("account"))), left(world, ago(days_of("account") - 1))
    name = gone.account.username
    assert counted(forget())["account"] == 1
    gone.account.refresh_from_db()
    account = gone.account
    assert not account.is_active and not account.has_usable_password()
    assert account.email == "" and name not in account.username
    assert not Authenticator.objects.filter(user=account).exists()
    lately.account.refresh_from_db()
    assert (
        lately.account.email
        and lately.account.has_usable_password()
        and lately.account.authenticator_set.exists()
    )
    # Its name can be given to somebody else, and nobody can be given the name it now has.
    open_account(acting=None, username=name, member=world.alice)
    assert account.username.startswith("#")


@pytest.mark.parametrize("over_by", [0, 1])
def test_the_reason_of_an_exemption_goes_a_year_after_its_last_day(world, over_by):
    last = ago(days_of("exemption_reason") + over_by)  # the last day is still exempt
    one = exempted(world, world.alice, last)
    forget()
    one.refresh_from_db()
    assert one.reason == ("" if over_by else "长期住院")
    assert one.approved_by and one.to_day == last


def test_an_open_exemption_keeps_its_reason_while_its_member_is_here(world):
    one = exempted(world, world.alice, None)
    gone = exempted(world, left(world, ago(days_of("exemption_reason"))), None)
    of_organization = exempted(world, None, date(2022, 2, 1))
    forget()
    for exemption, reason in ((one, "长期住院"), (gone, ""), (of_organization, "长期住院")):
        exemption.refresh_from_db()
        assert exemption.reason == reason


def test_unsent_forms_and_unconfirmed_tables_go_by_their_days(world):
    kept, gone = draft(world, ago(days_of("draft") - 1)), draft(world, ago(days_of("draft")))
    tables = [uploaded(world, model, ago(days)) for model in (RosterImport, TreeImport) for days in (0, 1)]
    assert counted(forget()) == {"draft": 1, "upload": 2}
    assert list(Draft.objects.all()) == [kept] and gone not in Draft.objects.all()
    assert list(RosterImport.objects.all()) == [tables[0]] and list(TreeImport.objects.all()) == [tables[2]]


def test_only_sessions_that_ended_go(world):
    for key, hours in (("ended", -1), ("open", 1)):
        Session.objects.create(
            session_key=key, session_data="x", expire_date=datetime.now(UTC) + timedelta(hours=hours)
        )
    assert counted(forget()) == {"session": 1}
    assert [one.session_key for one in Session.objects.all()] == ["open"]


def test_the_words_of_requests_go_but_that_they_were_made_and_answered_stays(world):
    secretary = world.account(Role.SECRETARY)
    with time_machine.travel(at(ago(days_of("request_text")))):
        old = ask(acting=secretary, member=world.alice, wish=Wish.ERASE, words="删掉旧电话")
        old = answer(acting=secretary, request=old, state=State.DONE, words="已删")
    with time_machine.travel(at(ago(days_of("request_text") - 1))):
        lately = ask(acting=secretary, member=world.alice, wish=Wish.ERASE, words="删")
        withdraw(acting=secretary, request=lately)
    open_still = ask(acting=secretary, member=world.alice, wish=Wish.CORRECT, words="改")
    assert counted(forget()) == {"request_text": 1}
    for request in (old, lately, open_still):
        request.refresh_from_db()
    assert (old.words, old.answer, old.state) == ("", "", State.DONE) and old.answered_by == secretary
    assert lately.words == "删" and open_still.words == "改"


def test_records_of_gatherings_stay_whoever_left(world):
    member = left(world, None)
    recorded(world.branch, Activity.PARTY_DAY, away=[member], chair=member)
    end_membership(acting=None, member=member, day=date(2026, 4, 1))
    before = {key: row for key, row in everything().items() if key[0].startswith("gatherings.")}
    assert counted(forget()).keys() == {"phone", "id_number", "account"}
    assert {key: row for key, row in everything().items() if key[0].startswith("gatherings.")} == before
    assert len(before) > 5


def full(world):
    """Something due in every class, and its neighbour that is not."""
    for class_code in ("id_number", "account", "exemption_reason"):
        for days in (days_of(class_code) + 1, 1):
            exempted(world, left(world, ago(days)), None)
    for days in (days_of("draft"), 1):
        draft(world, ago(days))
    for model in (RosterImport, TreeImport):
        uploaded(world, model, ago(5))
        uploaded(world, model, TODAY)


def test_twice_is_once(world):
    full(world)
    first = counted(forget())
    after, events = everything(), Event.objects.count()
    assert first and counted(forget()) == {} == counted(foreseen())
    assert everything() == after and Event.objects.count() == events


def test_a_dry_run_says_exactly_what_would_go_and_touches_nothing(world):
    full(world)
    before, events = everything(), Event.objects.count()
    said = counted(foreseen())
    assert everything() == before and Event.objects.count() == events
    assert counted(forget()) == said


def test_nothing_is_erased_before_its_day_and_nothing_forgotten_after_it(world):
    """Run every day for a while: each row goes on its day."""
    gone = left(world, ago(0))
    due = gone.until + timedelta(days=days_of("phone"))
    for day in (due - timedelta(days=1), due):
        forget(day)
        gone.refresh_from_db()
        assert (gone.phone == "") is (day == due)


def test_the_event_says_how_many_and_nobody(world):
    gone = left(world, ago(400))
    forget()
    told = list(Event.objects.filter(verb="forget"))
    assert len(told) == Erasure.objects.count() == 3  # number, telephone, account
    for event in told:
        assert event.acting is None and event.path == "" and event.subject_type == "privacy.erasure"
        words = str(event.changes)
        assert all(value not in words for value in (gone.name, "13800000000", "33010119800101", "left"))
        assert event.changes["rows"] == [0, 1]


class PowerCut(Exception):
    """Stops the process between two statements."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stops_at", range(1, 6))
def test_a_crash_half_way_loses_nothing(world, monkeypatch, stops_at):
    """Cut at the n-th event, which is the last statement of its batch: the batch is as if never begun."""
    monkeypatch.setattr(forgetting, "BATCH", 2)
    members = [left(world, ago(400)) for _one in range(5)]
    calls = iter(range(1, 1000))

    def cut(**told):
        if next(calls) == stops_at:
            raise PowerCut
        return real(**told)

    real = forgetting.record_event
    monkeypatch.setattr(forgetting, "record_event", cut)
    with pytest.raises(PowerCut):
        forget()
    blanked = Member.objects.filter(pk__in=[one.pk for one in members], id_number="").count()
    told = Erasure.objects.filter(class_code="id_number")
    assert blanked == sum(one.rows for one in told) == min(2 * (stops_at - 1), 5)
    assert Erasure.objects.count() == Event.objects.filter(verb="forget").count() == stops_at - 1
    monkeypatch.setattr(forgetting, "record_event", real)
    forget()
    assert sum(one.rows for one in Erasure.objects.filter(class_code="id_number")) == 5
    assert not Member.objects.filter(pk__in=[one.pk for one in members]).exclude(phone="").exists()


def test_more_than_a_batch_goes_in_one_run(world, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 3)
    for _one in range(7):
        draft(world, ago(100))
    assert counted(forget()) == {"draft": 7}
    assert [one.rows for one in Erasure.objects.order_by("pk")] == [3, 3, 1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 60), max_size=6))
def test_exactly_the_forms_whose_time_is_over_go(world, days):
    Draft.objects.all().delete()
    made = {draft(world, ago(one)).pk: one for one in days}
    forget()
    left_over = set(Draft.objects.values_list("pk", flat=True))
    assert left_over == {pk for pk, one in made.items() if one < days_of("draft")}


def test_a_class_that_is_kept_is_never_looked_for():
    assert not {"archive", "audit"} & {line.class_code for line in LINES}


def test_words_of_leave_go_and_that_it_was_asked_and_approved_stays(world):
    secretary = world.account(Role.SECRETARY)

    def request(to_day):
        made = LeaveRequest.objects.create(
            organization=world.branch, member=world.alice, from_day=ago(900), to_day=to_day, words="住院手术"
        )
        LeaveStep.objects.create(request=made, verb_code="ask", acting=secretary, words="家属代说")
        return made

    old, lately = request(ago(days_of("exemption_reason") + 1)), request(ago(days_of("exemption_reason")))
    forget()
    for one, words in ((old, ("", "")), (lately, ("住院手术", "家属代说"))):
        one.refresh_from_db()
        assert (one.words, one.steps.get().words) == words
        assert one.from_day and one.steps.get().acting == secretary


def test_feeds_reminders_and_tokens_go_with_the_account(world):
    gone, lately = left(world, ago(days_of("account"))), left(world, ago(days_of("account") - 1))
    for member in (gone, lately):
        account = member.account
        Feed.objects.create(account=account, digest=f"d{account.pk}")
        reminding = Reminding.objects.create(account=account, by_email=True, address="a@example.com")
        Told.objects.create(reminding=reminding, key="x", day=TODAY)
        Token.objects.create(
            account=account, name="x", scope="read", digest=f"t{account.pk}", ending="xxxx", expires_on=TODAY
        )
        Receipt.objects.create(account=account, key="k", digest="x", answer={})
    forget()
    for model in (Feed, Reminding, Token, Receipt):
        assert [one.account for one in model.objects.all()] == [lately.account]
    assert Told.objects.count() == 1


def test_the_trail_stays_whole_but_says_of_somebody_who_left_long_ago_no_longer_what(world):
    gone, here = left(world, None), left(world, None)
    for member in (gone, here):
        correct_member(acting=None, member=member, name="改名")
    end_membership(acting=None, member=gone, day=ago(days_of("audit_words")))
    chain.seal()
    told = {one.concerns: one for one in Event.objects.filter(verb="correct_member")}
    keys = dict(PersonKey.objects.values_list("member_id", "key"))
    assert {gone.pk, here.pk} <= set(keys)
    forget()
    chain.seal()
    assert here.pk in dict(PersonKey.objects.values_list("member_id", "key"))
    assert not PersonKey.objects.filter(member_id=gone.pk).exists()
    assert Event.objects.get(pk=told[gone.pk].pk).personal  # the row is as it was, and unreadable
    assert not verify().findings
