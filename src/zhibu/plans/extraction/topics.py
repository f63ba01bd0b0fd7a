"""What a general verb (登记, 汇总, 调度) is about: the matter that the sentence names."""

import re
from functools import cache

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.words import any_of, split, table


@cache
def topics() -> list[tuple[Activity, re.Pattern[str], frozenset[Activity]]]:
    return [
        (
            Activity(code),
            re.compile(any_of(split(words["of"]))),
            frozenset(Activity(taken) for taken in split(words["takes"])),
        )
        for code, words in table("topics").items()
    ]


def about(code: Activity, clause: str, sentence: str) -> Activity:
    """The matter's activity where ``code`` is too general; a nameless deed looks to the whole sentence."""
    text = sentence.replace("，", "") if code is Activity.OTHER else clause
    return next((topic for topic, of, takes in topics() if code in takes and of.search(text)), code)
