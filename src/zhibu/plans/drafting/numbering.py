"""Which numbered place of a document a character stands in: ``四.(五).1``, ``第十二条``."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from zhibu.plans.drafting.numerals import half_width

CHINESE = "[一二三四五六七八九十百]{1,5}"
DIGITS = "[0-9０-９]{1,2}"
# outermost first; an article starts anew whatever is above it
MARKS = (
    re.compile(rf"(第{CHINESE}条)"),
    re.compile(rf"({CHINESE})、"),
    re.compile(rf"[（(]({CHINESE})[)）]"),
    re.compile(rf"({DIGITS})(?:[、．]|\.(?![0-9０-９]))"),  # not 3.5
    re.compile(rf"[（(]({DIGITS})[)）]"),
    re.compile(r"([①-⑳])"),
)
BRACKETED = (2, 4)
PARTS_LEVEL = 1
# a mark stands at the start of a line, or right after a sentence where lines have been run together
MARK_PLACE = re.compile(
    r"(?:^|[。；;！!]|[\r\n])[ \t\u3000\xa0\ufeff]*(?=[第（(①-⑳0-9０-９一二三四五六七八九十])"
)
WHOLE = "全文"


@dataclass(frozen=True, slots=True)
class Outline:
    """Places in the order of the text: from ``starts[i]`` on a character stands in ``refs[i]``."""

    starts: tuple[int, ...]
    refs: tuple[str, ...]

    def ref_at(self, offset: int) -> str:
        return self.refs[bisect_right(self.starts, offset) - 1]


def read_outline(text: str) -> Outline:
    """Follow the numbering of a text.

    Where the outermost numbers begin again at 一, another part of the file begins (an annex); its
    places are told apart by ``第2部分``.
    """
    starts, refs = [0], [WHOLE]
    path: dict[int, str] = {}
    part = 1
    for place in MARK_PLACE.finditer(text):
        found = mark_at(text, place.end())
        if not found:
            continue
        level, mark = found
        if level == PARTS_LEVEL and mark == "一" and path.get(level, mark) != mark:
            part += 1
        path = {outer: kept for outer, kept in path.items() if outer < level} | {level: mark}
        starts.append(place.end())
        refs.append(ref_of(part, path))
    return Outline(tuple(starts), tuple(refs))


def mark_at(text: str, offset: int) -> tuple[int, str] | None:
    for level, pattern in enumerate(MARKS):
        match = pattern.match(text, offset)
        if match:
            mark = half_width(match[1])
            return level, f"({mark})" if level in BRACKETED else mark
    return None


def ref_of(part: int, path: dict[int, str]) -> str:
    numbers = [path[level] for level in sorted(path)]
    return ".".join([f"第{part}部分", *numbers] if part > 1 else numbers)
