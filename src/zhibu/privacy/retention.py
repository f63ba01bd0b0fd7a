"""How long each class is kept: ``data/retention.yaml``, dated data with its sources."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).parent / "data" / "retention.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """Days from what ``after`` names (None: not erased), by which source; own: no law gives the number."""

    days: int | None
    after: str
    is_own: bool
    source: str
    from_: date
    verified_on: date


@dataclass(frozen=True, slots=True)
class Limit:
    """Within how many days a request is to be answered."""

    days: int
    is_own: bool
    source: str
    from_: date


@dataclass(frozen=True, slots=True)
class Retention:
    """All of the file; entries of one class are in the order of their first days."""

    version: int
    since: date
    classes: dict[str, tuple[Term, ...]]
    answer: tuple[Limit, ...]


@cache
def retention() -> Retention:
    found = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return Retention(
        version=int(found["notice"]["version"]),
        since=found["notice"]["from"],
        classes={code: _in_order(map(_term, lines)) for code, lines in found["classes"].items()},
        answer=_in_order(map(_limit, found["answer"])),
    )


def term_of(class_code: str, day: date) -> Term | None:
    """The term that holds on a day; None before the first."""
    found: Term | None = _on(retention().classes[class_code], day)
    return found


def answer_within(day: date) -> Limit:
    """The limit for a request made on a day; one made before every rule has the first."""
    found: Limit = _on(retention().answer, day) or retention().answer[0]
    return found


def words_of_the_file() -> list[str]:
    """Every sentence of the file that pages show, for the catalogues."""
    terms = [term for terms in retention().classes.values() for term in terms]
    found = [words for term in terms for words in (term.after, term.source)]
    return [words for words in dict.fromkeys([*found, *(one.source for one in retention().answer)]) if words]


def _on(entries: Any, day: date) -> Any:
    return next((one for one in reversed(entries) if one.from_ <= day), None)


def _in_order(entries: Any) -> Any:
    return tuple(sorted(entries, key=lambda one: one.from_))


def _term(line: dict[str, Any]) -> Term:
    return Term(
        days=None if line["days"] is None else int(line["days"]),
        after=line.get("after", ""),
        is_own=bool(line["own"]),
        source=line["source"],
        from_=line["from"],
        verified_on=line["verified_on"],
    )


def _limit(line: dict[str, Any]) -> Limit:
    return Limit(days=int(line["days"]), is_own=bool(line["own"]), source=line["source"], from_=line["from"])
