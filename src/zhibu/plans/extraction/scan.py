"""Finding the carriers of a stretch of text: recurrence first, then dates, then numbers with units."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from zhibu.plans.extraction import dates, quantities, recurrences
from zhibu.plans.extraction.tokens import Carriers, Quantity, Token

Found = TypeVar("Found", bound=Token)


@cache
def compiled() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return re.compile(recurrences.PATTERN), re.compile(dates.PATTERN), re.compile(quantities.pattern())


NAMED = re.compile('"[^"\n]{1,40}"|《[^》\n]{1,60}》')


def blank(match: re.Match[str]) -> str:
    """Numbers inside a name (“四个合格”) count nothing."""
    return "\0" * len(match[0])


def scan(text: str) -> Carriers:
    recurrence, when, quantity = compiled()
    recurring = collect(recurrence, recurrences.read_recurrence, text)
    rest = without(text, recurring)
    dated = collect(when, dates.read_when, rest)
    rest = NAMED.sub(blank, without(rest, dated))
    counted = without_repeats(collect(quantity, quantities.read_quantity, rest))
    order = tuple(sorted([*recurring, *dated, *counted], key=lambda token: token.start))
    return Carriers(tuple(recurring), tuple(dated), tuple(counted), order)


def anything(text: str) -> bool:
    """Whether the text holds any carrier at all: a quick look that saves most paragraphs the rest."""
    return any(pattern.search(text) for pattern in compiled())


def without(text: str, tokens: Sequence[Token]) -> str:
    """The text with the tokens' characters blanked, so that nothing is read twice."""
    pieces, last = [], 0
    for token in tokens:
        pieces += [text[last : token.start], "\0" * (token.end - token.start)]
        last = token.end
    return "".join([*pieces, text[last:]])


def collect(
    pattern: re.Pattern[str], read: Callable[[re.Match[str], str], Found | None], text: str
) -> list[Found]:
    found: list[Found] = []
    place = 0
    while match := pattern.search(text, place):
        token = read(match, text)
        place = max(token.end if token else match.end(), match.start() + 1)
        if token:
            found.append(token)
    return found


def without_repeats(found: list[Quantity]) -> list[Quantity]:
    """Three days (24 hours) is one amount: the hours stay, the days go."""
    if any(quantity.what == "duration_hours" for quantity in found):
        return [quantity for quantity in found if quantity.what != "days"]
    return found
