"""Finding the carriers of a stretch of text: recurrence first, then dates, then numbers with units."""

import re
from collections.abc import Callable
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
    taken: list[Token] = []
    recurring = collect(recurrence, recurrences.read_recurrence, text, taken)
    dated = collect(when, dates.read_when, text, taken)
    counted = without_repeats(collect(quantity, quantities.read_quantity, NAMED.sub(blank, text), taken))
    order = tuple(sorted([*recurring, *dated, *counted], key=lambda token: token.start))
    return Carriers(tuple(recurring), tuple(dated), tuple(counted), order)


def collect(
    pattern: re.Pattern[str],
    read: Callable[[re.Match[str], str], Found | None],
    text: str,
    taken: list[Token],
) -> list[Found]:
    """Tokens of one kind that lie on no token already taken."""
    found: list[Found] = []
    place = 0
    while match := pattern.search(text, place):
        clash = next(
            (token for token in taken if token.start < match.end() and match.start() < token.end), None
        )
        token = None if clash else read(match, text)
        place = max(token.end if token else clash.end if clash else match.end(), match.start() + 1)
        if token:
            found.append(token)
    taken.extend(found)
    return found


def without_repeats(found: list[Quantity]) -> list[Quantity]:
    """Three days (24 hours) is one amount: the hours stay, the days go."""
    if any(quantity.what == "duration_hours" for quantity in found):
        return [quantity for quantity in found if quantity.what != "days"]
    return found
