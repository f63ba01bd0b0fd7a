"""Obligations from numbers: each number is joined to its recurrence, its deed and its measure."""

import re
from dataclasses import replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.activities import Deed
from zhibu.plans.extraction.actors import subject
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.dates import DAY_ONLY
from zhibu.plans.extraction.demanding import OWED, PUBLIC, PURSE
from zhibu.plans.extraction.numerals import plain
from zhibu.plans.extraction.proposal import Measure, Timing
from zhibu.plans.extraction.state import Draft, State, clause_start, ends_of, force, remember, settle
from zhibu.plans.extraction.tokens import Quantity, Recurrence, When

EACH_TIME = re.compile("每(?:次|场|期|堂|节课|节|课|讲|班次|轮|天|日)")


PER = re.compile(
    r"每(?:个|家|名|位)?(次[^\d，不至]{0,6}?(?=坚持|不|至|应|要)|次|千户|[^\d，年月季周半学个家名位每建]{1,3}(?=每|不|至|安排|标准|按)|家|户|名|人)"
)


COMPOSED = re.compile("组成|设(?!计|施|备)|配备|任期")


def composed(state: State) -> bool:
    """The clause before says who makes up a body, so 其中 counts its members."""
    return state.previous is not None and bool(COMPOSED.search(state.previous.text))


LENGTH = re.compile("(?<!累计)(?<!学习)(?<!培训)(?:时间|时长)(?!全年|每年|累计)")


EACH_OF = re.compile("^每(?:个|家|所|名|村|镇|乡|支部|校|人|组)")


def counted(
    clause: Clause,
    quantity: Quantity,
    recurrences: list[Recurrence],
    quantities: list[Quantity],
    state: State,
) -> list[Draft]:
    recurrence, reach = recurrence_of(clause, quantity, recurrences, state)
    if PUBLIC.search(clause.text) and quantity.what == "days":
        recurrence = None
    left, right = territory(quantity, quantities, len(clause.text))
    governed = choice.governed(clause.deeds, quantity, left, right, clause.text)
    generic = None if governed else choice.meeting(clause.text, left, right, state.scope.topic)
    known = governed or ([generic] if generic else [])
    if not known and left > 0:
        known = choice.governed(clause.deeds, quantity, 0, right, clause.text)
    if quantity.what == "days" and not (recurrence or PUBLIC.search(clause.text)):
        return []
    activities, doubts, start = activity_of(clause, quantity, known, state, recurrence)
    if not activities:
        return []
    if quantity.what == "share" and recurrence is None and YEARLY_SUM.search(clause.text):
        recurrence = Recurrence(0, 0, "year")
    start = min(start, reach)
    ends = ends_of(clause, quantity.end, known, len(activities))
    drafts = [
        quantified(clause, quantity, recurrence, code, state, (start, end), state.date, doubts)
        for code, end in zip(activities, ends, strict=True)
    ]
    remember(clause, known, activities[-1], state)
    return drafts


def recurrence_of(
    clause: Clause, quantity: Quantity, recurrences: list[Recurrence], state: State
) -> tuple[Recurrence | None, int]:
    """The recurrence a number belongs to, and where the quote must begin to hold it."""
    before = [token for token in recurrences if token.start < quantity.start]
    if before:
        return before[-1], clause.start + before[-1].start
    if recurrences:
        return recurrences[0], clause.start + recurrences[0].start
    if EACH_TIME.search(clause.text[: quantity.start]) or lasts(clause, quantity):
        return None, clause.start + quantity.start
    if (
        state.recurrence
        and not one_course(clause, quantity, state)
        and not any(own_date(when) for when in clause.carriers.whens)
    ):
        return state.recurrence[1], clause.start + quantity.start
    return None, clause.start + quantity.start


def own_date(when: When) -> bool:
    """A date that takes a clause out of the recurrence before it; 20日前 alone is a day inside it."""
    return not when.relative and not DAY_ONLY.fullmatch(str(when.timing.get("text")))


def one_course(clause: Clause, quantity: Quantity, state: State) -> bool:
    """Hours of a course that its own clause names are no part of a recurrence before, unless a year."""
    assert state.recurrence is not None
    return quantity.what == "duration_hours" and bool(clause.deeds) and state.recurrence[1].period != "year"


def lasts(clause: Clause, quantity: Quantity) -> bool:
    """How long one meeting lasts, not how much in a period."""
    return quantity.what == "duration_hours" and bool(LENGTH.search(clause.text[: quantity.start]))


def territory(quantity: Quantity, quantities: list[Quantity], length: int) -> tuple[int, int]:
    before = [other.end for other in quantities if other.end <= quantity.start]
    after = [other.start for other in quantities if other.start >= quantity.end]
    return max(before, default=0), min(after, default=length)


def activity_of(
    clause: Clause, quantity: Quantity, known: list[Deed], state: State, recurrence: Recurrence | None
) -> tuple[list[Activity], tuple[str, ...], int]:
    """Activities, doubts, and where the words that name them begin."""
    own = clause_start(clause, state)
    if quantity.what == "money_yuan":
        return [Activity.FUNDING], (), own
    if quantity.what == "share" and PURSE.search(state.sentence) and clause.text.startswith(("其中", "用于")):
        return [Activity.FUNDING], (), own
    if quantity.what == "area_m2":
        return [Activity.FACILITY], (), own
    if known and not (quantity.what == "days" and PUBLIC.search(clause.text)):
        codes = [settle(within(deed.code, clause, state), clause, state) for deed in known]
        return codes, (), min(own, clause.start + known[0].start)
    if quantity.what == "days" and PUBLIC.search(clause.text):
        return [settle(Activity.DISCLOSURE, clause, state)], (), own
    strong = (
        quantity.compared
        or recurrence is not None
        or not quantity.counted
        or bool(state.scope.each or clause.carriers.whens or STATED.search(clause.text[: quantity.start]))
    )
    if quantity.what == "share":
        code = share_of(clause, state)
        code = code or (state.scope.topic if OWED.search(clause.text) else None)
        return ([code] if code else []), (), own
    if clause.text.startswith("其中") and state.deeds and not composed(state):
        return [settle(deed.code, clause, state) for deed in state.deeds], (), state.deeds[0].start
    if lists_on(clause, quantity, state):
        return [settle(state.deeds[-1].code, clause, state)], (), own
    if EACH_OF.match(clause.text) and quantity.compared and state.deeds and not clause.deeds:
        return [settle(state.deeds[-1].code, clause, state)], ("事项由上文推定",), own
    spoken = clause.text + (state.previous.text if state.previous and not state.deeds else "")
    if quantity.what == "duration_hours" and "学习" in spoken:
        return [settle(Activity.GROUP_STUDY, clause, state)], (), own
    if strong and quantity.counted and unlike(clause, quantity):
        return [settle(Activity.OTHER, clause, state)], ("未能识别事项",), own
    if strong and quantity.unit in LESSONS and lesson_before(state):
        return [Activity.LECTURE], (), own
    if strong and (last := just_named(clause, state)):
        return [settle(last.code, clause, state)], (), own
    if state.deeds and strong:
        return [settle(deed.code, clause, state) for deed in state.deeds], (), state.deeds[0].start
    if state.scope.topic and strong:
        return [state.scope.topic], ("事项由上文推定",), own
    if strong and (quantity.what in (None, "days") or quantity.counted):
        return [settle(Activity.OTHER, clause, state)], ("未能识别事项",), own
    return [], (), own


def lesson_before(state: State) -> bool:
    named = state.previous.deeds if state.previous else []
    return bool(named) and named[-1].code is Activity.LECTURE


def just_named(clause: Clause, state: State) -> Deed | None:
    """走进学生家中家访，寒假不少于5户: the deed of the clause before, when that has no number of its own."""
    before = state.previous
    if before is None or clause.before != "，" or before.carriers or not before.deeds:
        return None
    if {state.scope.topic, *(deed.code for deed in state.deeds)} & choice.MEETINGS:
        return None  # what a meeting takes up does not take its number
    known = choice.governed(before.deeds, None, 0, len(before.text), before.text)
    return known[-1] if known and known[-1].act else None


def lists_on(clause: Clause, quantity: Quantity, state: State) -> bool:
    """表彰5个集体、20名个人: the count after the 、 is of the same deed."""
    if clause.before != "、" or not (state.counting and state.deeds) or clause.deeds:
        return False
    return quantity.counted and quantity.what is not None and not clause.carriers.recurrences


STATED = re.compile("(?:人数|名额|数量)(?:一般|应)?(?:为|是|达到)?$")
LESSONS = ("场", "堂", "节", "讲")  # units of lessons, for which the clause before may stand
YEARLY_SUM = re.compile("年度|全年|每年|上年|上一年|当年")
GROWTH = re.compile("发展(?:党员)?(?:的)?(?:总?数|总量|名额|计划)|新发展")
SPREAD = re.compile("差额")


def share_of(clause: Clause, state: State) -> Activity | None:
    """Whose share it is when no deed is named: of a purse, or of the candidates."""
    if PURSE.search(clause.text):
        return Activity.FUNDING
    if GROWTH.search(clause.text):
        return Activity.ADMISSION
    return Activity.ELECTION if SPREAD.search(clause.text) else None


FILLER = re.compile(
    "其中|各|每人|每名|原则上|一般|应当|应|要|须|也|还|均|至少|全年|联合|共同|活动|寒假|暑假|春季|秋季|上学期|下学期|上半年|下半年|不得|不能|召开|开展|进行|组织|安排|举行|举办|讲|上|参加|完成|的|，|（.*?）|\\(|和|、|总数|数量|数"
)


GENERIC = re.compile("^(?:以上|左右)?(?:的)?(?:活动|会议|学习|工作|集中|相关|专题)?(?:活动|会议)?$")


def unlike(clause: Clause, quantity: Quantity) -> bool:
    """The clause names something that no list knows, so the topic before it is not what is counted."""
    rates = [token.end for token in clause.carriers.recurrences if token.start == quantity.end]
    after = clause.text[max([quantity.end, *rates]) :].strip('"）')
    if not GENERIC.match(after) and not re.match("[（，]|以|的?（", after):
        return True
    tokens = [token for token in clause.carriers.order if token.end <= quantity.start]
    before = clause.text[max((token.end for token in tokens), default=0) : quantity.start]
    actor = subject(before)
    rest = FILLER.sub(
        "", before[:0] if actor and (len(before) - actor[0] <= 8 or EACH_ONE.search(before)) else before
    )
    return len(rest) >= 4 and not (quantity.what in (None, "duration_hours") and OTHERS.search(before))


# 其他委员不少于1次: somebody else has to do what was said before, so many times
OTHERS = re.compile(
    "^[^，的]{0,8}(?:委员|成员|人员|干部|党员|职工|教师|书记|领导|同志|经理|主任|[镇乡村院校局厂]长)(?:每人|各|均|也|应|要|须|每年|全年)*$"
)
EACH_ONE = re.compile("(?:每人|人均|各)(?:每年|全年)?$")


def within(code: Activity, clause: Clause, state: State) -> Activity:
    """其中微党课不少于10部 after 评选 counts what is chosen, not lessons given."""
    if clause.text.startswith("其中") and code is Activity.LECTURE and state.deeds:
        outer = state.deeds[-1].code
        return outer if outer in (Activity.EXEMPLAR, Activity.INSPECTION) else code
    return code


def quantified(
    clause: Clause,
    quantity: Quantity,
    recurrence: Recurrence | None,
    code: Activity,
    state: State,
    span: tuple[int, int],
    date: tuple[int, When] | None,
    doubts: tuple[str, ...],
) -> Draft:
    low, high = plain(quantity.low), plain(quantity.high) if quantity.high is not None else None
    times = recurrence.times if recurrence else 1
    countable = quantity.counted or quantity.what == "days"
    timing = timing_of(recurrence, clause, state) or (date[1].timing if date else None)
    draft = Draft(
        *span,
        code,
        state.actor,
        recurrence.period if recurrence else "once",
        recurrence.every if recurrence else 1,
        int(low) * times if countable else sitting(quantity, recurrence),
        int(high) * times if countable and high is not None else None,
        measure_of(quantity, recurrence, clause, low, high),
        timing,
        force(clause.text[: quantity.end]),
        doubts,
    )
    if quantity.what == "days" and recurrence is None:
        return replace(
            draft, min_count=1, max_count=None, timing={"text": clause.text[quantity.start : quantity.end]}
        )
    return draft


def sitting(quantity: Quantity, recurrence: Recurrence | None) -> int | None:
    """Hours on a named day (每周五学习两小时) are one sitting a week; hours in a period are no times."""
    named = recurrence and recurrence.timing and {"weekday", "day_of_month"} & recurrence.timing.keys()
    return 1 if named and quantity.what == "duration_hours" else None


def measure_of(
    quantity: Quantity,
    recurrence: Recurrence | None,
    clause: Clause,
    low: int | float,
    high: int | float | None,
) -> Measure | None:
    if quantity.what is None or quantity.what == "days":
        return None
    what = quantity.what
    if what == "duration_hours" and recurrence and recurrence.period == "year":
        what = "hours_per_year"
    per = (
        PER.search(clause.text[: quantity.start])
        if quantity.what not in ("households", "people", "items")
        else None
    )
    return Measure(what, low, high, per[1] if per else None)


def timing_of(recurrence: Recurrence | None, clause: Clause, state: State) -> Timing | None:
    if recurrence and recurrence.timing:
        return recurrence.timing
    inside = [token for token in clause.carriers.whens if not token.relative]
    return inside[0].timing if inside else None
