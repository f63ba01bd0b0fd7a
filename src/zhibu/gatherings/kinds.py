"""Kinds of gathering and their quorum: ``data/kinds.yaml``, read once and checked as it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML

from zhibu.plans.codes import Activity, Level

FILE = Path(__file__).parent / "data" / "kinds.yaml"

ACTIVITIES = [(one.value, _(one.label)) for one in Activity]
# Above these an organization is led by a committee whose members belong to branches below it.
BRANCHES = (Level.BRANCH, Level.GROUP, Level.GENERAL_BRANCH)
MEASURES = {"study_plans": _("年度学习计划（份）"), "m2": _("面积（平方米）"), "yuan": _("金额（元）")}


class Audience(StrEnum):
    """Who is expected."""

    EVERYONE = "everyone"
    COMMITTEE = "committee"
    SOME = "some"


class Base(StrEnum):
    """Whom a quorum is a share of, among those expected."""

    VOTERS = "voters"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of gathering. ``usual`` are the segments ticked to begin with."""

    activity: Activity
    audience: Audience
    usual: tuple[Activity, ...] = ()
    is_for_groups: bool = False


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many must come, from a day on, by which article; ``verified_on`` is when that was last checked.

    ``levels`` are those that the text binds; none named: all.
    """

    kind: Activity
    op: str
    ratio: Fraction
    base: Base
    article: str
    source: str
    levels: tuple[Level, ...]
    from_: date
    to: date | None
    verified_on: date

    def holds_on(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)

    def binds(self, level: str) -> bool:
        return not self.levels or level in self.levels

    def needed(self, number: int) -> int:
        """How many of ``number`` must come: the half itself suffices for ``>=``, not for ``>``."""
        share = self.ratio * number
        return ceil(share) if self.op == ">=" else floor(share) + 1


@dataclass(frozen=True, slots=True)
class Offer:
    """The kinds that organizations of one sort hold, the ones offered first, and those never offered."""

    kinds: dict[Activity, Kind]
    main: tuple[Activity, ...]
    never: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """All of the file."""

    in_branches: Offer
    above: Offer
    names: dict[Activity, dict[Level, str]]
    delivered: tuple[Activity, ...]
    segments: tuple[Activity, ...]
    minutes: int
    measured: dict[Activity, tuple[str, ...]]
    quorum: tuple[QuorumRule, ...]


@cache
def kinds() -> Kinds:
    return _read(YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))


def is_above_branch(level: str) -> bool:
    return level not in BRANCHES


def offer(level: str) -> Offer:
    """What an organization of a level holds."""
    return kinds().above if is_above_branch(level) else kinds().in_branches


def kind_of(activity: Activity, level: str = Level.BRANCH) -> Kind:
    """The kind of an activity; one that the file does not name is for whoever took part."""
    return offer(level).kinds.get(activity) or Kind(activity, Audience.SOME)


def name_of(activity: Activity, level: str) -> str:
    """What it is called at a level: 支委会 in a branch is 党委会 in a committee."""
    return kinds().names.get(activity, {}).get(Level(level), activity.label)


def rules_for(activities: Iterable[Activity], day: date, level: str = Level.BRANCH) -> list[QuorumRule]:
    """Every quorum that a gathering of these activities must have, by the rules of its day."""
    wanted = set(activities)
    return [
        rule for rule in kinds().quorum if rule.kind in wanted and rule.holds_on(day) and rule.binds(level)
    ]


def _read(found: dict[str, Any]) -> Kinds:
    return Kinds(
        in_branches=_offer(found["in_branches"]),
        above=_offer(found["above"]),
        names={
            Activity(code): {Level(level): name for level, name in line.items()}
            for code, line in found["names"].items()
        },
        delivered=tuple(map(Activity, found["delivered"]["activities"])),
        segments=tuple(map(Activity, found["segments"])),
        minutes=int(found["minutes"]),
        measured={Activity(code): tuple(line) for code, line in found["measured"].items()},
        quorum=tuple(map(_rule, found["quorum"])),
    )


def _offer(found: dict[str, Any]) -> Offer:
    return Offer(
        kinds={Activity(code): _kind(Activity(code), line) for code, line in found["kinds"].items()},
        main=tuple(map(Activity, found["main"])),
        never=tuple(map(Activity, found["never"])),
    )


def _kind(activity: Activity, line: dict[str, Any]) -> Kind:
    return Kind(
        activity=activity,
        audience=Audience(line["audience"]),
        usual=tuple(map(Activity, line["usual"])),
        is_for_groups=line.get("level") == "group",
    )


def _rule(line: dict[str, Any]) -> QuorumRule:
    assert line["op"] in (">=", ">")
    return QuorumRule(
        kind=Activity(line["kind"]),
        op=line["op"],
        ratio=Fraction(line["ratio"]),
        base=Base(line["base"]),
        article=line["article"],
        source=line["source"],
        levels=tuple(map(Level, line.get("levels", ()))),
        from_=line["from"],
        to=line.get("to"),
        verified_on=line["verified_on"],
    )
