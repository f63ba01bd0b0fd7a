"""Numbers as they stand in Chinese documents: 3, 1.5, 十二, 两, 1万, 半; ranges of them.

The input is canonical text (half-width digits, see ``source``).
"""

import re
from fractions import Fraction
from functools import lru_cache

import cn2an

NUMBER = r"(?:\d{1,9}(?:\.\d{1,4})?[百千万]?|[零〇一二两三四五六七八九十百千万]{1,9})"
RANGE = rf"{NUMBER}(?:(?:-|至|到){NUMBER})?"
TO = re.compile(r"-|至|到")
ADJACENT = re.compile(r"([一二两三四五六七八])([二三四五六七八九])")
SCALES = {"百": 100, "千": 1_000, "万": 10_000}
LARGEST = 10**12


@lru_cache(maxsize=4096)
def read_number(written: str) -> Fraction | None:
    """The value of one number, or None for a string of numeral characters that is no number."""
    if written == "半":
        return Fraction(1, 2)
    try:
        if written[0].isdigit():
            scale = SCALES.get(written[-1], 1)
            value = Fraction(written.rstrip("百千万")) * scale
        else:
            value = Fraction(cn2an.cn2an(written, "smart"))
    except (ValueError, KeyError, IndexError):
        return None
    return value if value <= LARGEST else None


def read_range(written: str) -> tuple[Fraction, Fraction | None] | None:
    """``(least, most)`` of 3, 1-2, 三到五 or 两三; ``most`` is None when only one number is given."""
    adjacent = ADJACENT.fullmatch(written)
    if adjacent:
        low, high = read_number(adjacent[1]), read_number(adjacent[2])
        return (low, high) if low and high and high == low + 1 else None
    parts = [read_number(part) for part in TO.split(written, maxsplit=1)]
    if parts[0] is None or parts[-1] is None:
        return None
    if len(parts) == 1:
        return parts[0], None
    return (parts[0], parts[1]) if parts[1] is not None and parts[1] > parts[0] else None


def plain(value: Fraction) -> int | float:
    """An int where the value is whole, else the nearest float."""
    return int(value) if value.denominator == 1 else float(round(value, 6))
