"""Facts taken over in bulk: all or none, once, with audit, and counted."""

from datetime import date

import pytest
import time_machine

from tests.api.calling import a_fact, program
from tests.duties.county import TODAY, duty, held, issued, plan
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.api.models import Receipt
from zhibu.api.sent import MOST_FACTS
from zhibu.gatherings.models import Fact

pytestmark = pytest.mark.django_db


def rows_of(answer):
    return [(one["row"], one["field"]) for one in answer.json()["rows"]]


def test_facts_are_taken_over_and_given_back(world):
    asked = program(world, Role.SECRETARY)
    sent = [
        a_fact(world.branch),
        a_fact(world.branch, member=world.alice.pk, activity="group_study", measure="hours", quantity=1.5),
    ]
    answer = asked.post("/facts", {"facts": sent})
    assert answer.status_code == 201, answer.content.decode()
    first, second = asked.get("/facts").json()["items"]
    assert [first["id"], second["id"]] == answer.json()["ids"]
    assert first == a_fact(world.branch) | {
        "id": first["id"], "member": None, "measure": None, "quantity": None, "gathering": None
    }  # fmt: skip
    assert (second["member"], second["measure"], second["quantity"]) == (world.alice.pk, "hours", "1.5")


def test_what_was_taken_over_counts_for_dues_and_leaves_an_event(world):
    issued(world.county, plan("p", duty("v", activity="volunteer", at_least=2)))
    asked = program(world, Role.SECRETARY)
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        days = [date(2026, 11, 3), date(2026, 11, 4)]
        sent = [a_fact(world.branch, occurred_on=day) for day in days]
        ids = asked.post("/facts", {"facts": sent}).json()["ids"]
        dues = asked.get(f"/organizations/{world.branch.pk}/dues").json()["dues"]
    november = next(one for one in dues if one["period_from"] == "2026-11-01")
    assert (november["required"], november["achieved"], november["status"]) == ("2", "2", "met")
    event = Event.objects.get(verb="import_facts")
    assert event.acting == world.account(Role.SECRETARY) and event.path == world.branch.path
    assert [one[0] for one in event.changes["facts"][1]] == ids


def test_one_bad_row_and_nothing_is_written(world):
    asked = program(world, Role.SECRETARY)
    sent = [
        a_fact(world.branch),
        a_fact(world.elsewhere),
        a_fact(world.branch, occurred_on="2026-03-06"),
        a_fact(world.sister),
    ]
    answer = asked.post("/facts", {"facts": sent})
    assert answer.status_code == 422 and answer.json()["code"] == "rows_refused"
    assert rows_of(answer) == [(2, "organization"), (4, "organization")]
    assert not Fact.objects.exists() and not Receipt.objects.exists()
    assert not Event.objects.filter(verb="import_facts").exists()


def test_every_reason_is_told_with_its_row(world):
    held(world.branch, date(2026, 3, 9), "visit")
    asked = program(world, Role.SECRETARY)
    sent = [
        a_fact(world.branch),
        a_fact(world.branch),  # the same once more
        a_fact(world.branch, occurred_on="2199-01-01"),
        a_fact(world.branch, occurred_on="1999-01-01"),  # before the branch was founded
        a_fact(world.branch, member=world.stranger.pk),
        a_fact(world.branch, member=999_999),
        a_fact(world.branch, activity="visit", occurred_on="2026-03-09"),  # a gathering's already
        a_fact(world.branch, member=world.alice.pk),
    ]
    answer = asked.post("/facts", {"facts": sent})
    assert rows_of(answer) == [
        (2, "activity"),
        (3, "occurred_on"),
        (4, "occurred_on"),
        (5, "member"),
        (6, "member"),
        (7, "activity"),
    ]
    assert all(one["sentence"] for one in answer.json()["rows"])


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"occurred_on": "5. März"}, "occurred_on"),
        ({"activity": "dancing"}, "activity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": "1.00001"}, "quantity"),
        ({"quantity": "NaN"}, "quantity"),
        ({"measure": "Stunden!"}, "measure"),
        ({"member": 0}, "member"),
        ({"place": "x"}, "place"),
    ],
)
def test_a_row_of_the_wrong_form_is_named_too(world, bad, field):
    asked = program(world, Role.SECRETARY)
    answer = asked.post("/facts", {"facts": [a_fact(world.branch), a_fact(world.branch) | bad]})
    assert answer.status_code == 422 and rows_of(answer) == [(2, field)]


def test_the_same_request_again_is_answered_the_same_and_writes_nothing(world):
    asked = program(world, Role.SECRETARY)
    body = {"facts": [a_fact(world.branch)]}
    first, again = asked.post("/facts", body, "k"), asked.post("/facts", body, "k")
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    assert Fact.objects.count() == 1 and Event.objects.filter(verb="import_facts").count() == 1


def test_the_same_key_for_something_else_is_refused(world):
    asked = program(world, Role.SECRETARY)
    asked.post("/facts", {"facts": [a_fact(world.branch)]}, "k")
    answer = asked.post("/facts", {"facts": [a_fact(world.branch, activity="visit")]}, "k")
    assert answer.status_code == 409 and answer.json()["code"] == "key_used"
    assert Fact.objects.count() == 1


def test_keys_of_two_people_do_not_meet(world):
    body = {"facts": [a_fact(world.branch)]}
    other = {"facts": [a_fact(world.branch, activity="visit")]}
    assert program(world, Role.SECRETARY).post("/facts", body, "k").status_code == 201
    assert program(world, Role.COMMITTEE_MEMBER).post("/facts", other, "k").status_code == 201


def test_a_refused_request_leaves_its_key_free(world):
    asked = program(world, Role.SECRETARY)
    assert asked.post("/facts", {"facts": [a_fact(world.elsewhere)]}, "k").status_code == 422
    assert asked.post("/facts", {"facts": [a_fact(world.branch)]}, "k").status_code == 201


@pytest.mark.parametrize("key", [None, "", "x" * 101, "两", "a b"])
def test_a_request_that_writes_names_a_sound_key(world, key):
    answer = program(world, Role.SECRETARY).post("/facts", {"facts": [a_fact(world.branch)]}, key)
    assert answer.status_code == 422 and answer.json()["field"] == "Idempotency-Key"


def test_some_thousand_at_once(world):
    asked = program(world, Role.SECRETARY)
    kinds = ["volunteer", "visit", "lecture", "screening", "training", "heart_talk", "report", "post"]
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + number) for number in range(400)]
    sent = [a_fact(world.branch, occurred_on=day, activity=kind) for day in days for kind in kinds]
    answer = asked.post("/facts", {"facts": sent})
    assert answer.status_code == 201 and len(answer.json()["ids"]) == len(sent) == 3200 <= MOST_FACTS
    assert Fact.objects.count() == 3200


def test_none_and_too_many_are_refused(world):
    asked = program(world, Role.SECRETARY)
    for number in (0, MOST_FACTS + 1):
        answer = asked.post("/facts", {"facts": [a_fact(world.branch)] * number})
        assert answer.status_code == 422 and answer.json()["field"] == "facts"


def test_too_large_a_body_is_refused_before_it_is_read(world):
    answer = program(world, Role.SECRETARY).post("/facts", {"facts": ["x" * 6_000_000]})
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"


def test_what_is_not_json_is_refused(world):
    asked = program(world, Role.SECRETARY)
    headers = asked.headers | {"Idempotency-Key": "k"}
    answer = asked.client.post("/api/v1/facts", "facts=1", content_type="application/json", headers=headers)
    assert answer.status_code == 400 and answer.json()["code"] == "not_json"


def test_an_imported_fact_can_be_taken_back_and_a_recorded_one_not(world):
    recorded = held(world.branch, date(2026, 3, 9), "visit").facts.get()
    asked = program(world, Role.SECRETARY)
    (imported,) = asked.post("/facts", {"facts": [a_fact(world.branch)]}).json()["ids"]
    assert asked.send("DELETE", f"/facts/{imported}").status_code == 204
    assert asked.send("DELETE", f"/facts/{imported}").status_code == 404
    refused = asked.send("DELETE", f"/facts/{recorded.pk}")
    assert refused.status_code == 409 and refused.json()["gathering"] == recorded.gathering_id
    assert list(Fact.objects.all()) == [recorded]
    assert Event.objects.get(verb="withdraw_fact").changes["fact"][0][0] == imported


def test_facts_by_day_kind_place_and_person(world):
    held(world.branch, date(2026, 3, 9), "visit", present=[world.alice])
    held(world.elsewhere, date(2026, 3, 10), "lecture")
    ask = program(world, Role.COUNTY).get
    days = {"since": "2026-03-10", "until": "2026-03-10"}
    assert [one["activity"] for one in ask("/facts", **days).json()["items"]] == ["lecture"]
    assert len(ask("/facts", activity="visit").json()["items"]) == 2
    assert len(ask("/facts", under=world.far.pk).json()["items"]) == 1
    assert [one["member"] for one in ask("/facts", member=world.alice.pk).json()["items"]] == [world.alice.pk]
