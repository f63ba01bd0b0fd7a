"""Digits and dates as documents write them: half-width, full-width or Chinese."""

import re
from datetime import date

import cn2an

DIGITS = str.maketrans("０１２３４５６７８９〇○Ｏ零一二三四五六七八九", "01234567890000123456789")
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
ONE = "[0-9０-９〇○Ｏ零一二三四五六七八九]"
DAY_NUMBER = "[0-9０-９一二三四五六七八九十]{1,3}"
DATE = re.compile(rf"({ONE}{{4}})\s*年\s*({DAY_NUMBER})\s*月\s*({DAY_NUMBER})\s*日")


def half_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def day_number(written: str) -> int:
    """A month or day: 12, １２ or 十二. Raises ValueError on what is neither."""
    digits = half_width(written)
    return int(digits) if digits.isascii() else int(cn2an.cn2an(digits, "smart"))


def read_date(text: str) -> date | None:
    """The first date in the text; None when it has none or one that the calendar lacks."""
    match = DATE.search(text)
    if not match:
        return None
    try:
        return date(int(match[1].translate(DIGITS)), day_number(match[2]), day_number(match[3]))
    except ValueError:
        return None
