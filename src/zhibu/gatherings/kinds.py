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

from zhibu.plans.codes import Activity

FILE = Path(__file__).parent / "data" / "kinds.yaml"


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
    """How many must come, from a day on, by which article; ``verified_on`` is when that was last checked."""

    kind: Activity
    op: str
    ratio: Fraction
    base: Base
    article: str
    source: str
    from_: date
    to: date | None
    verified_on: date

    def holds_on(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)

    def needed(self, number: int) -> int:
        """How many of ``number`` must come: the half itself suffices for ``>=``, not for ``>``."""
        share = self.ratio * number
        return ceil(share) if self.op == ">=" else floor(share) + 1


@dataclass(frozen=True, slots=True)
class Kinds:
    """All of the file."""

    kinds: dict[Activity, Kind]
    main: tuple[Activity, ...]
    segments: tuple[Activity, ...]
    minutes: int
    measured: dict[Activity, tuple[str, ...]]
    quorum: tuple[QuorumRule, ...]


@cache
def kinds() -> Kinds:
    return _read(YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))


def kind_of(activity: Activity) -> Kind:
    """The kind of an activity; one that the file does not name is for whoever took part."""
    return kinds().kinds.get(activity) or Kind(activity, Audience.SOME)


def rules_for(activities: Iterable[Activity], day: date) -> list[QuorumRule]:
    """Every quorum that a gathering of these activities must have, by the rules of its day."""
    wanted = set(activities)
    return [rule for rule in kinds().quorum if rule.kind in wanted and rule.holds_on(day)]


def _read(found: dict[str, Any]) -> Kinds:
    return Kinds(
        kinds={Activity(code): _kind(Activity(code), line) for code, line in found["kinds"].items()},
        main=tuple(map(Activity, found["main"])),
        segments=tuple(map(Activity, found["segments"])),
        minutes=int(found["minutes"]),
        measured={Activity(code): tuple(line) for code, line in found["measured"].items()},
        quorum=tuple(map(_rule, found["quorum"])),
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
        from_=line["from"],
        to=line.get("to"),
        verified_on=line["verified_on"],
    )
