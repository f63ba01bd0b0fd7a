"""Clauses that demand nothing labelled: quorums, sanctions, points, conditions, background (convention 6)."""

import re
from functools import cache

from zhibu.plans.extraction.clauses import METHOD, Clause, refusal_pattern
from zhibu.plans.extraction.words import any_of, split, table

POINT = r"\d+(?:\.\d+)?(?:-\d+)?分(?!钟|之|别|析|类|工|组|批|级)"


BONUS = re.compile(rf"^(?:每[^，]{{0,6}}?|可)?(?:加|赋|奖|积){POINT}")


MARKS = re.compile(rf"^(?:每[^，]{{0,6}}?|可)?(?:计|记|得|扣){POINT}|^{POINT}")


SCORED = re.compile(rf"(?:得|计){POINT}")


THRESHOLD = re.compile(rf"(?:不低于|不少于|低于|达到|高于|超过){POINT}|{POINT}(?:以上|以下|及以上)")


@cache
def refused() -> re.Pattern[str]:
    return refusal_pattern()


PREAMBLE = re.compile(
    "^为(?:了|进一步|深入|全面|认真|切实|规范|推动|加强|贯彻|落实|严肃|引导)[^。]*(?:如下|制定本|研究决定)"
)


@cache
def background() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["background"])).replace("N", r"\d+"))


@cache
def past() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["past"])).replace("N", r"\d+"))


@cache
def asking() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["strong"])))


def is_background(sentence: str) -> bool:
    """What has been done or found, and the words before a document's first demand."""
    if background().search(sentence) or PREAMBLE.match(sentence):
        return True
    return bool(past().search(sentence)) and not asking().search(sentence)


MEANS = re.compile("等(?:多种)?(?:方式|形式|办法|途径|渠道|载体)$")


def is_refused(clause: Clause, following: str) -> bool:
    if THRESHOLD.search(clause.text):
        return True
    if METHOD.search(clause.text) and not clause.carriers.quantities:
        return True
    if refused().search(clause.text) or is_scored(clause) or BONUS.search(following):
        return True
    if MARKS.search(following) and not clause.carriers.recurrences:
        return not any(quantity.compared for quantity in clause.carriers.quantities)
    if MEANS.search(clause.text) and not clause.carriers.quantities and not clause.carriers.recurrences:
        return True
    return (
        clause.text.endswith(("的", "者")) and clause.after in "，；。" and not clause.text.endswith("目的")
    )


def is_scored(clause: Clause) -> bool:
    """What earns points is a demand only where it says how often it is owed (按月缴纳党费的计10分)."""
    owed = [token for token in clause.carriers.recurrences if not token.weak]
    return bool(SCORED.search(clause.text)) and not (owed and clause.deeds)
