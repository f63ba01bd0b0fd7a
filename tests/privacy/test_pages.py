"""What a member sees of what is kept about him or her, and takes away."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.gatherings.made import recorded
from zhibu.access.actions import open_account
from zhibu.access.models import Account, Event
from zhibu.access.policy import Role
from zhibu.gatherings.models import Exemption
from zhibu.plans.codes import Activity
from zhibu.privacy.collecting import held_about, not_shown
from zhibu.privacy.kinds import KINDS, Kind
from zhibu.privacy.links import LINKS
from zhibu.registry.actions import correct_member

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "330101198001010017", "13812345678"


@pytest.fixture
def alice(world, client):
    """Signed in, with something of most kinds."""
    correct_member(acting=None, member=world.alice, id_number=NUMBER, phone=PHONE)
    account = open_account(acting=None, username="alice", member=world.alice, password="correct-horse-9")
    recorded(
        world.branch, Activity.PARTY_DAY, acting=account, away=[world.alice], recorder=world.alice,
        discussed="其他人的意见",
    )  # fmt: skip
    recorded(world.branch, Activity.LECTURE, acting=account, day=date(2026, 3, 6), chair=world.alice)
    Exemption.objects.create(
        organization=world.branch,
        member=world.alice,
        from_day=date(2026, 1, 1),
        reason="住院",
        approved_by="支委会",
    )
    world.alice.refresh_from_db()
    client.force_login(account)
    return account


def as_data(client, address):
    return json.loads(client.get(f"{address}?as=json").content)


def rows_of(told, kind, as_):
    (found,) = [one for one in told["kinds"] if one["kind"] == kind]
    (table,) = [one for one in found["tables"] if one["as"] == as_]
    return table["rows"]


def test_everything_about_oneself_is_there_and_nothing_about_others(world, alice, client):
    told = as_data(client, reverse("privacy:own_export"))
    assert [one["kind"] for one in told["kinds"]] == [kind.value for kind in Kind]
    assert rows_of(told, "id_number", "现在的登记") == [{"id_number": NUMBER}]
    assert rows_of(told, "phone", "现在的登记") == [{"phone": PHONE}]
    (away,) = [one for one in rows_of(told, "attendance", "应到的活动") if one["is_present"] == "否"]
    assert away["reason"] == "病假" and away["gathering"].startswith("2026-03-05")
    (exemption,) = rows_of(told, "exemptions", "本人的免除")
    assert exemption["reason"] == "住院" and exemption["approved_by"] == "支委会"
    assert len(rows_of(told, "records", "主持")) == 1 and len(rows_of(told, "records", "录入")) == 2
    assert rows_of(told, "account", "本人的账号")[0]["username"] == "alice"
    assert {one["verb"] for one in rows_of(told, "events", "关于我的操作")} >= {
        "登记党员",
        "更正党员信息",
    }
    assert len(rows_of(told, "events", "由我操作")) == 2
    everything = json.dumps(told, ensure_ascii=False)
    assert world.stranger.name not in everything and "其他人的意见" not in everything
    assert alice.password not in everything and "correct-horse" not in everything


def test_the_workbook_holds_the_same_rows(alice, client):
    told = as_data(client, reverse("privacy:own_export"))
    answer = client.get(reverse("privacy:own_export"))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["说明", *(str(KINDS[kind].title) for kind in Kind)]
    cells = {
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    }
    values = {
        value
        for kind in told["kinds"]
        if kind["kind"] != "events"  # taking the first file away was an event of its own
        for table in kind["tables"]
        for row in table["rows"]
        for value in row.values()
        if isinstance(value, str) and value
    }
    assert {NUMBER, PHONE, "住院"} <= values <= cells


def test_taking_it_away_is_kept_as_an_event(alice, client, world):
    client.get(reverse("privacy:own_export"))
    event = Event.objects.get(verb="export_personal_data")
    assert (event.acting, event.subject_id, event.changes) == (alice, str(world.alice.pk), {})


def test_the_page_masks_numbers_and_lists_every_kind(alice, client):
    html = client.get(reverse("privacy:own")).content.decode()
    assert all(f'id="kind-{kind}"' in html for kind in Kind)
    assert NUMBER not in html and PHONE not in html and "330" in html and "138****5678" in html
    assert "住院" in html


def test_the_number_of_queries_does_not_grow_with_what_is_kept(
    world, alice, client, django_assert_num_queries
):
    client.get(reverse("privacy:own"))  # the session's clock is written now, not below
    with CaptureQueriesContext(connection) as first:
        client.get(reverse("privacy:own"))
    assert len(first) < 3 * len(LINKS)
    for day in range(7, 27):
        recorded(world.branch, Activity.PARTY_DAY, acting=alice, day=date(2026, 3, day), chair=world.alice)
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(reverse("privacy:own"))


def test_only_the_newest_rows_are_on_the_page_and_all_in_the_file(world, alice, client):
    for day in range(7, 27):
        recorded(world.branch, Activity.PARTY_DAY, acting=alice, day=date(2026, 3, day), chair=world.alice)
    html = client.get(reverse("privacy:own")).content.decode()
    assert "这里只列最近 10 条" in html
    assert len(rows_of(as_data(client, reverse("privacy:own_export")), "attendance", "应到的活动")) == 22


def test_one_who_keeps_the_roster_sees_what_the_table_lets_and_is_told_what_not(world, alice):
    client = world.client(Role.SECRETARY)
    told = as_data(client, reverse("privacy:member_export", args=[world.alice.pk]))
    kinds = {one["kind"] for one in told["kinds"]}
    assert {"registry", "id_number", "phone", "attendance", "exemptions", "requests"} <= kinds
    assert not {"account", "credentials", "drafts", "events"} & kinds
    html = client.get(reverse("privacy:member", args=[world.alice.pk])).content.decode()
    assert "操作记录" in html and 'id="kind-events"' not in html
    event = Event.objects.get(verb="export_personal_data")
    assert event.acting == world.account(Role.SECRETARY) and event.subject_id == str(world.alice.pk)
    assert event.path == world.alice.path


def test_shown_and_not_shown_are_all(world, alice):
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            viewer = world.account(role)
            shown = {one.kind for one in held_about(world.alice, viewer, most=1)}
            hidden = [about.title for about in not_shown(world.alice, viewer)]
            assert len(shown) + len(hidden) == len(Kind)
            assert not {str(KINDS[kind].title) for kind in shown} & {str(one) for one in hidden}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GROUP_LEADER, Role.COMMITTEE_MEMBER, Role.AUDITOR])
def test_others_cannot_take_it_away(world, alice, role):
    client = world.client(role)
    for page in ("member", "member_export", "ask_for"):
        assert client.get(reverse(f"privacy:{page}", args=[world.alice.pk])).status_code == 404
    assert not Event.objects.filter(verb="export_personal_data").exists()


def test_the_administrator_has_no_member_and_sees_nothing(world):
    client = world.client(Role.ADMINISTRATOR)
    for page in ("own", "own_export", "ask"):
        answer = client.get(reverse(f"privacy:{page}"))
        assert answer.status_code == 200 and "这个账号不是党员的账号" in answer.content.decode()


def test_a_member_without_an_account_is_exported_too(world):
    assert not Account.objects.filter(member=world.alice).exists()
    client = world.client(Role.SECRETARY)
    assert client.get(reverse("privacy:member", args=[world.alice.pk])).status_code == 200
    told = as_data(client, reverse("privacy:member_export", args=[world.alice.pk]))
    assert told["member"] == world.alice.name
    assert all(not rows_of(told, "records", as_) for as_ in ("录入", "录入、更正或撤销"))
