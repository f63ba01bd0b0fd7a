"""The rules and the functions of the application, as ``rules.yaml`` gives them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument: its title, number or issuer, and the day from which it holds."""

    title: str
    number: str
    since: date


@dataclass(frozen=True, slots=True)
class Rule:
    """What such an application may not do; ``evidence`` and ``tests`` show that this one does not."""

    id: str
    rule: str
    sources: tuple[Source, ...]
    done: str
    evidence: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A part of the application: its pages by namespace or name, and the rules it is held against."""

    name: str
    pages: tuple[str, ...]
    asks: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All of it; ``checked`` is when the wording was last held against its sources."""

    checked: date
    rules: tuple[Rule, ...]
    functions: tuple[Function, ...]

    def function_of(self, page: str) -> Function | None:
        """The function that a page belongs to: by its own name before its namespace."""
        names = (page, page.partition(":")[0])
        found = (one for name in names for one in self.functions if name in one.pages)
        return next(found, None)


@cache
def rulebook() -> Rulebook:
    written: dict[str, Any] = YAML(typ="safe").load(
        files(__package__).joinpath("rules.yaml").read_text("utf-8")
    )
    sources = {key: Source(**value) for key, value in written["sources"].items()}
    rules = {one["id"]: _rule(one, sources) for one in written["rules"]}
    functions = [
        Function(one["name"], tuple(one["pages"]), one["asks"], tuple(rules[key] for key in one["rules"]))
        for one in written["functions"]
    ]
    return Rulebook(written["checked"], tuple(rules.values()), tuple(functions))


def _rule(written: dict[str, Any], sources: dict[str, Source]) -> Rule:
    return Rule(
        written["id"],
        written["rule"],
        tuple(sources[key] for key in written["sources"]),
        written["done"],
        tuple(written["evidence"]),
        tuple(written.get("tests", ())),
    )
