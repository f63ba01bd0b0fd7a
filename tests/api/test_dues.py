"""Dues as programs see them: what the pages say, a page of organizations at a time."""

from datetime import date

import pytest

from tests.api.calling import program
from tests.duties.county import TODAY, duty, held, issued, plan
from zhibu.access.policy import Role

pytestmark = pytest.mark.django_db
NOVEMBER = {"on": TODAY.isoformat()}


@pytest.fixture
def county(world):
    fees = duty("fees", activity="dues", subject="member")
    issued(world.county, plan("p", duty("party_day"), fees))
    issued(world.far, plan("f", duty("lecture", activity="lecture")))
    held(world.branch, date(2026, 11, 5), "party_day", "dues", present=[world.alice])
    return world


def statuses(dues, month=11):
    return {
        (one["plan"], one["duty"]): one["status"] for one in dues if f"-{month:02}-01" in one["period_from"]
    }


def test_the_own_dues_of_an_organization(county):
    shown = program(county, Role.SECRETARY).get(f"/organizations/{county.branch.pk}/dues", **NOVEMBER).json()
    assert (shown["organization"], shown["member"], shown["year"]) == (county.branch.pk, None, 2026)
    assert len(shown["dues"]) == 12
    assert statuses(shown["dues"]) == {("p", "party_day"): "met"}
    assert statuses(shown["dues"], 10) == {("p", "party_day"): "overdue"}


def test_on_an_earlier_day_and_in_another_year(county):
    ask = program(county, Role.SECRETARY).get
    address = f"/organizations/{county.branch.pk}/dues"
    early = ask(address, on="2026-10-15").json()["dues"]
    assert statuses(early, 10) == {("p", "party_day"): "open"}
    assert ask(address, year=2025, **NOVEMBER).json()["dues"] == []


def test_the_dues_of_a_member(county):
    shown = program(county, Role.SECRETARY).get(f"/members/{county.alice.pk}/dues", **NOVEMBER).json()
    assert (shown["organization"], shown["member"]) == (None, county.alice.pk)
    assert statuses(shown["dues"]) == {("p", "fees"): "met"}


def test_a_page_of_organizations_says_the_same_as_each_of_them(county):
    asked = program(county, Role.COUNTY)
    whole = asked.everything("/dues", limit=2, **NOVEMBER)
    assert len(whole) == 8
    for one in whole:
        assert one == asked.get(f"/organizations/{one['organization']}/dues", **NOVEMBER).json()
    far = {one["organization"]: statuses(one["dues"]) for one in whole}[county.elsewhere.pk]
    assert set(far) == {("p", "party_day"), ("f", "lecture")}


def test_only_below_the_place_asked_for(county):
    shown = program(county, Role.COUNTY).get("/dues", under=county.near.pk, **NOVEMBER).json()
    assert {one["organization"] for one in shown["items"]} == {
        one.pk for one in (county.near, county.branch, county.sister, county.group)
    }
