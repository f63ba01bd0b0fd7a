"""Which numbers of a clause demand anything: conditions, quorums, doers and aims count nothing."""

import re

from zhibu.plans.extraction.actors import before_verb, subject
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.tokens import Quantity

PURSE = re.compile("经费|资金|工资总额|工作经费|预算|收入")
PUBLIC = re.compile("公示|公告|张榜|张贴|公[布开](?:期|时间|时限)")


CONDITION = re.compile("(?:人数|正式党员|(?<!发展)党员)(?:在|达|达到)?$")
PRESENT = re.compile("应到|到会|参加人数|参会人数|出勤|参与率|参学率")
DAILY = re.compile("每天|每日|日均|每人每天")
ROUGH = re.compile("^(?:一般|大约|约|时间|时长|控制在|为|在)*[^，每不至]{1,6}左右$")
ROUND_THE_CLOCK = re.compile("24小时(?!的|学习|培训|集中|）)")
ATTENDANCE = re.compile("(?:参会|到会|与会|出席)[^，。；]{0,6}$")
LISTED_ONES = re.compile("[三四五六七八九十]个一")
OWED = re.compile("应占|须占|要占|应当占|比例(?:一般|原则上|应|要|须|应当)*不[得应能]?低于")
SAMPLED = re.compile("抽查|检查面|抽检|核查")  # how large a share is looked into
RATE = re.compile("率|度|权重|比例|面|占|优秀|篇幅")


def set_aside(quantity: Quantity, text: str) -> bool:
    """A condition (党员人数在50人以上), a share of those present, or what a bracket adds (含图片2张)."""
    before, number = text[: quantity.start], text[quantity.start : quantity.end]
    if quantity.what == "people" and number.endswith("以上") and CONDITION.search(before):
        return True
    if quantity.what == "share" and PRESENT.search(text):
        return True
    inside = before.rfind("（") > before.rfind("）")
    return quantity.what == "items" and inside and not before.endswith("（")


ONE_BY_ONE = re.compile("一人(?=[一每半])")


def leads(quantity: Quantity, clause: Clause) -> bool:
    """两个支部结对: the clause begins with it, and no list goes on."""
    return quantity.start == 0 and clause.before != "、"


BODIES = re.compile("(?:党?支部|党?总支|党组织|单位|部门|社区|村)(?:完成|开展|进行|组织|召开|举行|要|须)")


def doers(quantity: Quantity, clause: Clause) -> bool:
    """32名联村干部每月走访: the number says who acts, not how many are to be visited."""
    if ONE_BY_ONE.match(clause.text, quantity.start):
        return True
    if quantity.compared or any(deed.start < quantity.start for deed in clause.deeds):
        return False
    after = clause.text[quantity.end :]
    if BODIES.match(after) and any(deed.start >= quantity.end for deed in clause.deeds):
        return True
    found = subject(before_verb(after))
    return (
        found is not None and found[0] <= 2 and bool(clause.carriers.recurrences or leads(quantity, clause))
    )


def length_of_one(quantity: Quantity, clause: Clause) -> bool:
    """撰写一篇不少于1500字的体会: the papers are counted, the characters only say how long each is."""
    return quantity.unit == "字" and any(other.counted for other in clause.carriers.quantities)


BUILT = re.compile("(?:打造|锻造|建强|培养|造就|涌现)(?:出|好)?$")


def built(quantity: Quantity, before: str) -> bool:
    """打造一支…队伍: an aim in the words of a number."""
    return quantity.low == 1 and not quantity.compared and bool(BUILT.search(before))


def wanted(quantity: Quantity, clause: Clause, sentence: str, listed_ones: bool = False) -> bool:
    before = clause.text[: quantity.start]
    if not quantity.demanded:
        return False
    if quantity.what == "days":
        times = any(other.what is None for other in clause.carriers.quantities)
        return bool(clause.carriers.recurrences and not times) or bool(PUBLIC.search(clause.text))
    if quantity.what == "duration_hours" and (DAILY.search(before) or ROUND_THE_CLOCK.search(clause.text)):
        return False
    if quantity.what == "duration_hours" and ROUGH.search(clause.text) and not clause.deeds:
        return False
    if set_aside(quantity, clause.text) or length_of_one(quantity, clause):
        return False
    if quantity.what == "items" and (doers(quantity, clause) or built(quantity, before)):
        return False
    if ATTENDANCE.search(before) or (listed_ones and not quantity.compared):
        return False
    if quantity.what == "people" and not re.search("人数|参会|参加|名额", before):
        if doers(quantity, clause):
            return False
        return (
            (bool(clause.deeds) or clause.text.startswith("其中") or clause.before == "、")
            and not re.search("组成|每组|设|配备", clause.text)
            and not re.search("党小组", before)
        )
    if quantity.what == "share":
        if PURSE.search(clause.text) and re.search("比例|标准", clause.text):
            return True
        if not quantity.compared:
            return False
        sampled = SAMPLED.search(before)
        return bool(PURSE.search(clause.text) or OWED.search(before) or sampled) or not RATE.search(
            before[-8:]
        )
    if quantity.what == "money_yuan":
        if "党费" in sentence and not (quantity.compared or re.search("经费|预算", sentence)):
            return False  # a rate of dues, not money to be provided
        return quantity.compared or bool(clause.carriers.recurrences) or "标准" in clause.text
    return not re.search("[了过]$|其中有$|共$|第$|由$|分(?:为|成|作|设)$", before)
