"""The bundled plans against the schema, the labelled documents and the branches they are meant for."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from zhibu.plans.codes import Activity, Category, Force, Level, Sector, SubjectType
from zhibu.plans.dues import dues_of_member, dues_of_organization, selects_member, selects_organization
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plan
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.subjects import Member, Organization

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = library_folder()
MAPPING = Path(__file__).with_name("gold_mapping.yaml")
LONGEST_COMMON_RUN = 11
REF = re.compile(r"[一二三四五六七八九十](\.(\d+|\([一二三四五六七八九十]\)|\(\d+\)))+")  # 四.(五).1
MEASURES = {  # the labels' names of quantities, and those of plan files
    "duration_hours": {"hours"},
    "money_yuan": {"yuan", "yuan_per_thousand_households"},
    "area_m2": {"m2"},
    "share": {"share"},
}


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def read_library() -> dict[str, Plan]:
    return {path.stem: load_plan(path) for path in sorted(LIBRARY.glob("*.yaml"))}


PLANS = read_library()
DUTIES = [cited for plan in PLANS.values() for cited in plan.duties()]
BY_NAME = {f"{cited.plan.id}/{cited.duty.id}": cited for cited in DUTIES}


def documents() -> Path:
    """The folder of raw and labelled documents, which is not part of the repository."""
    for up in (ROOT.parent, ROOT.parent.parent):
        if (up / "shared" / "extraction" / "gold").is_dir():
            return up / "shared" / "extraction"
    pytest.skip("the labelled documents are not at hand")


@dataclass(frozen=True)
class Mapped:
    """What the mapping says of one labelled passage."""

    duties: tuple[str, ...]
    differs: dict[str, Any]


def read_mapping() -> dict[tuple[str, int], Mapped]:
    entries = {}
    for source, passages in read_yaml(MAPPING).items():
        for start, entry in passages.items():
            given = entry if isinstance(entry, dict) else {"duty": entry}
            names = given["duty"] if isinstance(given["duty"], list) else [given["duty"]]
            entries[source, start] = Mapped(tuple(names), given.get("differs", {}))
    return entries


def read_gold() -> dict[tuple[str, int], list[dict[str, Any]]]:
    gold: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for path in sorted((documents() / "gold").glob("*.json")):
        labelled = json.loads(path.read_text(encoding="utf-8"))
        for obligation in labelled["obligations"]:
            gold.setdefault((labelled["source"], obligation["start"]), []).append(obligation)
    return gold


# --- the files -------------------------------------------------------------------------------


def test_the_library_holds_eight_plans_each_named_after_its_id():
    assert len(PLANS) == 8
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
    assert len(undated) == 3
    assert all(plan.note and "日期" in plan.note for plan in undated)


def test_a_plan_of_a_past_campaign_without_an_end_says_why_it_goes_on():
    campaign = [plan for plan in PLANS.values() if plan.in_force.from_.year == 2016]
    assert len(campaign) == 5
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


# --- against the labels ----------------------------------------------------------------------


def described(obligation: dict[str, Any], differs: dict[str, Any]) -> dict[str, Any]:
    """A label in the words of a plan file."""
    number, unit = obligation["every"], obligation["period"]
    quantity = obligation["measure"] or {"min": 1, "max": None}
    pure = obligation["min_count"] is None
    least, most = (
        (quantity["min"], quantity["max"]) if pure else (obligation["min_count"], obligation["max_count"])
    )
    return {
        "activity": obligation["activity"],
        "every": unit if number == 1 else f"{number} {unit}s",
        "at_least": Decimal(str(least)),
        "at_most": most,
        "force": obligation["force"],
        **differs,
    }


def matches(cited: CitedDuty, obligation: dict[str, Any], differs: dict[str, Any]) -> bool:
    duty, wanted = cited.duty, described(obligation, differs)
    if obligation["min_count"] is None and duty.measure not in MEASURES[obligation["measure"]["what"]]:
        return False
    return wanted == {
        "activity": str(duty.activity),
        "every": str(duty.every),
        "at_least": duty.at_least,
        "at_most": duty.at_most,
        "force": str(duty.force),
    }


def rule_of(cited: CitedDuty) -> dict[str, Any]:
    return cited.duty.on.model_dump(mode="json") if cited.duty.on else {}


def timing_kept(cited: CitedDuty, timing: dict[str, Any] | None) -> bool:
    """Whether a labelled day or window is the duty's rule; a timing in words has none to compare."""
    if not timing or "text" in timing:
        return True
    rule = rule_of(cited)
    if "day_of_month" in timing:
        return rule.get("day") == timing["day_of_month"]
    if "weekday" in timing:
        return rule.get("weekdays") == timing["weekday"].split(",")
    return all(rule.get(key) == value for key, value in timing.items())


def test_the_mapping_names_duties_that_exist_and_names_none_twice():
    named = Counter(name for entry in read_mapping().values() for name in entry.duties)
    assert set(named) <= set(BY_NAME)
    assert max(named.values()) == 1


def test_every_labelled_obligation_is_a_duty_with_the_same_demand():
    mapping, missing = read_mapping(), []
    for (source, start), obligations in read_gold().items():
        entry = mapping.get((source, start), Mapped((), {}))
        for obligation in obligations:
            found = [BY_NAME[name] for name in entry.duties if name in BY_NAME]
            if not any(
                matches(cited, obligation, entry.differs) and timing_kept(cited, obligation["timing"])
                for cited in found
            ):
                missing.append(f"{source}:{start} {obligation['activity']} ({', '.join(entry.duties)})")
    assert not missing, "no such duty:\n" + "\n".join(missing)


def test_the_mapping_has_no_passage_that_is_not_labelled():
    gold, mapping = read_gold(), read_mapping()
    assert set(mapping) == set(gold)
    assert {key: len(entry.duties) for key, entry in mapping.items()} == {
        key: len(obligations) for key, obligations in gold.items()
    }


def test_a_duty_without_a_label_is_optional():
    labelled = {name for entry in read_mapping().values() for name in entry.duties}
    extra = [cited.duty.force for name, cited in BY_NAME.items() if name not in labelled]
    assert extra == [Force.MAY]


# --- own words -------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Letters and digits only: a sentence is still a copy with its commas changed."""
    return re.sub(r"[\W_]+", "", text)


def own_words(plan: Plan) -> list[str]:
    """All that a plan file says itself; titles of documents, numbers and issuers are quoted as they are."""
    parts = [plan.note]
    for clause in plan.clauses:
        parts += [clause.title, clause.note]
        for duty in clause.duties:
            parts += [duty.title, duty.evidence, duty.note, duty.review]
    return [text for text in parts if text]


def runs(text: str) -> set[str]:
    length = LONGEST_COMMON_RUN + 1
    return {text[start : start + length] for start in range(len(text) - length + 1)}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_no_sentence_of_a_document_is_copied(plan: Plan):
    raw = "\n".join(bare(path.read_text(encoding="utf-8")) for path in (documents() / "raw").glob("*.txt"))
    copied = [run for text in own_words(plan) for run in runs(bare(text)) if run in raw]
    assert not copied


def test_the_mapping_quotes_nothing():
    raw = "\n".join(bare(path.read_text(encoding="utf-8")) for path in (documents() / "raw").glob("*.txt"))
    assert not [run for run in runs(bare(MAPPING.read_text(encoding="utf-8"))) if run in raw]


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
