"""Clauses that demand nothing labelled: quorums, sanctions, points, conditions, background (convention 6)."""

import re
from functools import cache

from zhibu.plans.extraction.clauses import Clause, refusal_pattern
from zhibu.plans.extraction.words import any_of, split, table

POINT = r"\d+(?:\.\d+)?(?:-\d+)?分(?!钟|之|别|析|类|工|组|批|级)"


BONUS = re.compile(rf"^(?:每[^，]{{0,6}}?|可)?(?:加|记|赋|奖|积){POINT}")


MARKS = re.compile(rf"^(?:每[^，]{{0,6}}?|可)?(?:计|得|扣){POINT}|^{POINT}")


SCORED = re.compile(rf"(?:得|计){POINT}")


@cache
def refused() -> re.Pattern[str]:
    return refusal_pattern()


@cache
def background() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["background"])).replace("N", r"\d+"))


def is_refused(clause: Clause, following: str) -> bool:
    if refused().search(clause.text) or SCORED.search(clause.text) or BONUS.search(following):
        return True
    if MARKS.search(following) and not clause.carriers.recurrences:
        return not any(quantity.compared for quantity in clause.carriers.quantities)
    return clause.text.endswith(("的", "者")) and clause.after == "，" and not clause.text.endswith("目的")
