"""Where help is needed: what the pages say, in which order, and how much they ask of the database."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.duties.county import TODAY, duty, plan
from tests.gatherings.made import recorded
from tests.helping.county import OF_GROUPS, PLAN
from zhibu.access.policy import Role
from zhibu.helping.models import Standing
from zhibu.issuing.actions import issue
from zhibu.plans.codes import Activity
from zhibu.registry.actions import found_organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def county(world):
    issue(PLAN, acting=None, organization=world.county)
    issue(OF_GROUPS, acting=None, organization=world.near)
    return world


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def page(world, name, target, role=Role.COUNTY, **query):
    return world.client(role).get(reverse(f"helping:{name}", args=[target.pk]), query)


def clause(world, target, duty_id, start, role=Role.COUNTY, plan_id="p", **query):
    return page(world, "clause", target, role, plan=plan_id, duty=duty_id, **{"from": start}, **query)


def test_what_will_be_missed_stands_before_what_was(county):
    shown = text(page(county, "needs", county.county))
    soon, _, missed = shown.partition('id="missed"')
    assert "每月党日" in soon and "11月30日" in soon and "3 个党组织" in soon
    assert "1月：" in missed and "11月：" not in missed
    assert "每周一学" not in shown  # a thing left to choice needs no help


def test_what_is_recorded_is_no_longer_asked_for(county):
    recorded(county.branch, day=date(2026, 11, 5))
    shown = text(page(county, "needs", county.county))
    assert "2 个党组织" in shown and "3 个党组织" not in shown.partition('id="missed"')[0]
    shown = text(clause(county, county.county, "day", "2026-11-01"))
    assert ">sister<" in shown and ">elsewhere<" in shown and ">branch<" not in shown


def test_a_duty_of_members_is_told_in_people(county):
    people = county.branch.members.count()
    assert f"{people} 人" not in text(page(county, "needs", county.near))
    shown = text(page(county, "needs", county.near, days=90))
    people = county.branch.members.count()
    assert "党员讨论" in shown and f"1 个党组织 {people} 人" in shown
    place = text(page(county, "needs", county.branch, days=90))
    names = sorted(set(re.findall(r'href="([^"]+#people)"', place)))
    assert any(one.endswith("?month=2026-12#people") for one in names), "the month in which it ends"
    assert names[-1] in text(clause(county, county.near, "talk", "2026-10-01"))
    assert 'id="people"' in text(county.client(Role.COUNTY).get(names[-1].partition("#")[0]))


def test_everybody_looks_at_the_own_part_of_the_tree(county):
    shown = text(page(county, "needs", county.near, Role.STAFF))
    assert "2 个党组织" in shown and "elsewhere" not in shown
    assert page(county, "needs", county.county, Role.STAFF).status_code == 404
    answer = county.client(Role.STAFF).get(reverse("helping:where"))
    assert answer.url == reverse("helping:needs", args=[county.near.pk])


def test_by_plan_and_sector(county):
    issue(plan("q", duty("visit", title="走访", activity="visit")), acting=None, organization=county.near)
    everything = text(page(county, "needs", county.county))
    only = text(page(county, "needs", county.county, plan="q"))
    assert "走访" in everything and "走访" in only and '<h3 class="due-title">每月党日' not in only
    rural = text(page(county, "needs", county.county, sector="rural"))
    assert "2 个党组织" in rural and "3 个党组织" not in rural.partition('id="missed"')[0]
    assert "every" not in text(page(county, "needs", county.county, sector="nonsense", days="x", plan="z"))


def test_looking_further_ahead_shows_more(county):
    assert "学习时间" not in text(page(county, "needs", county.county, days=14)).partition('id="missed"')[0]
    assert "学习时间" in text(page(county, "needs", county.county, days=90)).partition('id="missed"')[0]


def test_a_branch_is_shown_with_the_trace_of_each_thing_and_its_groups(county):
    shown = text(page(county, "needs", county.branch, Role.STAFF))
    trace = reverse("duties:why_organization", args=[county.branch.pk])
    trace += "?plan=p&amp;duty=day&amp;from=2026-11-01"
    assert trace in shown and "group：" in shown and "小组会" in shown
    why = text(county.client(Role.STAFF).get(trace.replace("&amp;", "&")))
    assert "每月党日" in why


def test_a_trace_is_one_step_from_the_list_of_a_clause(county):
    shown = text(clause(county, county.county, "day", "2026-10-01"))
    assert "已于" in shown
    assert shown.count(reverse("duties:why_organization", args=[county.sister.pk])) == 1
    assert "个党组织还没有记录" in shown


@pytest.mark.parametrize("start", ["2026-11-02", "x", ""])
def test_an_address_of_no_demand_leads_back(county, start):
    answer = clause(county, county.county, "day", start)
    assert answer.status_code == 302 and answer.url == reverse("helping:needs", args=[county.county.pk])


def test_the_charts_say_nothing_that_a_table_does_not(county):
    shown = text(page(county, "needs", county.county))
    assert shown.count('data-chart="') == shown.count("<table") == 2
    assert 'id="chart-sectors" type="application/json"' in shown
    for name in ("农村", "社区"):
        assert re.search(rf'<th scope="row">{name}</th>', shown)


def test_nothing_is_shown_before_it_is_right(county, monkeypatch):
    """Where more is in doubt than a reader can be let wait for, the page says so and comes again."""
    from zhibu.helping import fresh

    monkeypatch.setattr(fresh, "ONE_BY_ONE", 0)
    monkeypatch.setattr(fresh, "TOGETHER", 3)
    left = []
    for _visit in range(10):
        answer = page(county, "needs", county.county)
        if "Refresh" not in answer:
            break
        assert (
            answer["Refresh"] == "1" and "个党组织没有算完" in text(answer) and "每月党日" not in text(answer)
        )
        left.append(int(re.search(r"还有 (\d+) 个", text(answer))[1]))
    assert left == sorted(left, reverse=True) and len(left) > 1
    assert "3 个党组织" in text(answer)


def test_no_plan_yet(world):
    assert "还没有印发方案" in text(page(world, "needs", world.county))


def test_the_number_of_queries_does_not_grow_with_the_branches(county):
    addresses = [
        (reverse("helping:needs", args=[county.county.pk]), {}),
        (
            reverse("helping:clause", args=[county.county.pk]),
            {"plan": "p", "duty": "day", "from": "2026-11-01"},
        ),
    ]

    def queries():
        client = county.client(Role.COUNTY)
        found = []
        for address, query in addresses:
            client.get(address, query)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address, query).status_code == 200
            found.append(len(asked))
        return found

    few = queries()
    for n in range(9):
        found_organization(
            acting=None, parent=county.far, code=f"n{n}", name=f"n{n}", level="branch", sector="rural"
        )
    assert queries() == few and max(few) <= 14


def test_a_save_asks_the_same_of_the_database_in_a_large_county_as_in_a_small_one(county):
    def queries(day):
        with CaptureQueriesContext(connection) as asked:
            recorded(county.branch, day=day)
        return len(asked)

    text(page(county, "needs", county.county))
    queries(date(2026, 11, 4))
    small = queries(date(2026, 11, 5))
    for n in range(9):
        found_organization(
            acting=None, parent=county.far, code=f"n{n}", name=f"n{n}", level="branch", sector="rural"
        )
    text(page(county, "needs", county.county))
    assert queries(date(2026, 11, 6)) == small
    assert Standing.objects.filter(organization=county.branch, demand__duty_id="day", met=1).count() == 1


@pytest.mark.parametrize("step", [1, -1])
def test_organizations_stand_in_the_order_of_the_tree_whatever_they_lack(county, step):
    places = [
        found_organization(
            acting=None, parent=county.near, code=f"b{n}", name=f"支部{n}", level="branch", sector="rural"
        )
        for n in (1, 2)
    ]
    places = [county.branch, county.sister, *places]
    for number, place in enumerate(places[::step]):
        for month in range(1, 2 + 2 * number):
            if place.members.exists() or place is not county.branch:
                recorded_without_people(place, date(2026, month, 5))
    tree = [one.name for one in places]
    shown = text(page(county, "needs", county.near))
    listed = shown.partition('id="below"')[2]
    assert re.findall(rf">({'|'.join(tree)})<", listed) == tree
    listed = text(clause(county, county.near, "day", "2026-10-01")).partition('id="places"')[2]
    assert re.findall(rf">({'|'.join(tree)})<", listed) == tree


def recorded_without_people(place, day):
    recorded(place, Activity.PARTY_DAY, day=day, present=frozenset())


def test_the_way_from_the_months_of_a_committee(county):
    shown = text(county.client(Role.STAFF).get(reverse("duties:below", args=[county.near.pk])))
    assert reverse("helping:needs", args=[county.near.pk]) in shown
    assert "哪里要帮一把" not in text(
        county.client(Role.SECRETARY).get(reverse("duties:organization", args=[county.branch.pk]))
    )


def test_before_new_year_the_days_ahead_reach_into_the_next(county):
    with time_machine.travel("2026-12-20T09:00:00+08:00", tick=False):
        shown = text(page(county, "needs", county.county, days=90))
        soon = shown.partition('id="missed"')[0]
        assert "2027年1月31日" in soon and "12月31日" in soon
        assert soon.index("12月31日") < soon.index("2027年1月31日")
        (link,) = {one for one in re.findall(r'href="([^"]+from=2027-01-01)"', soon) if "duty=day" in one}
        assert ">branch<" in text(county.client(Role.COUNTY).get(link.replace("&amp;", "&")))
        near = text(page(county, "needs", county.county, days=14)).partition('id="missed"')[0]
        assert "2027年1月31日" not in near


def test_in_january_last_year_can_still_be_looked_at(county):
    with time_machine.travel("2027-01-10T09:00:00+08:00", tick=False):
        assert "看去年" not in text(page(county, "needs", county.county)), "nothing was recorded then"
        shown = text(page(county, "needs", county.county, last_year=1))
        assert "2026 年错过的" in shown and "11月：3 个" in shown and 'id="soon"' not in shown
        recorded(county.branch, day=date(2026, 11, 5))  # late, and it counts
        assert "11月：2 个" in text(page(county, "needs", county.county, last_year=1))
        this_year = text(page(county, "needs", county.county))
        assert "看去年" in this_year and "11月：" not in this_year
        lacking = text(clause(county, county.county, "day", "2026-11-01", last_year=1))
        assert ">sister<" in lacking and ">branch<" not in lacking
        branch = text(page(county, "needs", county.branch, last_year=1))
        assert "2026 年错过的" in branch and 'id="soon"' not in branch
