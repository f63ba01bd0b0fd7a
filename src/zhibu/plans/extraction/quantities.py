"""Numbers with a unit: 不少于4次, 1-2户, 10万元, 5‰; which demand, and which limit or describe."""

import re
from fractions import Fraction
from functools import cache

from zhibu.plans.extraction.numerals import RANGE, read_range
from zhibu.plans.extraction.tokens import Quantity
from zhibu.plans.extraction.words import longest_first, split, table

LEAST = (
    "不少于|不得少于|不能少于|不应少于|应不少于|不低于|不得低于|不能低于|不应低于|不小于|至少|最少|不下于"
    "|达到|达|保证|确保"
)
TAKES_ON = re.compile(
    "(?:参与|牵头|完成|提供|建设|新建|设立|配备|接受|承担|提出|领办|办好|参加|掌握|领衔)[^，。；]{0,3}$"
)
LEAST_BEFORE = re.compile(LEAST.replace("|达到|达|保证|确保", ""))
PARTS = {"百": 100, "千": 1000, "二": 2, "三": 3, "四": 4, "五": 5}
MOST = (
    "不超过|不得超过|不能超过|不应超过|不多于|不得多于|不高于|不大于|最多|至多|最长|不足"
    "|超过|多于|高于|低于|少于|未满|不满|满|仅|近|达不到|未达到"
)


@cache
def units() -> dict[str, tuple[str | None, Fraction, bool]]:
    """Unit word → (measure code, factor, counted)."""
    written = table("measures")
    found: dict[str, tuple[str | None, Fraction, bool]] = {}
    for name, what in (
        ("times", None),
        ("households", "households"),
        ("people", "people"),
        ("items", "items"),
    ):
        found |= {word: (what, Fraction(1), True) for word in split(written[name])}
    for what, factors in written["measured"].items():
        found |= {word: (what, Fraction(str(factor)), False) for word, factor in factors.items()}
    return found


@cache
def pattern() -> str:
    not_after: dict[str, str] = table("measures")["not_after"]
    words = [
        re.escape(word)
        + (f"(?![{not_after[word]}])" if not_after.get(word) else "")
        + ("(?!工作日|小时|学时|学期|星期|课时|钟头|晚上)" if word == "个" else "")
        for word in longest_first(units())
    ]
    return (
        rf"(?P<least>{LEAST})?(?P<most>{MOST})?(?:(?P<hundredth>百分之|千分之|[二三四五]分之)(?P<share>{RANGE})"
        rf"|(?<![第统唯某逐每之另〔同\d.])(?P<number>{RANGE}|半)(?P<half>个半)?(?P<odd>余|多)?(?P<link>个)?(?P<unit>{'|'.join(words)}))"
        r"(?!性|完成|告知|办好|办成|办结|付清)(?P<tail>及以上|或以上|以上|及以下|以下|以内|之内|左右)?(?P<of>(?:的|者)?)"
    )


@cache
def framing() -> re.Pattern[str]:
    words = "|".join(map(re.escape, split(table("measures")["framing"])))
    return re.compile(rf"(?:{words}|[^，。；、会]{{0,6}}(?:主题|专题|议题))")


def read_quantity(match: re.Match[str], text: str) -> Quantity | None:
    what: str | None
    if match["hundredth"]:
        value = read_range(match["share"])
        factor = Fraction(1, PARTS[match["hundredth"][0]])
        what, counted = "share", False
    else:
        value = (Fraction(1, 2), None) if match["number"] == "半" else read_range(match["number"])
        what, factor, counted = (
            units()[match["unit"]] if match["unit"] in units() else (None, Fraction(1), True)
        )
    if value is None:
        return None
    low, high = value
    if match["half"]:
        low += Fraction(1, 2)
    if counted and low.denominator != 1:
        return None
    unit: str = match["unit"] or match["hundredth"]
    if unit in ("个", "项", "条") and framing().match(text, match.end()):
        return None
    return Quantity(
        match.start(),
        match.end() - len(match["of"]),
        low * factor,
        high * factor if high is not None else None,
        what,
        unit,
        counted,
        demanded=demands(match, text),
        compared=bool(LEAST_BEFORE.search(text, max(0, match.start() - 14), match.end())) or above(match),
    )


def above(match: re.Match[str]) -> bool:
    return (match["tail"] or "").endswith("以上")


def demands(match: re.Match[str], text: str) -> bool:
    """False for upper limits (不超过3次) and for conditions (7人以上的, 缺席3次的)."""
    if match["odd"] or match["most"] or (match["tail"] or "") in ("以下", "及以下", "以内", "之内"):
        return False
    if above(match) and match["of"]:
        return bool(TAKES_ON.search(text[: match.start()]))
    following = text[match.end() : match.end() + 1]
    return not (match["of"] and following in ("", "，", "。", "；", "、"))
