"""The bundled plans against the documents: every labelled obligation is a duty, and no sentence is copied."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from zhibu.plans.codes import Force
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plans
from zhibu.plans.model import CitedDuty, Plan

ROOT = Path(__file__).resolve().parents[2]
MAPPING = Path(__file__).with_name("gold_mapping.yaml")
LONGEST_COMMON_RUN = 11
MEASURES = {  # the labels' names of quantities, and those of plan files
    "duration_hours": {"hours"},
    "money_yuan": {"yuan", "yuan_per_thousand_households"},
    "area_m2": {"m2"},
    "share": {"share"},
}

PLANS = {plan.id: plan for plan in load_plans([library_folder()])}
BY_NAME = {f"{cited.plan.id}/{cited.duty.id}": cited for plan in PLANS.values() for cited in plan.duties()}


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


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
    plans = {name.split("/")[0] for name in labelled}
    extra = [one.duty.force for name, one in BY_NAME.items() if one.plan.id in plans and name not in labelled]
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
