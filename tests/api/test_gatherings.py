"""Gatherings recorded, corrected and cancelled by programs, by the rules of the form."""

from datetime import date

import pytest

from tests.api.calling import DAY, a_gathering, program
from tests.gatherings.made import recorded
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.gatherings.models import Fact, Gathering
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world):
    return program(world, Role.SECRETARY)


def people(world):
    return list(world.branch.members.order_by("pk"))


def fields(body):
    return {name: value for name, value in body.items() if name not in ("organization", "kind")}


def test_a_record_made_by_a_program_is_the_one_a_form_would_make(world, asked):
    alice, secretary = people(world)
    body = a_gathering(
        world.branch,
        [secretary],
        starts_at="14:30",
        topic="学习",
        segments=[{"activity": "group_study", "minutes": 90}, {"activity": "lecture"}],
        absent=[{"member": alice.pk, "reason": "illness"}],
        chair=secretary.pk,
    )
    answer = asked.post("/gatherings", body)
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["version"] == 1
    shown = asked.get(f"/gatherings/{answer.json()['id']}").json()
    assert (shown["starts_at"], shown["topic"], shown["chair"]) == ("14:30", "学习", secretary.pk)
    assert (shown["required"], shown["came"]) == (2, 1)
    assert {(one["member"], one["is_present"], one["reason"]) for one in shown["attendances"]} == {
        (secretary.pk, True, None),
        (alice.pk, False, "illness"),
    }
    assert shown["segments"] == [
        {"activity": "group_study", "minutes": 90},
        {"activity": "lecture", "minutes": None},
    ]
    made = Gathering.objects.get()
    assert made.recorded_by == world.account(Role.SECRETARY) and made.revisions.count() == 1
    assert Fact.objects.get(member=secretary, measure="hours", activity_code="group_study").quantity == 1.5
    assert Event.objects.filter(verb="record_gathering").count() == 1


def test_whoever_is_expected_and_not_named_is_absent(world, asked):
    alice, secretary = people(world)
    asked.post("/gatherings", a_gathering(world.branch, [secretary]))
    assert Gathering.objects.get().attendances.get(member=alice).reason == "unknown"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"occurred_on": "2199-01-01"}, None),
        ({"occurred_on": "2026-02-30"}, "occurred_on"),
        ({"place": " "}, "place"),
        ({"place": ""}, "place"),
        ({"topic": "a\u0000b"}, "topic"),
        ({"kind": "dancing"}, "kind"),
        ({"present": []}, None),
        ({"present": [999_999]}, "present"),
        ({"absent": [{"member": 999_999, "reason": "illness"}]}, "absent"),
        ({"chair": 999_999}, "chair"),
        ({"segments": [{"activity": "lecture", "minutes": 0}]}, "segments.0.minutes"),
        ({"amounts": {"yuan": 5}}, "amounts"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"starts": "10:00"}, "starts"),
    ],
)
def test_what_the_form_refuses_is_refused(world, asked, more, field):
    answer = asked.post("/gatherings", a_gathering(world.branch, people(world)) | more)
    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["field"] == field and answer.json()["sentence"]
    assert not Gathering.objects.exists()


def test_one_request_sent_twice_is_one_record(world, asked):
    body = a_gathering(world.branch, people(world))
    first, again = asked.post("/gatherings", body, "k"), asked.post("/gatherings", body, "k")
    assert first.json() == again.json() and Gathering.objects.count() == 1
    other = asked.post("/gatherings", body | {"place": "别处"}, "k")
    assert other.status_code == 409 and other.json()["code"] == "key_used"


def test_the_same_kind_on_the_same_day_is_asked_about(world, asked):
    body = a_gathering(world.branch, people(world))
    first = asked.post("/gatherings", body, "k1").json()["id"]
    asking = asked.post("/gatherings", body, "k2")
    assert asking.status_code == 409
    assert (asking.json()["code"], asking.json()["gathering"]) == ("already_recorded", first)
    assert asked.post("/gatherings", body | {"is_another": True}, "k3").status_code == 201


def test_a_correction_builds_on_the_version_it_names(world, asked):
    gathering = recorded(world.branch)
    body = fields(a_gathering(world.branch, people(world), place="礼堂")) | {"version": 1, "reason": "写错了"}
    assert asked.put(f"/gatherings/{gathering.pk}", body, "k1").json() == {"id": gathering.pk, "version": 2}
    stale = asked.put(f"/gatherings/{gathering.pk}", body | {"place": "别处"}, "k2")
    assert stale.status_code == 409
    assert (stale.json()["code"], stale.json()["version"]) == ("edited_meanwhile", 2)
    gathering.refresh_from_db()
    assert (gathering.place, gathering.version) == ("礼堂", 2)
    assert gathering.revisions.get(number=2).reason == "写错了"


def test_a_correction_sent_again_is_answered_as_the_first_time(world, asked):
    gathering = recorded(world.branch)
    body = fields(a_gathering(world.branch, people(world), place="礼堂")) | {"version": 1}
    answers = [asked.put(f"/gatherings/{gathering.pk}", body, "k") for _ in range(2)]
    assert answers[0].json() == answers[1].json() == {"id": gathering.pk, "version": 2}


def test_a_cancelled_record_counts_no_longer_and_stays_to_be_read(world, asked):
    gathering = recorded(world.branch)
    address = f"/gatherings/{gathering.pk}/cancellation"
    assert asked.post(address, {"version": 1, "reason": "没有开成"}).status_code == 200
    assert not gathering.facts.exists()
    assert asked.get(f"/gatherings/{gathering.pk}").json()["is_cancelled"] is True
    again = asked.post(address, {"version": 2, "reason": "再撤"}, "k9")
    assert again.status_code == 409 and again.json()["code"] == "edited_meanwhile"


def test_lists_by_day_kind_and_place(world):
    recorded(world.branch)
    recorded(world.elsewhere, Activity.LECTURE, day=date(2026, 3, 6))
    ask = program(world, Role.COUNTY).get
    assert [one["kind"] for one in ask("/gatherings").json()["items"]] == ["party_day", "lecture"]
    assert [one["kind"] for one in ask("/gatherings", until=DAY).json()["items"]] == ["party_day"]
    assert [one["kind"] for one in ask("/gatherings", since="2026-03-06").json()["items"]] == ["lecture"]
    assert [one["kind"] for one in ask("/gatherings", activity="lecture").json()["items"]] == ["lecture"]
    assert [one["kind"] for one in ask("/gatherings", under=world.near.pk).json()["items"]] == ["party_day"]
