"""The word lists of ``words/*.yaml``, read once and compiled into what the grammar asks for."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

GAP = "[^，。；：、\n\t]{0,16}?"
LIST_GAP = "[^，。；：\n\t]{0,28}?"
NUMBERED = re.compile("N")
COUNT = r"(?:\\d+|[一二两三四五六七八九十]+)(?:(?:-|至|到)(?:\\d+|[一二两三四五六七八九十]+))?"


@cache
def table(name: str) -> dict[str, Any]:
    """One word file as data; ``name`` is its stem."""
    source = files(__package__).joinpath("words", f"{name}.yaml")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(source.read_text("utf-8"))
    return loaded


def split(words: str) -> list[str]:
    return words.split()


def longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def any_of(words: Iterable[str]) -> str:
    """A pattern for the longest of the words that fits; … is a short gap, …… a list, N a number."""
    return "|".join(
        NUMBERED.sub(COUNT, re.escape(word)).replace("……", LIST_GAP).replace("…", GAP)
        for word in longest_first(words)
    )


class Trie:
    """Many fixed words found in one pass, at each place the longest; linear in the text."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words
        by_first: dict[str, set[int]] = {}
        for word in words:
            by_first.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: sorted(sizes, reverse=True) for first, sizes in by_first.items()}

    def at(self, text: str, place: int) -> str | None:
        for size in self.lengths.get(text[place], ()):
            if text[place : place + size] in self.words:
                return text[place : place + size]
        return None


LONGEST_COLUMN = 6


@cache
def column_end() -> re.Pattern[str]:
    words = [word for ends in table("tables")["ends"].values() for word in split(ends)]
    return re.compile(f"[一-鿿]{{0,4}}(?:{any_of(words)})")


def is_column(cell: str) -> bool:
    """Whether a cell reads as the name of a column."""
    return cell in header_words() or (len(cell) <= LONGEST_COLUMN and bool(column_end().fullmatch(cell)))


@cache
def header_words() -> frozenset[str]:
    """Names of table columns."""
    return frozenset(split(table("tables")["headers"]))
