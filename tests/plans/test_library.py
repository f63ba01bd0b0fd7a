"""The bundled plans as files, and whom they bind."""

import re
from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import pytest

from zhibu.plans.codes import Activity, Category, Level, Sector, SubjectType
from zhibu.plans.dues import dues_of_member, dues_of_organization, selects_member, selects_organization
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plan
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.subjects import Member, Organization

LIBRARY = library_folder()
REF = re.compile(r"[一二三四五六七八九十](\.(\d+|\([一二三四五六七八九十]\)|\(\d+\)))+")  # 四.(五).1


def read_library() -> dict[str, Plan]:
    return {path.stem: load_plan(path) for path in sorted(LIBRARY.glob("*.yaml"))}


PLANS = read_library()
DUTIES = [cited for plan in PLANS.values() for cited in plan.duties()]
BY_NAME = {f"{cited.plan.id}/{cited.duty.id}": cited for cited in DUTIES}


def rule_of(cited: CitedDuty) -> dict[str, Any]:
    return cited.duty.on.model_dump(mode="json") if cited.duty.on else {}


# --- the files -------------------------------------------------------------------------------


def test_the_library_holds_plans_each_named_after_its_id():
    assert len(PLANS) >= 8
    assert {name: plan.id for name, plan in PLANS.items()} == {name: name for name in PLANS}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_duties_of_a_plan_have_ids_of_their_own(plan: Plan):
    ids = Counter(cited.duty.id for cited in plan.duties())
    assert ids and max(ids.values()) == 1


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_clauses_are_cited_once_each_in_the_usual_form(plan: Plan):
    refs = [clause.ref for clause in plan.clauses]
    assert len(refs) == len(set(refs))
    assert all(REF.fullmatch(ref) for ref in refs)
    assert all(clause.title and clause.duties for clause in plan.clauses)


def test_a_plan_whose_document_gives_no_number_says_where_its_date_comes_from():
    undated = [plan for plan in PLANS.values() if plan.document_no is None]
    assert undated
    assert all(plan.note and "日期" in plan.note for plan in undated)


def test_a_plan_of_a_past_campaign_without_an_end_says_why_it_goes_on():
    campaign = [plan for plan in PLANS.values() if plan.in_force.from_.year == 2016]
    assert campaign
    assert all(plan.in_force.to is None and plan.note and "不设止日" in plan.note for plan in campaign)


def test_measures_are_those_that_the_readme_lists():
    table = (LIBRARY / "README.md").read_text(encoding="utf-8").split("## 计量")[1].split("\n## ")[0]
    listed = set(re.findall(r"^\| `([a-z0-9_]+)` \|", table, re.MULTILINE))
    assert {cited.duty.measure for cited in DUTIES if cited.duty.measure} == listed


def test_the_readme_lists_every_plan_with_its_number_of_duties():
    text = (LIBRARY / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    listed = {row[0].strip("`"): (row[2], row[4]) for row in rows if row[0].startswith("`") and len(row) == 5}
    have = {f"{name}.yaml": (plan.issuer.name, str(len(list(plan.duties())))) for name, plan in PLANS.items()}
    assert listed == have


# --- who is bound ----------------------------------------------------------------------------


def organization(level: str, sector: str) -> Organization:
    return Organization("o", Level(level), Sector(sector))


def bound(level: str, sector: str, year: int) -> dict[str, set[str]]:
    """The duties of each plan of which such an organization has dues in a year."""
    found: dict[str, set[str]] = {}
    for due in dues_of_organization(PLANS.values(), organization(level, sector), year):
        found.setdefault(due.cited.plan.id, set()).add(due.cited.duty.id)
    return found


def member_bound(sector: str, member: Member, year: int = 2026) -> set[str]:
    dues = dues_of_member(PLANS.values(), member, organization("branch", sector), year)
    return {f"{due.cited.plan.id}/{due.cited.duty.id}" for due in dues}


PEOPLE = [
    Member("m", "o", category, is_leader, is_secretary)
    for category, is_leader, is_secretary in product(Category, (False, True), (False, True))
]
ORGANIZATIONS = [organization(level, sector) for level, sector in product(Level, Sector)]


@pytest.mark.parametrize("cited", DUTIES, ids=BY_NAME)
def test_every_duty_falls_on_somebody(cited: CitedDuty):
    if cited.duty.subject is SubjectType.ORGANIZATION:
        assert any(selects_organization(cited, found) for found in ORGANIZATIONS)
    else:
        assert any(selects_member(cited, member, found) for member in PEOPLE for found in ORGANIZATIONS)


@pytest.mark.parametrize(
    ("level", "sector", "plans"),
    [
        (
            "branch",
            "rural",
            {"province-villages-communities-2016", "deqing-villages-communities-2016", "gaibei-town-2017"},
        ),
        (
            "branch",
            "community",
            {
                "province-villages-communities-2016",
                "deqing-villages-communities-2016",
                "county-communities-2017",
                "gaibei-town-2017",
            },
        ),
        ("branch", "organ", {"deqing-organs-2016"}),
        ("branch", "town_organ", {"deqing-town-organs-2016", "gaibei-town-2017"}),
        ("branch", "two_new", {"deqing-two-new-2016", "gaibei-town-2017"}),
        ("branch", "school", {"gaibei-town-2017"}),
        ("group", "rural", {"gaibei-town-2017"}),
        ("group", "community", {"county-communities-2017", "gaibei-town-2017"}),
        (
            "town",
            "town_organ",
            {
                "county-communities-2017",
                "deqing-town-organs-2016",
                "gaibei-town-2017",
                "province-villages-communities-2016",
            },
        ),
        ("county", "organ", {"province-villages-communities-2016"}),
        ("department", "organ", {"deqing-organs-2016"}),
    ],
)
def test_plans_that_bind_an_organization_in_2026(level: str, sector: str, plans: set[str]):
    assert set(bound(level, sector, 2026)) == plans


def test_a_village_branch_has_a_full_year_in_2026():
    dues = list(dues_of_organization(PLANS.values(), organization("branch", "rural"), 2026))
    assert all(due.demanded for due in dues)
    times = Counter((due.cited.plan.id, str(due.cited.duty.activity)) for due in dues)
    assert times["gaibei-town-2017", "general_meeting"] == 4
    assert times["gaibei-town-2017", "committee_meeting"] == 12
    assert times["gaibei-town-2017", "party_day"] == 24  # in principle on the 5th; in any case monthly
    assert times["deqing-villages-communities-2016", "group_study"] == 12
    assert times["province-villages-communities-2016", "org_life_meeting"] == 1
    july = [due for due in dues if rule_of(due.cited).get("around") == "07-01"]
    assert {due.cited.plan.id for due in july} == {
        "province-villages-communities-2016",
        "deqing-villages-communities-2016",
    }


def test_the_party_day_of_a_village_is_the_fifth_moved_to_a_working_day():
    rules = [rule_of(BY_NAME[f"gaibei-town-2017/{name}"]) for name in ("party-day", "party-day-fifth")]
    assert rules == [{"day": 5, "shift": "nearest"}] * 2


def test_an_ordinary_villager_talks_of_what_was_learnt_every_month():
    assert member_bound("rural", Member("m", "o", Category.RURAL)) == {
        "deqing-villages-communities-2016/study-reflection"
    }


def test_a_secretary_of_a_village_gives_a_lecture_and_hearing_one_is_not_giving_one():
    secretary = Member("m", "o", Category.RURAL, is_secretary=True)
    assert "gaibei-town-2017/secretary-lecture" in member_bound("rural", secretary)
    assert {
        cited.duty.measure
        for cited in DUTIES
        if cited.duty.subject is SubjectType.MEMBER and cited.duty.activity is Activity.LECTURE
    } == {"lectures_given"}


def test_a_plan_for_the_year_is_not_replaced_by_monthly_lists():
    planning = [cited.duty for cited in DUTIES if cited.duty.activity is Activity.PLANNING]
    assert {str(duty.every) for duty in planning if duty.measure == "study_plans"} == {"year"}
    assert {str(duty.every) for duty in planning if duty.measure is None} == {"quarter", "month"}


@pytest.mark.parametrize("sector", ["community", "organ", "town_organ", "school", "health"])
def test_those_in_service_serve_a_community_wherever_their_branch_is(sector: str):
    worker = Member("m", "o", Category.IN_SERVICE)
    assert "county-communities-2017/community-service" in member_bound(sector, worker)


@pytest.mark.parametrize("sector", ["organ", "town_organ", "school", "health"])
def test_the_plan_for_communities_asks_nothing_else_of_other_units(sector: str):
    assert "county-communities-2017" not in bound("branch", sector, 2026)
    assert member_bound(sector, Member("m", "o", Category.RETIRED)) == set()


@pytest.mark.parametrize(
    ("plan", "sector"), [("deqing-organs-2016", "organ"), ("deqing-town-organs-2016", "town_organ")]
)
def test_the_lecture_of_the_unit_secretary_is_not_asked_of_a_branch_secretary(plan: str, sector: str):
    of_unit = Member("m", "o", Category.IN_SERVICE, is_leader=True, is_secretary=True)
    of_branch = Member("m", "o", Category.IN_SERVICE, is_secretary=True)
    assert f"{plan}/secretary-lecture" in member_bound(sector, of_unit)
    assert f"{plan}/secretary-lecture" not in member_bound(sector, of_branch)


def test_the_showcase_programme_ends_with_its_year():
    assert "city-community-showcase-2020" in bound("county", "organ", 2020)
    assert "city-community-showcase-2020" not in bound("county", "organ", 2021)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_nobody_owes_anything_before_a_plan_is_in_force(plan: Plan):
    before = plan.in_force.from_.year - 1
    dues = (dues_of_organization([plan], found, before) for found in ORGANIZATIONS)
    assert not [due for found in dues for due in found]
    assert date(before, 12, 31) < plan.in_force.from_
