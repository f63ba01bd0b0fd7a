"""What the ledger's benchmark measures: worlds by size, made once and kept, and the bundled plans."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhibu.ledger import Inputs, Question
from zhibu.ledger.synth import World, make_world
from zhibu.ledger.whole import put_in_place, workshop
from zhibu.plans.loading import load_plans
from zhibu.plans.model import Plan

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".dev" / "bench-ledger"
YEAR, AS_OF = 2024, date(2024, 10, 1)
NAMES = ("organizations", "members", "facts", "exemptions")


@dataclass(frozen=True, slots=True)
class Files:
    """One world on disk."""

    folder: Path

    @property
    def inputs(self) -> Inputs:
        return Inputs(*(self.folder / f"{name}.parquet" for name in NAMES))


def made(branches: int, members: bool) -> Files:
    folder = KEPT / f"{branches}{'-members' if members else ''}"
    if not folder.exists():
        with workshop(folder) as work:
            make_world(World(branches, 1, YEAR, members, groups=False), work)
            put_in_place([work / f"{name}.parquet" for name in NAMES], folder)
    return Files(folder)


def bundled_plans() -> tuple[Plan, ...]:
    return load_plans([ROOT / "plans"])


def one_rule() -> Plan:
    """At least one general meeting a quarter: what OpenFisca is given to compute."""
    duty = {"id": "meeting", "activity": "general_meeting", "every": "quarter"}
    return Plan.model_validate(
        {
            "id": "one-rule",
            "title": "一条规则",
            "issuer": {"name": "某县委", "level": "county"},
            "in_force": {"from": date(2018, 1, 1)},
            "clauses": [{"ref": "一", "duties": [duty]}],
        }
    )


def question(which: str) -> Question:
    return Question(bundled_plans() if which == "bundled" else [one_rule()], YEAR, AS_OF)
