"""The number of queries of every operation is fixed, whatever the page size and the number of rows."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.calling import a_fact, a_gathering, program
from tests.duties.county import TODAY, duty, held, issued, plan
from zhibu.access.policy import Role
from zhibu.plans.codes import Level, Sector

pytestmark = pytest.mark.django_db

READING = {
    "/organizations": 3,
    "/organizations?under={near}": 4,
    "/organizations/{branch}": 3,
    "/members": 3,
    "/members?under={near}": 4,
    "/members/{alice}": 3,
    "/members/{alice}/numbers": 3,
    "/gatherings": 5,
    "/gatherings?under={near}": 6,
    "/gatherings/{gathering}": 6,
    "/facts": 3,
    "/facts?under={near}": 4,
    "/dues?under={near}": 9,
    "/organizations/{branch}/dues": 8,
    "/members/{alice}/dues": 10,
}


def grow(world, step):
    """More of everything: branches, members, records with people, plans."""
    places = [world.branch, world.elsewhere]
    places += [world.found(f"b{step}-{n}", world.near, Level.BRANCH, Sector.RURAL) for n in range(3)]
    for place in places:
        people = [world.admit(f"党员{step}{n}", place) for n in range(3)]
        for n in range(3):
            held(
                place,
                date(2026, 1, 1) + timedelta(days=10 * step + n),
                "party_day",
                "lecture",
                present=people,
            )


@pytest.fixture
def county(world):
    issued(world.county, plan("p", duty("party_day"), duty("fees", activity="dues", subject="member")))
    world.gathering = held(world.branch, date(2026, 3, 9), "visit", present=[world.alice])
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield world


def number_of(asked, method, address, body=None, key=None):
    with CaptureQueriesContext(connection) as caught:
        answer = asked.send(method, address, body, key)
    assert answer.status_code in (200, 201), answer.content.decode()
    return len([one for one in caught if "SAVEPOINT" not in one["sql"]])


def test_reading_takes_the_same_number_of_queries_however_much_there_is(county):
    """Of /dues on whole counties one less: nothing stands above them to be read."""
    asked = program(county, Role.COUNTY)
    names = {name: getattr(county, name).pk for name in ("near", "branch", "alice", "gathering")}
    for step in range(2):
        grow(county, step)
        for limit in (1, 200):
            for address, expected in READING.items():
                place = address.format(**names)
                if "?" in place or place in ("/organizations", "/members", "/gatherings", "/facts"):
                    place += f"{'&' if '?' in place else '?'}limit={limit}"
                assert number_of(asked, "GET", place) == expected, (place, step)


def test_writing_takes_the_same_number_of_queries_however_many_people_and_facts(county):
    asked = program(county, Role.SECRETARY)
    imports, records, corrections = set(), set(), set()
    for step in range(2):
        grow(county, step + 5)
        people = list(county.branch.members.all())
        body = a_gathering(county.branch, people, occurred_on=f"2026-05-0{step + 1}")
        records.add(number_of(asked, "POST", "/gatherings", body, f"r{step}"))
        pk = asked.get("/gatherings", since=f"2026-05-0{step + 1}").json()["items"][0]["id"]
        fields = {key: value for key, value in body.items() if key not in ("organization", "kind")}
        corrections.add(
            number_of(asked, "PUT", f"/gatherings/{pk}", fields | {"version": 1, "topic": "新"}, f"c{step}")
        )
        facts = [
            a_fact(county.branch, member=one.pk, occurred_on=f"2026-0{step + 6}-{day:02}")
            for one in people
            for day in range(1, 3 + 10 * step)
        ]
        imports.add(number_of(asked, "POST", "/facts", {"facts": facts}, f"f{step}"))
    assert len(records) == len(corrections) == len(imports) == 1, (records, corrections, imports)
