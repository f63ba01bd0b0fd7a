"""From lines to blocks: what is a heading, a list item, a table row, a paragraph broken over lines.

A block's ``chars`` may leave out a line break inside a sentence; ``places`` leads back to the source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from zhibu.plans.extraction.source import Source

MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,4}[章节条款]|附件?\d*[:：]"
    r"|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}(?:[.、)）](?!\d)|\.(?=\d{1,2}[^\d年月日%.]))"
    r"|[①-⑳]|[●◆■·•*◇□▲★※]|-(?=[一-鿿]))"
)
LEVELS = (
    re.compile(r"第.{1,4}[章节]"),
    re.compile(r"第.{1,4}[条款]|[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]"),
    re.compile(r"\d{1,2}[.、]"),
)  # fmt: skip
SENTENCE_END = "。！？；："
INNER = re.compile("[，。；！？：]")
COUNTED = re.compile(
    r"[每按逐]|[\d一二三四五六七八九十两]+(?:次|名|户|篇|场|堂|小时|学时|个|日|月|季度)|半年|全年|年底|年内|前后"
)
DATE_HEAD = re.compile(
    r"(?:\d{4}年)?(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?:(?:-|至|、)(?:[一二三四五六七八九十]{1,2}|\d{1,2}))?月(?:份)?(?:[上中下]旬)?"
    r"|第?[一二三四1-4]季度|[上下]半年"
)
BRACKETED = re.compile("（[^（）]*）")
HEADING = 32
TITLE = 24


class Kind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"


@dataclass(slots=True)
class Block:
    """``marker`` is how many characters of ``chars`` are the list mark; ``level`` 0 is the highest."""

    kind: Kind
    chars: str
    places: list[int]
    marker: int
    level: int
    cells: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int
    text: str

    @property
    def marker(self) -> int:
        match = MARKER.match(self.text)
        return match.end() if match else 0

    @property
    def level(self) -> int:
        for level, pattern in enumerate(LEVELS):
            if pattern.match(self.text):
                return level
        return len(LEVELS) if self.marker else len(LEVELS) + 1


def lines(source: Source) -> list[Line]:
    found, start = [], 0
    for text in source.chars.split("\n"):
        found.append(Line(start, start + len(text), text))
        start += len(text) + 1
    return found


def is_date_head(line: Line) -> bool:
    rest = line.text[line.marker :].strip("：。（）")
    return bool(DATE_HEAD.fullmatch(rest))


def is_heading(line: Line) -> bool:
    """A marked line with a few words and no sentence, or nothing but a date."""
    if is_date_head(line):
        return True
    rest = BRACKETED.sub("", line.text[line.marker :].rstrip("：；，"))
    return (
        bool(line.marker) and 0 < len(rest) <= HEADING and not INNER.search(rest) and not COUNTED.search(rest)
    )


def joins(line: Line, following: Line) -> bool:
    """Whether the break between two lines falls inside a sentence."""
    text, after = line.text, following.text
    if not text or not after or following.marker or "\t" in text + after or is_date_head(following):
        return False
    if is_heading(line) or text[-1] in SENTENCE_END:
        return False
    if text[-1] in "，、（" or after[0] in "，。；、）：":
        return True
    return bool(INNER.search(text[line.marker :]) or INNER.search(after))


def paragraphs(found: list[Line]) -> Iterator[list[Line]]:
    """Lines that make one block together."""
    group: list[Line] = []
    for line in found:
        if group and joins(group[-1], line):
            group.append(line)
            continue
        if group:
            yield group
        group = [line] if line.text else []
    if group:
        yield group


def block(group: list[Line]) -> Block:
    chars = "".join(line.text for line in group)
    places = [place for line in group for place in range(line.start, line.end)]
    first = group[0]
    kind = Kind.HEADING if len(group) == 1 and is_heading(first) else Kind.PARAGRAPH
    return Block(kind, chars, places, first.marker, first.level)


def row(cells: list[Line]) -> Block:
    """A table's row as one block; its cells part at tabs that stand for what lay between them."""
    chars, places, spans = "", [], []
    for cell in cells:
        if chars:
            chars += "\t"
            places.append(max(cell.start - 1, 0))
        spans.append((len(chars), len(chars) + len(cell.text)))
        chars += cell.text
        places.extend(range(cell.start, cell.end))
    return Block(Kind.ROW, chars, places, 0, len(LEVELS) + 1, spans)
