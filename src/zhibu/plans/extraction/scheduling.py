"""Obligations from recurrences, dates and deadlines that have no number beside them."""

import re
from dataclasses import replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.activities import Deed
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.dates import DAY_ONLY
from zhibu.plans.extraction.proposal import Timing
from zhibu.plans.extraction.state import (
    ORDERED,
    Draft,
    State,
    await_deed,
    clause_start,
    completions,
    ends_of,
    general,
    once,
    placed,
    procedural,
    remember,
    settle,
    shifting,
)
from zhibu.plans.extraction.tokens import Recurrence, When

SEASON = re.compile("年[初中底末终]")
SEASONS = re.compile("年初.*年[中底末终]|年中.*年[底末终]")  # the rounds of a year, every year


SINCE = re.compile(
    "(?:(?!应|须|要|在|于|内)[^，。；\t]){0,16}(?:后的?|之日起|之时起|起|前)(?:至少|的)?(?:应当|应|要|须)?(?:在|于)?$"
)


USUAL = re.compile("(?:一般|原则上|可|通常)?(?:安排|固定|定|放|集中)在|一般在|一般于")


HABIT = re.compile("一般|原则上|通常")
THIS_ONCE = re.compile("次年|今年|明年|本年|当年|翌年|20[0-9]{2}年")


LOOSE_DATE = re.compile(
    r"以来|发布|印发的?《|施行|至今|（[^（）]*\d[^（）]*(?:通过|印发|制定|修订)）|以[^，。；]{1,30}为(?:主|主线|重点)$"
)


LABEL = re.compile("纳入|列入|作为|迎接|[和与同]")
LABELLED = re.compile(
    "(?:目标|绩效|综合)?(?:考核|考评|绩效|评先|评优|述职|评比)"
)  # 纳入年终考核: a name, no date


AIM = re.compile("(?:到|截至|截止)$")  # 到2025年底: what is to be reached by then, not what is to be done


TIGHT = re.compile("召开|开展|举行|举办|组织|进行|安排|开好|讲|上")


LONG = re.compile("年|小时|届")


ONLY_FINISHED = re.compile(
    "[^，。；]{0,3}(?:前|底)?(?:全部|基本|必须|要|须)?(?:完成|结束|完毕|办结|销号|到位)*"
)
FINISHED = re.compile("完成|进行|举行|结束|召开")


CALLED = re.compile("召开[^，]*会议?$")
AGENDA = re.compile("通报|传达|听取|审议")
EVENT = re.compile("(?:组织|开展|举办|举行|召开)[^，、]{2,}(?:活动|仪式|比赛|大赛|展览)")


VAGUE = re.compile("(?:做好|加强|强化|搞好)(?:日常|经常性)")
ASIDE = ("会前", "会上", "会后", "活动前", "活动中")


MEETINGS = {
    Activity.ORG_LIFE_MEETING, Activity.DEMOCRATIC_LIFE_MEETING, Activity.APPRAISAL, Activity.LECTURE,
    Activity.GENERAL_MEETING, Activity.PARTY_DAY,
}  # fmt: skip


REVIEWS = {Activity.ORG_LIFE_MEETING, Activity.APPRAISAL, Activity.DEMOCRATIC_LIFE_MEETING}
SAME_DAY = re.compile("当[日天]")  # members pay their dues on the day of the meeting
HOLDS = re.compile("(?:并|同时|同步)?(?:召开|开展|进行|组织)")


def usual(clause: Clause, dates: list[When], state: State, before: list[Draft]) -> list[Draft]:
    """一般安排在第四季度: the day of what the sentence already demands, else a yearly demand of its topic."""
    timing = dates[0].timing
    if len(dates) > 1 and "weekday" not in timing:
        timing = {"text": clause.text[dates[0].start : dates[-1].end]}
    if before:
        before[-1] = replace(before[-1], timing=before[-1].timing or timing)
        return []
    topic = state.deeds or placed(
        choice.governed(clause.deeds, dates[0], 0, dates[0].start, clause.text), clause
    )
    if not topic:
        return dated(clause, state, True)
    recurrence = habitual(replace(dates[0], timing=timing), topic, state)
    if recurrence is None and (HABIT.search(clause.text) or not THIS_ONCE.search(clause.text)):
        recurrence = Recurrence(0, 0, "year")
    span = min(topic[0].start, clause_start(clause, state)), clause.start + dates[-1].end
    return [once(span, topic[-1].code, state, clause, timing, recurrence)]


def heads(when: When, clause: Clause) -> bool:
    """The date stands before the deed, not inside its object (公布上半年党费)."""
    before = [deed for deed in clause.deeds if deed.end <= when.start and deed.act]
    if clause.text[when.start - 1 : when.start] in ("（", "：", ":"):
        return True
    return not before or bool(re.search("[于在，]$|安排在|前$|时间", clause.text[: when.end]))


def is_date(when: When, clause: Clause) -> bool:
    if LABEL.search(clause.text[: when.start]) and LABELLED.match(clause.text, when.end):
        return False
    return not LOOSE_DATE.search(clause.text) and not AIM.search(clause.text[: when.start])


def recurring(clause: Clause, recurrences: list[Recurrence], dates: list[When], state: State) -> list[Draft]:
    recurrence = recurrences[0]
    known = choice.governed(clause.deeds, recurrence, 0, len(clause.text), clause.text)
    if not known:
        generic = choice.meeting(clause.text, 0, len(clause.text), state.scope.topic)
        known = [generic] if generic else []
    doubts: tuple[str, ...] = ()
    start = clause_start(clause, state)
    end = recurrence.end
    if known:
        activities = [settle(deed.code, clause, state) for deed in known]
    elif general().search(clause.text, recurrence.end) and (
        state.deeds or settle(Activity.OTHER, clause, state) is not Activity.OTHER
    ):
        code = settle(Activity.OTHER, clause, state)
        named = settle(state.deeds[-1].code, clause, state) if state.deeds else code
        activities, end = [named if code is Activity.OTHER else code], len(clause.text)
    elif opens(clause, recurrence):
        state.waiting = True
        return []
    elif state.deeds and ends_with(clause, recurrence) and not names_another(clause, recurrence, state):
        activities, start = [deed.code for deed in state.deeds], state.deeds[0].start
        end = len(clause.text)
    elif state.scope.topic and (bare(clause) or general().search(clause.text, recurrence.end)):
        activities, doubts, end = [state.scope.topic], ("事项由上文推定",), len(clause.text)
    elif one_each(clause, recurrence):
        activities, doubts, end = [state.scope.topic or Activity.OTHER], ("未能识别事项",), len(clause.text)
    elif clause.after in "。；" and orders(clause, recurrence):
        code = settle(Activity.OTHER, clause, state)
        activities, doubts, end = [code], ("未能识别事项",), len(clause.text)
    else:
        state.waiting = True
        if not recurrence.weak and ORDERED.search(clause.text):
            await_deed(clause, state, recurrence.timing, recurrence)
        return []
    timing = recurrence.timing or (dates[0].timing if dates else None)
    remember(clause, known, activities[-1], state)
    state.scope.periods |= dict.fromkeys(activities, (recurrence.period, recurrence.every))
    ends = ends_of(clause, end, known, len(activities))
    return [
        once((start, stop), code, state, clause, timing, recurrence, doubts)
        for code, stop in zip(activities, ends, strict=True)
    ]


def opens(clause: Clause, recurrence: Recurrence) -> bool:
    """每季度首月10日前，将…报送: the time alone at the head of a demand, whose deed is still to come."""
    return not beside(clause) and clause.before not in ("，", "\t") and clause.after == "，"


BARE = re.compile(
    "以[^，]{1,12}为(?:单位|主)|(?:周|星期)[一二三四五六日]|[上中下]午|晚上?|的|时间|固定|安排|统一|定|放|集中|一般|原则上|应当?|须|要|可|或者?|在|于|为|由|至少|左右|前后"
    "|按时|如期|召开|开展|进行|举行|举办|组织"
)


def bare(clause: Clause) -> bool:
    """Nothing but how often and that it is done (时间定在每月15日): what its title names is meant."""
    return not BARE.sub("", beside(clause))


def beside(clause: Clause) -> str:
    """What the clause says beside its numbers, dates and recurrences."""
    pieces, last = [], 0
    for token in clause.carriers.order:
        pieces.append(clause.text[last : token.start])
        last = token.end
    return "".join([*pieces, clause.text[last:]])


def orders(clause: Clause, recurrence: Recurrence) -> bool:
    """A general verb behind how often, or something to be finished by a day of the period."""
    by_day = str((recurrence.timing or {}).get("text", "")).endswith("前")
    finished = by_day and completions().search(clause.text, recurrence.end)
    return bool(finished or ORDERED.search(clause.text, recurrence.end))


def ends_with(clause: Clause, recurrence: Recurrence) -> bool:
    return len(clause.text) - recurrence.end <= 8


def names_another(clause: Clause, recurrence: Recurrence, state: State) -> bool:
    """每季一评 after 每月一课: a word of its own, not the same thing once more."""
    word = re.match("一[^次遍回场轮个件篇期讲]", clause.text[recurrence.end :])
    return word is not None and state.sentence.count(word[0]) == 1


def one_each(clause: Clause, recurrence: Recurrence) -> bool:
    return clause.text[recurrence.end : recurrence.end + 1] == "一"


def continued(clause: Clause, state: State) -> list[Draft]:
    """每年列出若干专题，深入开展学习研讨: the deed follows in the next clause."""
    assert state.recurrence is not None
    known = choice.governed(clause.deeds, None, 0, len(clause.text), clause.text)
    if SAME_DAY.search(clause.text):
        known = [deed for deed in clause.deeds if deed.code is Activity.DUES][:1] or known
    if not known:
        return []
    at, recurrence = state.recurrence
    state.waiting, state.due = False, None
    remember(clause, known, known[-1].code, state)
    start = at + recurrence.start if at >= 0 and at < clause.start else clause_start(clause, state)
    return [
        once(
            (start, clause.start + deed.end),
            settle(deed.code, clause, state),
            state,
            clause,
            recurrence.timing,
            recurrence,
        )
        for deed in known
    ]


def deadline(clause: Clause, when: When, state: State) -> list[Draft]:
    """A deed within so many days: after the deadline, else in a clause to come, else the one before it."""
    after = choice.governed(clause.deeds, None, when.end, len(clause.text), clause.text)[:1]
    since = SINCE.search(clause.text[: when.start])
    begin = since.start() if since else when.start
    timing: Timing = {"text": clause.text[begin : when.end].lstrip("当在于须")}
    start = clause.start + min(begin, *(deed.end for deed in clause.deeds), when.start)
    if after:
        code, end = settle(after[0].code, clause, state), clause.start + after[0].end
        remember(clause, after, code, state)
        state.due = None
        return [once((clause_start(clause, state), end), code, state, clause, timing)]
    state.date, state.waiting = (clause.start, replace(when, timing=timing)), True
    topic = choice.governed(clause.deeds, when, 0, when.start, clause.text)
    acting = bool(topic) and topic[-1].code in choice.SITTINGS and "召开" not in clause.text
    if topic and not acting and FINISHED.search(clause.text, when.end):
        state.waiting = False
        code = settle(topic[-1].code, clause, state)
        return [once((clause_start(clause, state), clause.end), code, state, clause, timing)]
    if shifting().search(state.sentence):
        return []
    if completions().search(clause.text, when.end) or (acting and procedural().search(clause.text)):
        state.waiting = False
        code = settle(Activity.OTHER, clause, state)
        return [
            once(
                (clause_start(clause, state), clause.end),
                code,
                state,
                clause,
                timing,
                doubts=("未能识别事项",),
            )
        ]
    if not LONG.search(clause.text[when.start : when.end]):
        await_deed(clause, state, timing, None)
    before = [] if acting else topic
    if before and clause.after != "，":
        state.due = None
        state.waiting = False
        return [
            once(
                (start, clause.start + when.end),
                settle(before[-1].code, clause, state),
                state,
                clause,
                timing,
            )
        ]
    return []


def dated(clause: Clause, state: State, here: bool) -> list[Draft]:
    """A deed under a date: in its own clause, the one that follows, or a meeting coordinated with it."""
    if state.date is None or clause.text.startswith(ASIDE) or is_agenda(clause, state):
        return []
    if not here and VAGUE.search(clause.text):
        return []
    at, when = state.date
    known = choice.governed(clause.deeds, when if here else None, 0, len(clause.text), clause.text)
    if not known:
        return late(clause, when, state) if here or state.waiting else []
    if not state.waiting and not coordinate(known[0], clause):
        return []
    state.waiting, state.due = state.scope.each, None
    recurrence = habitual(when, known, state)
    remember(clause, known, known[-1].code, state)
    own = clause_start(clause, state)
    start = min(own, at + when.start) if at >= state.first else own
    ends = ends_of(clause, when.end if here else 0, known, len(known))
    return [
        once((start, end), settle(deed.code, clause, state), state, clause, when.timing, recurrence)
        for deed, end in zip(known, ends, strict=True)
    ]


def is_agenda(clause: Clause, state: State) -> bool:
    """召开大会，通报案例: what the meeting that was just called takes up."""
    called = state.previous is not None and CALLED.search(state.previous.text)
    return bool(called) and clause.before == "，" and bool(AGENDA.match(clause.text))


def finished(clause: Clause, when: When, state: State) -> Draft:
    """…，6月底前完成: the day by which what the sentence is about is done."""
    state.waiting, state.due = False, None
    span = state.deeds[-1].start, clause.end
    return once(span, settle(state.deeds[-1].code, clause, state), state, clause, when.timing)


def finishes(clause: Clause, when: When) -> bool:
    """A clause that only adds by when what was demanded before is done."""
    rest = clause.text[: when.start] + clause.text[when.end :]
    return "by" in when.timing and bool(rest) and bool(ONLY_FINISHED.fullmatch(rest))


def alongside(clause: Clause, state: State) -> bool:
    """每年召开组织生活会，开展民主评议: the sitting and the review are held together."""
    if SAME_DAY.search(clause.text) and any(deed.code is Activity.DUES for deed in clause.deeds):
        return True
    held = bool(state.deeds) and state.deeds[-1].code in REVIEWS
    return held and bool(clause.deeds) and clause.deeds[0].code in REVIEWS and bool(HOLDS.match(clause.text))


def coordinate(deed: Deed, clause: Clause) -> bool:
    """A meeting that the clause itself calls, and does not only attend."""
    return deed.code in MEETINGS and bool(TIGHT.search(clause.text)) and "参加" not in clause.text


def late(clause: Clause, when: When, state: State) -> list[Draft]:
    """A last day with a deed no list names (9月底前完成), when something is plainly to be finished."""
    if state.date and state.date[0] < 0 and EVENT.fullmatch(clause.text):
        state.waiting = state.scope.each
        span = clause.start, clause.end
        return [once(span, Activity.OTHER, state, clause, when.timing, doubts=("未能识别事项",))]
    if "by" not in when.timing and not when.relative and "完成" not in clause.text:
        return []
    rest = clause.text[when.end - when.start :]
    if state.deeds and rest and ONLY_FINISHED.fullmatch(rest):
        return [finished(clause, when, state)]
    if not completions().search(clause.text):
        if "by" in when.timing and ORDERED.search(clause.text):
            await_deed(clause, state, when.timing, None)
        return []
    state.waiting, state.due = False, None
    start = clause_start(clause, state)
    code = settle(Activity.OTHER, clause, state)
    return [once((start, clause.end), code, state, clause, when.timing, doubts=("未能识别事项",))]


def yearly(when: When, state: State) -> Recurrence | None:
    """每年7月自查，7月15日前报送: a later day in the sentence is a day of every year too."""
    carried = state.recurrence and state.recurrence[1]
    if SEASONS.search(state.sentence) and SEASON.fullmatch(str(when.timing.get("text"))):
        return Recurrence(when.start, when.end, "year")
    if carried and carried.period == "month" and DAY_ONLY.fullmatch(str(when.timing.get("text"))):
        return carried
    return carried if carried and carried.period == "year" and not when.relative else None


def habitual(when: When, known: list[Deed], state: State) -> Recurrence | None:
    """A bare weekday says on which day of a recurrence stated before; with none, every week."""
    if "weekday" not in when.timing:
        return yearly(when, state)
    default = ("month", 1) if known[0].code is Activity.PARTY_DAY else ("week", 1)
    period, every = state.scope.periods.get(known[0].code, default)
    return Recurrence(when.start, when.end, period, every)
