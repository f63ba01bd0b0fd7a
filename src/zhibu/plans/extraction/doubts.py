"""Reasons to look at a sentence again before its demands become duties."""

import re

from zhibu.plans.extraction.numerals import NUMBER

DAMAGED = re.compile(r"[□\ufffd]|(?<=\d)[lIoO]|[lIoO](?=\d)|\?{2,}")
NO_UNIT = re.compile(rf"(?:不少于|不低于|至少){NUMBER}(?=[，；]|$)")


def doubts_of(sentence: str) -> tuple[str, ...]:
    """Characters that a scan has spoilt, and a least number without its unit."""
    found = []
    if DAMAGED.search(sentence):
        found.append("文字可能识别有误")
    if NO_UNIT.search(sentence):
        found.append("数量缺少单位")
    return tuple(found)
