"""Who has to see that it happens: the subject of a clause."""

import re
from functools import cache

from zhibu.plans.extraction.activities import LIGHT
from zhibu.plans.extraction.words import Trie, split, table

OBJECT = re.compile(
    "(?:向|对|为|给|与|同|到|组织|督促|指导|引导|要求|听取|邀请|把|将|所辖|联系|报|经|以|按|按照|在|选派|确保|发展|评议|表彰|慰问|联系|深入|帮助|发动|推动|本|所在|列席|教育|培训|抽查|走访|慰问)"
    "(?:全体|各|所有|每名|每个|每位|广大|优秀|全县|本|所属|基层|所辖|困难)?$"
)
HEAD_BRACKET = re.compile("（[^（）]*）")
BY = re.compile("(?<![自理缘])由")
ATTENDS = re.compile(".{0,4}(?:参加|主持|召集|组成|担任|提名|负责召集|任)")
LONGEST_NAME = 16
NOT_ACTING = ("数", "参加", "对象", "人数", "大会", "的", "积分", "进行", "情况", "群众")
JOINED = re.compile("(?:、|和|及|以及|与|或)?(?:其他|各|本|全体)?")
STOP = re.compile(
    f"要|应|须|必须|负责"
    f"|(?<!党)组织(?!部|委员|员|生活|工作|处|科|人事)"
    f"|{LIGHT.replace('组织|', '')}|制定|听取|带头|讲|撰写|对|向|每次"
)


@cache
def trie() -> Trie:
    meanings = {word: code for code, words in table("actors").items() for word in split(words)}
    activities = [
        word
        for kinds in table("activities").values()
        for word in split(kinds.get("events", ""))
        if "…" not in word
    ]
    return Trie({word.replace("(", "（"): meanings.get(word, "") for word in [*activities, *meanings]})


def mentions(text: str) -> list[tuple[int, int, str]]:
    """``(start, end, code)`` of every actor in the text, objects of prepositions left out."""
    found: list[tuple[int, int, str]] = []
    place = 0
    while place < len(text):
        word = trie().at(text, place)
        if word is None:
            place += 1
            continue
        code = trie().words[word]
        after = text[place + len(word) : place + len(word) + 2]
        if code and not after.startswith(NOT_ACTING) and not OBJECT.search(text[max(0, place - 8) : place]):
            found.append((place, place + len(word), code))
        place += len(word)
    return found


def subject(text: str) -> tuple[int, str] | None:
    """Where the subject begins and its code: the first group of actors, of which the last is the head."""
    found = mentions(text)
    if not found:
        return None
    start, end, code = found[0]
    for next_start, next_end, next_code in found[1:]:
        if not JOINED.fullmatch(text[end:next_start]):
            break
        end, code = next_end, next_code
    return start, code


def before_verb(text: str) -> str:
    bracket = HEAD_BRACKET.match(text)
    match = STOP.search(text, bracket.end() if bracket else 1)
    return text[: match.start()] if match else text


def agent(text: str) -> tuple[int, str] | None:
    """The doer that 由 names (由机关党委督查), not who only attends or presides."""
    for match in BY.finditer(text):
        found = mentions(text[match.end() : match.end() + LONGEST_NAME])
        if found and found[0][0] == 0 and not ATTENDS.match(text, match.end() + found[-1][1]):
            return match.start(), found[-1][2]
    return None
