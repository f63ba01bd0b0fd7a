"""The rule cases that a domain expert can read (tests/cases), on every engine."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.ledger import reference, ways
from tests.ledger.test_same_answer import needs_spark

FOLDER = Path(__file__).parents[1] / "cases"
LINE = re.compile(
    r"(?:(?P<id>\w+) )?(?P<first>[\d-]+) \.\. (?P<last>[\d-]+) (?P<status>\w+) "
    r"(?P<achieved>[\d.]+)/(?P<required>[\d.]+)(?P<excess> excess)?"
)
CASES = [
    pytest.param(case, path.stem, id=f"{path.stem}: {case['shows']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in YAML(typ="safe").load(path)
]
NOBODY = {
    "is_leader": False,
    "is_secretary": False,
    "is_frail": False,
    "flow": "none",
    "since": None,
    "until": None,
}


def world_of(case, prefix=""):
    """The case with everything it leaves out; ``prefix`` keeps the ids of several cases apart."""
    branch, town = f"{prefix}B1", f"{prefix}T1"
    is_members = case["duty"].get("subject") == "member"
    members = case.get("members", [{"member_id": "M1"}] if is_members else [])
    duty = {"id": "duty", "at_least": 1, **case["duty"]}
    duty["at_least"] = Decimal(str(duty["at_least"]))
    scope = dict(case.get("applies_to", {"level": ["branch"]}))
    if "under" in scope:
        scope["under"] = prefix + scope["under"]
    return {
        "year": 2024,
        "as_of": case.get("as_of", date(2024, 12, 31)),
        "plans": [
            {
                "id": f"{prefix}plan",
                "title": "测试方案",
                "issuer": {"name": "某镇党委", "level": "town"},
                "in_force": {"from": date(2020, 1, 1), "to": None, **case.get("in_force", {})},
                "applies_to": scope,
                "clauses": [{"ref": "一", "duties": [duty]}],
            }
        ],
        "organizations": [
            organization(town, None, "town", "town_organ"),
            organization(branch, town, "branch", "rural") | case.get("branch", {}),
        ],
        "members": [
            NOBODY
            | {"org_id": branch, "category": "rural"}
            | each
            | {"member_id": prefix + each["member_id"]}
            for each in members
        ],
        "facts": list(facts_of(case, prefix, branch)),
        "exemptions": [exemption(each, prefix, branch) for each in case.get("exemptions", [])],
    }


def organization(org_id, parent_id, level, sector):
    life = {"since": None, "until": None}
    return {"org_id": org_id, "parent_id": parent_id, "level": level, "sector": sector, **life}


def facts_of(case, prefix, branch):
    for number, fact in enumerate(case.get("facts", [])):
        for time in range(fact.get("times", 1)):
            yield {
                "fact_id": f"{prefix}F{number}.{time}",
                "org_id": prefix + fact["org_id"] if "org_id" in fact else branch,
                "member_id": prefix + fact["member_id"] if "member_id" in fact else None,
                "activity": case["duty"]["activity"],
                "measure": fact.get("measure"),
                "occurred_on": fact["on"],
                "quantity": Decimal(str(fact["quantity"])) if "quantity" in fact else None,
            }


def exemption(given, prefix, branch):
    subject_id = prefix + given["subject_id"] if "subject_id" in given else branch
    left_out = {"subject_type": "organization", "activity": None, "from": None, "to": None}
    return left_out | given | {"subject_id": subject_id}


def expected(case, stem, prefix=""):
    kind = "member" if stem == "members" else "organization"
    found = {}
    for line in case["dues"]:
        match = LINE.fullmatch(line)
        first, last = date.fromisoformat(match["first"]), date.fromisoformat(match["last"])
        key = (f"{prefix}plan", "duty", kind, prefix + (match["id"] or "B1"), first, last)
        required, achieved = Fraction(match["required"]), Fraction(match["achieved"])
        found[key] = (required, achieved, match["status"], match["excess"] is not None)
    return found


@pytest.mark.parametrize(("case", "stem"), CASES)
def test_in_memory_and_by_the_plain_reading(case, stem):
    world = world_of(case)
    assert ways.by_single(world) == expected(case, stem)
    assert ways.by_running(ways.running(world)) == expected(case, stem)
    assert reference.dues(world) == expected(case, stem)


@pytest.mark.parametrize(("case", "stem"), CASES)
def test_on_duckdb(case, stem, tmp_path):
    dues, _ = ways.by_batch(world_of(case), tmp_path, ways.write_csv)
    assert dues == expected(case, stem)


@pytest.mark.slow
def test_on_spark(tmp_path):
    """All cases of one day at once, each a world of its own: Spark takes seconds to start."""
    needs_spark()
    by_day = {}
    for number, (case, stem) in enumerate(param.values for param in CASES):
        prefix = f"c{number}-"
        world = world_of(case, prefix)
        scope = world["plans"][0]["applies_to"]
        scope.setdefault("under", f"{prefix}T1")
        by_day.setdefault(world["as_of"], []).append((world, expected(case, stem, prefix)))
    for day, several in by_day.items():
        joined = {"year": 2024, "as_of": day}
        for name in ("plans", "organizations", "members", "facts", "exemptions"):
            joined[name] = [row for world, _ in several for row in world[name]]
        folder = tmp_path / str(day)
        folder.mkdir()
        dues, _ = ways.by_batch(joined, folder, engine="spark")
        assert dues == {key: value for _, wanted in several for key, value in wanted.items()}
