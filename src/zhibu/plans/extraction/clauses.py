"""Sentences and clauses of a block; a clause with several numbers is parted at its 、 and 和."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from zhibu.plans.extraction.activities import Deed, deeds
from zhibu.plans.extraction.scan import scan
from zhibu.plans.extraction.tokens import Carriers
from zhibu.plans.extraction.words import split, table

STOPS = "。！？"
PAUSES = "，；：\t"
OPEN, CLOSE = "（《", "）》"
LONGEST_BRACKET = 80
LONGEST_CLAUSE = 400  # longer ones are no sentences; cutting keeps the work linear in the text
ONE_EACH = re.compile('[月季年周期]一.{1,6}$|(?:^|[行立持"])[周月季年][一-鿿]{2,3}$')
# kinds of work side by side, not demands in a row
METHOD = re.compile(
    "相结合|^(?:要)?按照?[^，]*的(?:要求|原则|办法|方式|思路|模式|程序|步骤|流程|顺序)(?:进行|开展|组织实施|组织开展)?$"
)
PART = re.compile("、|和(?=[至\\d一二两三四五六七八九十])|及(?=[至\\d一二两三四五六七八九十])")


@dataclass(frozen=True)
class Clause:
    """``start`` counts in the block; ``before`` is the mark that parts it from the clause before."""

    start: int
    text: str
    before: str
    after: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def carriers(self) -> Carriers:
        return scan(self.text)

    @cached_property
    def deeds(self) -> list[Deed]:
        return deeds(self.text)


def sentences(chars: str, start: int, end: int) -> Iterator[list[Clause]]:
    found: list[Clause] = []
    for clause in clauses(chars, start, end):
        found.append(clause)
        if clause.after in STOPS:
            yield found
            found = []
    if found:
        yield found


def clauses(chars: str, start: int, end: int) -> Iterator[Clause]:
    """Clauses in order; marks inside brackets and titles do not part."""
    first, before, opened = start, "", -1
    for place in range(start, end):
        char = chars[place]
        if opened >= 0 and place - opened > LONGEST_BRACKET:
            opened = -1
        if char in OPEN:
            opened = place
        elif char in CLOSE:
            opened = -1
        elif opened < 0 and char in STOPS + PAUSES:
            yield from parted(first, chars[first:place], before, char)
            first, before = place + 1, char
        elif place - first >= LONGEST_CLAUSE:
            yield from parted(first, chars[first:place], before, "，")
            first, before = place, "，"
    yield from parted(first, chars[first:end], before, "。")


def parted(start: int, text: str, before: str, after: str) -> Iterator[Clause]:
    """One clause, or several when both sides of a 、 carry a recurrence or a count of their own."""
    if not text:
        return
    begin = 0
    for cut in cuts(text):
        yield Clause(start + begin, text[begin : cut.start()], before, "、")
        begin, before = cut.end(), "、"
    yield Clause(start + begin, text[begin:], before, after)


def cuts(text: str) -> Iterator[re.Match[str]]:
    """Marks with a recurrence or a count between them and the mark before, and another to come."""
    marks = list(PART.finditer(text))
    if not marks:
        return
    found = scan(text)
    tokens = [*found.recurrences, *(quantity for quantity in found.quantities if quantity.counted)]
    dates = [when.start for when in found.whens]
    starts, ends = sorted(token.start for token in tokens), sorted(token.end for token in tokens)
    if METHOD.search(text):
        return
    begin = 0
    for mark in marks:
        if dated(begin, mark, dates) and deeds(text[begin : mark.start()]):
            yield mark
            begin = mark.end()
            continue
        inside = bisect_right(ends, mark.start()) - bisect_left(starts, begin) > 0
        inside = inside and own_demand(text[begin : mark.start()], found, begin, mark.start())
        whole = text.count("（", begin, mark.start()) == text.count("）", begin, mark.start())
        if inside and whole and starts[-1] >= mark.end():
            yield mark
            begin = mark.end()


def dated(begin: int, mark: re.Match[str], dates: list[int]) -> bool:
    """年初公开承诺、年底述职评议: a date on each side, the second straight behind the mark."""
    return mark.end() in dates and any(begin <= date < mark.start() for date in dates)


def own_demand(part: str, found: Carriers, start: int, end: int) -> bool:
    """A part of a list stands alone when it holds a count, or a recurrence and what recurs."""
    counted = any(start <= quantity.start and quantity.end <= end for quantity in found.quantities)
    return counted or bool(ONE_EACH.search(part)) or bool(deeds(part))


def refusal_pattern() -> re.Pattern[str]:
    number = r"\d+(?:\.\d+)?(?:-\d+)?"
    words = [word for kinds in table("clauses")["refused"].values() for word in split(kinds)]
    return re.compile("|".join(re.escape(word).replace("N", number) for word in words))
