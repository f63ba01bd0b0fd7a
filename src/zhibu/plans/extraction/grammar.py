"""From clauses to obligations: each number, recurrence and date is joined to the deed it governs.

Inside a sentence a recurrence carries over commas, a date over the clauses that follow it, and a deed to
the clause that only adds a number (每季度安排1次). Between sentences only the topic carries.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from zhibu.plans.codes import Activity, Force
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.activities import Deed
from zhibu.plans.extraction.actors import before_verb, subject
from zhibu.plans.extraction.clauses import Clause, refusal_pattern
from zhibu.plans.extraction.numerals import plain
from zhibu.plans.extraction.proposal import Measure, Timing
from zhibu.plans.extraction.tokens import Quantity, Recurrence, When
from zhibu.plans.extraction.words import any_of, split, table

POINTS = re.compile(r"^(?:每[^，]{0,6})?(?:可)?(?:加|计|记|得|赋|奖)\d+(?:\.\d+)?(?:-\d+)?分")
EACH_TIME = re.compile("每(?:次|场|期|堂|节课|轮|天|日)")
PER = re.compile(
    r"每(?:个|家|名|位)?(次[^\d，不至]{0,6}?(?=坚持|不|至|应|要)|次|千户|[^\d，年月季周半学个家名位每建]{1,3}(?=每|不|至|安排|标准|按)|家|户|名|人)"
)
LENGTH = re.compile("(?<!累计)(?<!学习)(?<!培训)(?:时间|时长)(?!全年|每年|累计)")
PUBLIC = re.compile("公示|公告|张榜|张贴")
RATE = re.compile("率|度|权重|比例|面|占|优秀")
SINCE = re.compile("[^，。；\t]{0,16}(?:后的?|之日起|之时起|起)$")
USUAL = re.compile("(?:一般|原则上|可|通常)?(?:安排|固定|定|放|集中)在|一般在|一般于")
LOOSE_DATE = re.compile("以来|发布|印发的?《|施行|至今")
TIGHT = re.compile("召开|开展|举行|举办|组织|进行|安排|开好|讲|上")
FINISHED = re.compile("完成|进行|举行|结束|召开")
AGAIN = re.compile("也要|也应|还要|也须")
ASIDE = ("会前", "会上", "会后", "活动前", "活动中")
MEETINGS = {
    Activity.ORG_LIFE_MEETING, Activity.DEMOCRATIC_LIFE_MEETING, Activity.APPRAISAL, Activity.LECTURE,
    Activity.GENERAL_MEETING, Activity.PARTY_DAY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """An obligation with its place in the block."""

    start: int
    end: int
    activity: Activity
    actor: str | None
    period: str
    every: int
    min_count: int | None
    max_count: int | None
    measure: Measure | None
    timing: Timing | None
    force: Force
    doubts: tuple[str, ...] = ()
    lead: bool = False


@dataclass(slots=True)
class Scope:
    """What a sentence inherits: topic and subject of the paragraph, a date that stands over it."""

    topic: Activity | None = None
    actor: str | None = None
    date: tuple[int, When] | None = None
    recurrence: tuple[int, Recurrence] | None = None
    dated: tuple[int, When] | None = None  # the date of the sentence before, which a meeting may share
    each: bool = False  # the date stands over every deed (a table's row), not only over what follows it
    admission: bool = False
    periods: dict[Activity, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """What carries from clause to clause of one sentence; places count in the block."""

    scope: Scope
    recurrence: tuple[int, Recurrence] | None = None
    date: tuple[int, When] | None = None
    waiting: bool = False
    deeds: list[Deed] = field(default_factory=list)  # what the sentence is about so far; places in the block
    due: Draft | None = None  # a deadline whose deed has not come yet
    first: int = 0  # where the sentence begins
    actor: str | None = None
    actor_at: int | None = None
    previous: Clause | None = None


@cache
def refused() -> re.Pattern[str]:
    return refusal_pattern()


@cache
def force_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = table("clauses")
    return tuple(re.compile(any_of(split(words[name]))) for name in ("not_force", "may", "should"))  # type: ignore[return-value]


def force(text: str) -> Force:
    plain_words, may, should = force_words()
    text = plain_words.sub("", text)
    if should.search(text):
        return Force.SHOULD
    return Force.MAY if may.search(text) else Force.MUST


def read_sentence(clauses: list[Clause], scope: Scope) -> list[Draft]:
    state = State(scope, recurrence=scope.recurrence, date=scope.date, waiting=scope.date is not None)
    state.first = clauses[0].start
    found: list[Draft] = []
    scope.admission = scope.admission or any(choice.ADMISSION.search(clause.text) for clause in clauses)
    if background().search("，".join(clause.text for clause in clauses)):
        return found
    shared = shared_date(clauses, scope) if scope.date is None else None
    if shared:
        state.date, state.waiting = shared, True
    for place, clause in enumerate(clauses):
        if clause.before in ("；", "。"):
            state.recurrence, state.waiting = scope.recurrence, state.waiting and state.date is not None
            state.date = scope.date
        following = clauses[place + 1].text if place + 1 < len(clauses) else ""
        note_subject(clause, state)
        if not is_refused(clause, following):
            found += read_clause(clause, state, found)
            introduce(clause, state)
        state.previous = clause
    scope.dated = state.date if any(draft.timing and draft.period == "once" for draft in found) else None
    if state.due:
        found.append(state.due)
    if found:
        scope.topic = found[-1].activity
    if state.actor:
        scope.actor = state.actor
    return found


def introduce(clause: Clause, state: State) -> None:
    """The first deed a sentence names is what a later bare number is about."""
    if state.deeds:
        return
    state.deeds = placed(choice.governed(clause.deeds, None, 0, len(clause.text), clause.text), clause)


def placed(known: list[Deed], clause: Clause) -> list[Deed]:
    return [replace(deed, start=deed.start + clause.start, end=deed.end + clause.start) for deed in known]


@cache
def background() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["background"])).replace("N", r"\d+"))


@cache
def completions() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["completions"])))


def is_refused(clause: Clause, following: str) -> bool:
    if refused().search(clause.text) or POINTS.search(following):
        return True
    return clause.text.endswith(("的", "者")) and clause.after == "，" and not clause.text.endswith("目的")


def note_subject(clause: Clause, state: State) -> None:
    found = subject(before_verb(clause.text))
    state.actor_at = clause.start + found[0] if found else None
    if found:
        state.actor = found[1]


def shared_date(clauses: list[Clause], scope: Scope) -> tuple[int, When] | None:
    """A sentence that calls a meeting straight after a dated one, or says 也要, is under the same date."""
    if scope.dated is None or any(clause.carriers for clause in clauses):
        return None
    first = clauses[0]
    if first.text.startswith(ASIDE) or not any(coordinate(deed, first) for deed in first.deeds):
        return None
    return scope.dated


def read_clause(clause: Clause, state: State, found_before: list[Draft]) -> list[Draft]:
    carriers = clause.carriers
    quantities = [quantity for quantity in carriers.quantities if wanted(quantity, clause)]
    recurrences = [token for token in carriers.recurrences if not token.weak or quantities]
    deadlines = [token for token in carriers.whens if token.relative]
    dates = [token for token in carriers.whens if not token.relative and is_date(token, clause)]
    if recurrences:
        state.recurrence, state.date, state.waiting = (clause.start, recurrences[0]), None, False
    elif dates and heads(dates[0], clause):
        state.date, state.waiting = (clause.start, dates[0]), True
    if quantities:
        found = [
            draft
            for quantity in quantities
            for draft in counted(clause, quantity, recurrences, quantities, state)
        ]
        if found:
            state.waiting, state.due = state.waiting and scope_date(state), None
            return found
    if recurrences:
        return recurring(clause, recurrences, dates, state)
    if deadlines:
        return deadline(clause, deadlines[0], state)
    if state.recurrence and state.waiting and not state.date:
        return continued(clause, state)
    if dates and USUAL.search(clause.text):
        return usual(clause, dates, state, found_before)
    return dated(clause, state, bool(dates) and state.date == (clause.start, dates[0]))


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
    recurrence = habitual(replace(dates[0], timing=timing), topic, state) or Recurrence(0, 0, "year")
    span = min(topic[0].start, clause_start(clause, state)), clause.start + dates[-1].end
    return [once(span, topic[-1].code, state, clause, timing, recurrence)]


def scope_date(state: State) -> bool:
    return state.scope.each and state.scope.date is not None


def heads(when: When, clause: Clause) -> bool:
    """The date stands before the deed, not inside its object (公布上半年党费)."""
    before = [deed for deed in clause.deeds if deed.end <= when.start and deed.act]
    return not before or bool(re.search("[于在，]$|安排在|前$|时间", clause.text[: when.end]))


def wanted(quantity: Quantity, clause: Clause) -> bool:
    before = clause.text[: quantity.start]
    if not quantity.demanded:
        return False
    if quantity.what == "days":
        return bool(clause.carriers.recurrences) or bool(PUBLIC.search(clause.text))
    if quantity.what == "people" and not re.search("人数|参会|参加|名额", before):
        return (
            (bool(clause.deeds) or clause.text.startswith("其中"))
            and not re.search("组成|每组|设|配备", clause.text)
            and not re.search("党小组", before)
        )
    if quantity.what == "share":
        return quantity.compared and not RATE.search(before[-8:])
    if quantity.what == "money_yuan":
        return quantity.compared or bool(clause.carriers.recurrences) or "标准" in clause.text
    return not re.search("[了过]$|其中有$|共$|第$", before)


def is_date(when: When, clause: Clause) -> bool:
    return not LOOSE_DATE.search(clause.text)


# -- numbers -------------------------------------------------------------------------------------


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
    generic = None if governed else choice.meeting(clause.text, left, right)
    known = governed or ([generic] if generic else [])
    if not known and left > 0:
        known = choice.governed(clause.deeds, quantity, 0, right, clause.text)
    if quantity.what == "days" and not (recurrence or PUBLIC.search(clause.text)):
        return []
    activities, doubts, start = activity_of(clause, quantity, known, state, recurrence)
    if not activities:
        return []
    start = min(start, reach)
    ends = ends_of(clause, quantity.end, known, len(activities))
    drafts = [
        quantified(clause, quantity, recurrence, code, state, (start, end), state.date, doubts)
        for code, end in zip(activities, ends, strict=True)
    ]
    remember(clause, known, activities[-1], state)
    return drafts


def ends_of(clause: Clause, least: int, known: list[Deed], count: int) -> list[int]:
    """Where each quote ends: at its own deed, for deeds that share a verb."""
    if len(known) != count:
        return [clause.start + max([least, *(deed.end for deed in known)])] * count
    return [clause.start + max(least, deed.end) for deed in known]


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
    if state.recurrence:
        return state.recurrence[1], clause.start + quantity.start
    return None, clause.start + quantity.start


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
    if quantity.what == "area_m2":
        return [Activity.FACILITY], (), own
    if known and not (quantity.what == "days" and PUBLIC.search(clause.text)):
        codes = [settle(within(deed.code, clause, state), clause, state) for deed in known]
        return codes, (), min(own, clause.start + known[0].start)
    if quantity.what == "days" and PUBLIC.search(clause.text):
        return [Activity.DISCLOSURE], (), own
    strong = quantity.compared or recurrence is not None or not quantity.counted or bool(state.scope.each)
    if strong and quantity.counted and unlike(clause, quantity):
        return [settle(Activity.OTHER, clause, state)], ("未能识别事项",), own
    if state.deeds and strong:
        return [settle(deed.code, clause, state) for deed in state.deeds], (), state.deeds[0].start
    if state.scope.topic and strong:
        return [state.scope.topic], ("事项由上文推定",), own
    if strong and (quantity.what is None or quantity.counted):
        return [settle(Activity.OTHER, clause, state)], ("未能识别事项",), own
    return [], (), own


FILLER = re.compile(
    "其中|各|每人|每名|原则上|一般|应当|应|要|须|也|还|均|至少|全年|不得|不能|召开|开展|进行|组织|安排|举行|举办|讲|上|参加|完成|的|，|（.*?）|\\(|和|、|总数|数量|数"
)
GENERIC = re.compile("^(?:以上|左右)?(?:的)?(?:活动|会议|学习|工作|集中|相关|专题)?(?:活动|会议)?$")


def unlike(clause: Clause, quantity: Quantity) -> bool:
    """The clause names something to be done that no list knows, so the topic before it is not what is counted."""
    after = clause.text[quantity.end :].strip('"')
    if not GENERIC.match(after) and not re.match("[（，]|以|的?（", after):
        return True
    if quantity.what is None:
        return False
    tokens = [token for token in clause.carriers.order if token.end <= quantity.start]
    before = clause.text[max((token.end for token in tokens), default=0) : quantity.start]
    actor = subject(before)
    rest = FILLER.sub("", before[:0] if actor and len(before) - actor[0] <= 8 else before)
    return len(rest) >= 4


def within(code: Activity, clause: Clause, state: State) -> Activity:
    """其中微党课不少于10部 after 评选 counts what is chosen, not lessons given."""
    if clause.text.startswith("其中") and code is Activity.LECTURE and state.deeds:
        outer = state.deeds[-1].code
        return outer if outer in (Activity.EXEMPLAR, Activity.INSPECTION) else code
    return code


def settle(code: Activity, clause: Clause, state: State) -> Activity:
    return Activity.ADMISSION if state.scope.admission and code in choice.ADMITTED else code


LEADING = re.compile("(?:并且|并|同时|其中|还|也|以及|且)*(?:要|应当|应|须|必须)?")
SHORT = 24


def clause_start(clause: Clause, state: State) -> int:
    """Where the demand's own words begin: the clause's first word, or, after a long preamble, its subject or token."""
    tokens = [token.start for token in clause.carriers.order] + [deed.start for deed in clause.deeds]
    first = min(tokens, default=0)
    if first <= SHORT:
        match = LEADING.match(clause.text)
        return clause.start + min(match.end() if match else 0, first)
    start = clause.start + first
    return min(start, state.actor_at) if state.actor_at is not None else start


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
        int(low) * times if countable else None,
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


def remember(clause: Clause, known: list[Deed], code: Activity, state: State) -> None:
    if known:
        state.deeds = placed([replace(known[-1], code=code)], clause)


# -- recurrences and dates without a number --------------------------------------------------------


def recurring(clause: Clause, recurrences: list[Recurrence], dates: list[When], state: State) -> list[Draft]:
    recurrence = recurrences[0]
    known = choice.governed(clause.deeds, recurrence, 0, len(clause.text), clause.text)
    if not known:
        generic = choice.meeting(clause.text, 0, len(clause.text))
        known = [generic] if generic else []
    doubts: tuple[str, ...] = ()
    start = clause_start(clause, state)
    end = recurrence.end
    if known:
        activities = [settle(deed.code, clause, state) for deed in known]
    elif state.deeds and ends_with(clause, recurrence):
        activities, start = [deed.code for deed in state.deeds], state.deeds[0].start
        end = len(clause.text)
    elif one_each(clause, recurrence):
        activities, doubts, end = [state.scope.topic or Activity.OTHER], ("未能识别事项",), len(clause.text)
    else:
        state.waiting = True
        return []
    timing = recurrence.timing or (dates[0].timing if dates else None)
    remember(clause, known, activities[-1], state)
    state.scope.periods |= dict.fromkeys(activities, (recurrence.period, recurrence.every))
    ends = ends_of(clause, end, known, len(activities))
    return [
        once((start, stop), code, state, clause, timing, recurrence, doubts)
        for code, stop in zip(activities, ends, strict=True)
    ]


def ends_with(clause: Clause, recurrence: Recurrence) -> bool:
    return len(clause.text) - recurrence.end <= 8


def one_each(clause: Clause, recurrence: Recurrence) -> bool:
    return clause.text[recurrence.end : recurrence.end + 1] == "一"


def once(
    span: tuple[int, int],
    code: Activity,
    state: State,
    clause: Clause,
    timing: Timing | None,
    recurrence: Recurrence | None = None,
    doubts: tuple[str, ...] = (),
) -> Draft:
    period, every, times = (
        (recurrence.period, recurrence.every, recurrence.times) if recurrence else ("once", 1, 1)
    )
    return Draft(
        *span, code, state.actor, period, every, times, None, None, timing, force(clause.text), doubts
    )


def continued(clause: Clause, state: State) -> list[Draft]:
    """每年列出若干专题，深入开展学习研讨: the deed follows in the next clause."""
    assert state.recurrence is not None
    known = choice.governed(clause.deeds, None, 0, len(clause.text), clause.text)
    if not known:
        return []
    at, recurrence = state.recurrence
    state.waiting = False
    remember(clause, known, known[-1].code, state)
    start = at + recurrence.start
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
    timing: Timing = {"text": clause.text[begin : when.end]}
    start = clause.start + min(begin, *(deed.end for deed in clause.deeds), when.start)
    if after:
        code, end = settle(after[0].code, clause, state), clause.start + after[0].end
        remember(clause, after, code, state)
        return [once((clause_start(clause, state), end), code, state, clause, timing)]
    state.date, state.waiting = (clause.start, replace(when, timing=timing)), True
    topic = choice.governed(clause.deeds, when, 0, when.start, clause.text)
    if topic and FINISHED.search(clause.text, when.end):
        state.waiting = False
        code = settle(topic[-1].code, clause, state)
        return [once((clause_start(clause, state), clause.end), code, state, clause, timing)]
    if completions().search(clause.text, when.end):
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
    before = choice.governed(clause.deeds, when, 0, when.start, clause.text)
    if before and clause.after != "，":
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
    """A deed under a date: in the date's own clause, the one that follows, or a meeting coordinated with it."""
    if state.date is None or clause.text.startswith(ASIDE):
        return []
    at, when = state.date
    known = choice.governed(clause.deeds, when if here else None, 0, len(clause.text), clause.text)
    if not known:
        return late(clause, when, state) if here or state.waiting else []
    if not state.waiting and not coordinate(known[0], clause):
        return []
    state.waiting = state.scope.each
    recurrence = habitual(when, known, state)
    remember(clause, known, known[-1].code, state)
    own = clause_start(clause, state)
    start = min(own, at + when.start) if at >= state.first else own
    ends = ends_of(clause, when.end if here else 0, known, len(known))
    return [
        once((start, end), settle(deed.code, clause, state), state, clause, when.timing, recurrence)
        for deed, end in zip(known, ends, strict=True)
    ]


def coordinate(deed: Deed, clause: Clause) -> bool:
    """A meeting that the clause itself calls, and does not only attend."""
    return deed.code in MEETINGS and bool(TIGHT.search(clause.text)) and "参加" not in clause.text


def late(clause: Clause, when: When, state: State) -> list[Draft]:
    """A last day with a deed no list names (9月底前完成), when something is plainly to be finished."""
    if "by" not in when.timing and not when.relative:
        return []
    match = completions().search(clause.text)
    if not match:
        return []
    state.waiting = False
    start = clause_start(clause, state)
    code = settle(Activity.OTHER, clause, state)
    return [once((start, clause.end), code, state, clause, when.timing, doubts=("未能识别事项",))]


def habitual(when: When, known: list[Deed], state: State) -> Recurrence | None:
    """A bare weekday says on which day of a recurrence stated before; with none, every week."""
    if "weekday" not in when.timing:
        return None
    default = ("month", 1) if known[0].code is Activity.PARTY_DAY else ("week", 1)
    period, every = state.scope.periods.get(known[0].code, default)
    return Recurrence(when.start, when.end, period, every)
