"""A correction keeps everybody's state; who came on the roster after the record is not expected by it."""

from datetime import date

import pytest

from tests.gatherings.made import DAY, exempted, recorded, sent
from zhibu.access.policy import Role
from zhibu.gatherings.models import Gathering
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(world):
    """A record of the branch, after which 晚登 was entered on the roster with an earlier day."""
    client = world.client(Role.SECRETARY)
    bo = world.admit("柏宁", world.branch)
    gathering = recorded(world.branch, away=[bo])
    late = world.admit("晚登", world.branch)
    return world, client, gathering, bo, late


def address(gathering):
    return f"/gatherings/{gathering.pk}/correct/"


def as_shown(client, gathering, **fields):
    """What a browser sends for the form as it stands."""
    form = client.get(address(gathering)).context["form"]
    rows = [*form.person_rows, *form.spared_rows, *form.late_rows]
    data = sent(gathering.organization, gathering.kind, version=gathering.version)
    data["listed"] = [row.person.member.pk for row in rows]
    data["came"] = [row.person.member.pk for row in rows if row.is_ticked]
    data |= {f"why-{row.person.member.pk}": row.reason for row in rows if row.reason}
    return data | fields


def test_a_later_member_is_listed_apart_and_not_ticked(setting):
    _world, client, gathering, bo, late = setting
    form = client.get(address(gathering)).context["form"]
    assert [row.person.member for row in form.late_rows] == [late]
    assert {row.person.member: row.is_ticked for row in form.person_rows}[bo] is False
    assert "才登上名册" in client.get(address(gathering)).text


def test_correcting_a_word_changes_nobody(setting):
    _world, client, gathering, bo, late = setting
    before = {one.member_id: (one.is_present, one.reason) for one in gathering.attendances.all()}
    assert client.post(address(gathering), as_shown(client, gathering, place="村礼堂")).status_code == 302
    again = Gathering.objects.get()
    assert again.place == "村礼堂"
    assert {one.member_id: (one.is_present, one.reason) for one in again.attendances.all()} == before
    (_first, second) = again.revisions.order_by("number")
    assert second.content["absent"] == ["柏宁（病假）"] and "晚登" not in str(second.content)


def test_a_later_member_who_was_there_can_be_ticked(setting):
    _world, client, gathering, _bo, late = setting
    data = as_shown(client, gathering)
    data["came"].append(late.pk)
    client.post(address(gathering), data)
    assert Gathering.objects.get().attendances.get(member=late).is_present


def test_members_of_a_later_day_are_not_listed_at_all(setting):
    world, client, gathering, _bo, _late = setting
    new = world.admit("后来", world.branch)
    new.states.update(since=date(2026, 6, 1))
    form = client.get(address(gathering)).context["form"]
    assert new not in [row.person.member for row in (*form.person_rows, *form.late_rows)]


def test_an_exemption_approved_later_does_not_change_an_earlier_record(setting):
    _world, client, gathering, bo, _late = setting
    exempted(bo)
    client.post(address(gathering), as_shown(client, gathering, place="村礼堂"))
    assert not Gathering.objects.get().attendances.get(member=bo).is_exempt


def test_an_exemption_ended_later_does_not_either(world):
    client, bo = world.client(Role.SECRETARY), world.admit("柏宁", world.branch)
    request = exempted(bo)
    gathering = recorded(world.branch)
    request.exemption.delete()
    client.post(address(gathering), as_shown(client, gathering, place="村礼堂"))
    assert Gathering.objects.get().attendances.get(member=bo).is_exempt


def test_on_another_day_the_members_of_that_day_are_expected(setting):
    world, client, gathering, _bo, late = setting
    new = world.admit("后来", world.branch)
    new.states.update(since=date(2026, 3, 6))
    data = as_shown(client, gathering, occurred_on="2026-03-07")
    data["listed"].append(new.pk)
    assert client.post(address(gathering), data).status_code == 302
    again = Gathering.objects.get()
    assert again.attendances.get(member=new).reason == "unknown"
    assert not again.attendances.filter(member=late).exists()


def test_where_nobody_is_expected_a_correction_lists_everybody(world):
    client = world.client(Role.SECRETARY)
    gathering = recorded(world.branch, Activity.VOLUNTEER, present=frozenset({world.alice.pk}))
    rows = client.get(address(gathering)).context["form"].person_rows
    assert {row.person.member.name: row.is_ticked for row in rows} == {"艾丽": True, "党支部书记": False}
    assert gathering.occurred_on == DAY
