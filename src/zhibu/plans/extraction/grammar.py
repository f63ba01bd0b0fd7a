"""From clauses to obligations: each number, recurrence and date is joined to the deed it governs.

Inside a sentence a recurrence carries over commas, a date over the clauses that follow it, and a deed to
the clause that only adds a number (每季度安排1次). Between sentences only the topic carries.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from zhibu.plans.codes import Activity, Force
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.activities import LIGHT, Deed
from zhibu.plans.extraction.actors import before_verb, subject
from zhibu.plans.extraction.clauses import Clause, refusal_pattern
from zhibu.plans.extraction.numerals import plain
from zhibu.plans.extraction.proposal import Measure, Timing
from zhibu.plans.extraction.tokens import Quantity, Recurrence, Token, When
from zhibu.plans.extraction.words import any_of, split, table

POINTS = re.compile(r"^(?:每[^，]{0,6})?(?:可)?(?:加|计|记|得|赋|奖)\d+(?:\.\d+)?(?:-\d+)?分")
EACH_TIME = re.compile("每(?:次|场|期|堂|节课|轮)")
PER = re.compile(r"每(?:个|家|名|位)?(次[^\d，不至]{0,6}?(?=坚持|不|至|应|要)|次|千户|[^\d，年月季周半学个家名位]{1,3}|家|户|名|人)")
PUBLIC = re.compile("公示|公告|公开")
RATE = re.compile("率|度|权重|比例|面|占|优秀")
SINCE = re.compile("[^，。；\t]{0,16}(?:后的?|之日起|之时起|起)$")
LOOSE_DATE = re.compile("以来|发布|印发的?《|施行|至今")
TIGHT = re.compile(f"召开|开展|举行|举办|组织|进行|安排|开好|{LIGHT}|讲|上|要")
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
    periods: dict[Activity, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """What carries from clause to clause of one sentence; places count in the block."""

    scope: Scope
    recurrence: tuple[int, Recurrence] | None = None
    date: tuple[int, When] | None = None
    waiting: bool = False
    deed: Deed | None = None
    deed_at: int = 0
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
    found: list[Draft] = []
    for place, clause in enumerate(clauses):
        if clause.before in ("；", "。"):
            state.recurrence, state.waiting = scope.recurrence, state.waiting and state.date is not None
            state.date = scope.date
        following = clauses[place + 1].text if place + 1 < len(clauses) else ""
        note_subject(clause, state)
        if not is_refused(clause, following):
            found += read_clause(clause, state, place == 0)
        state.previous = clause
    if found:
        scope.topic = found[-1].activity
    if state.actor:
        scope.actor = state.actor
    return found


def is_refused(clause: Clause, following: str) -> bool:
    if refused().search(clause.text) or POINTS.search(following):
        return True
    return clause.text.endswith(("的", "者")) and clause.after == "，" and not clause.text.endswith("目的")


def note_subject(clause: Clause, state: State) -> None:
    found = subject(before_verb(clause.text))
    state.actor_at = clause.start + found[0] if found else None
    if found:
        state.actor = found[1]


def read_clause(clause: Clause, state: State, first: bool) -> list[Draft]:
    carriers = clause.carriers
    quantities = [quantity for quantity in carriers.quantities if wanted(quantity, clause)]
    recurrences = [token for token in carriers.recurrences if not token.weak or quantities]
    deadlines = [token for token in carriers.whens if token.relative]
    dates = [token for token in carriers.whens if not token.relative and is_date(token, clause)]
    if dates and not recurrences:
        state.date, state.waiting = (clause.start, dates[0]), True
    if recurrences:
        state.recurrence = (clause.start, recurrences[0])
    if quantities:
        found = [draft for quantity in quantities for draft in counted(clause, quantity, recurrences, quantities, state)]
        if found:
            state.waiting = False
            return found
    if recurrences:
        return recurring(clause, recurrences, dates, state)
    if deadlines:
        return deadline(clause, deadlines[0], state)
    if state.recurrence and state.previous and unfinished(state):
        return continued(clause, state)
    return dated(clause, state, bool(dates), first)


def unfinished(state: State) -> bool:
    """The clause before gave a recurrence and no deed."""
    return state.waiting


def wanted(quantity: Quantity, clause: Clause) -> bool:
    before = clause.text[: quantity.start]
    if not quantity.demanded:
        return False
    if quantity.what == "days":
        return bool(clause.carriers.recurrences) or bool(PUBLIC.search(clause.text))
    if quantity.what == "share":
        return quantity.compared and not RATE.search(before[-8:])
    if quantity.what == "money_yuan":
        return quantity.compared or bool(clause.carriers.recurrences) or "标准" in clause.text
    return not re.search("[了过]$|其中有$|共$|第$", before)


def is_date(when: When, clause: Clause) -> bool:
    return not LOOSE_DATE.search(clause.text)


# -- numbers -------------------------------------------------------------------------------------


def counted(
    clause: Clause, quantity: Quantity, recurrences: list[Recurrence], quantities: list[Quantity], state: State
) -> list[Draft]:
    recurrence, reach = recurrence_of(clause, quantity, recurrences, state)
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
    end = max([clause.start + quantity.end, *(clause.start + deed.end for deed in known)])
    date = state.date
    drafts = []
    for code in activities:
        drafts.append(quantified(clause, quantity, recurrence, code, state, (start, end), date, doubts))
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
    if EACH_TIME.search(clause.text[: quantity.start]):
        return None, clause.start + quantity.start
    if state.recurrence:
        return state.recurrence[1], clause.start + quantity.start
    return None, clause.start + quantity.start


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
    if known:
        return [settle(deed.code, clause, state) for deed in known], (), min(own, clause.start + known[0].start)
    if state.deed:
        return [settle(state.deed.code, clause, state)], (), state.deed_at
    strong = quantity.compared or recurrence is not None or not quantity.counted
    if state.scope.topic and strong:
        return [state.scope.topic], ("事项由上文推定",), own
    if strong and (quantity.what is None or quantity.counted):
        return [settle(Activity.OTHER, clause, state)], ("未能识别事项",), own
    return [], (), own


def settle(code: Activity, clause: Clause, state: State) -> Activity:
    around = (state.previous.text if state.previous else "") + clause.text
    return Activity.ADMISSION if choice.admitted(code, around) else code


def clause_start(clause: Clause, state: State) -> int:
    """Where the demand's own words begin: at its subject, else at its first token or deed."""
    tokens = [token.start for token in clause.carriers.order] + [deed.start for deed in clause.deeds]
    start = clause.start + min(tokens, default=0)
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
        return replace(draft, min_count=1, max_count=None, timing={"text": clause.text[quantity.start : quantity.end]})
    return draft


def measure_of(
    quantity: Quantity, recurrence: Recurrence | None, clause: Clause, low: int | float, high: int | float | None
) -> Measure | None:
    if quantity.what is None or quantity.what == "days":
        return None
    what = quantity.what
    if what == "duration_hours" and recurrence and recurrence.period == "year":
        what = "hours_per_year"
    per = PER.search(clause.text[: quantity.start]) if quantity.what not in ("households", "people", "items") else None
    return Measure(what, low, high, per[1] if per else None)


def timing_of(recurrence: Recurrence | None, clause: Clause, state: State) -> Timing | None:
    if recurrence and recurrence.timing:
        return recurrence.timing
    inside = [token for token in clause.carriers.whens if not token.relative]
    return inside[0].timing if inside else None


def remember(clause: Clause, known: list[Deed], code: Activity, state: State) -> None:
    if known:
        state.deed = replace(known[-1], code=code)
        state.deed_at = clause.start + known[-1].start


# -- recurrences and dates without a number --------------------------------------------------------


def recurring(clause: Clause, recurrences: list[Recurrence], dates: list[When], state: State) -> list[Draft]:
    recurrence = recurrences[0]
    known = choice.governed(clause.deeds, recurrence, 0, len(clause.text), clause.text)
    if not known:
        generic = choice.meeting(clause.text, 0, len(clause.text))
        known = [generic] if generic else []
    doubts: tuple[str, ...] = ()
    start = clause_start(clause, state)
    end = clause.start + recurrence.end
    if known:
        activities = [settle(deed.code, clause, state) for deed in known]
        end = max([end, *(clause.start + deed.end for deed in known)])
    elif state.deed and ends_with(clause, recurrence):
        activities, start = [state.deed.code], state.deed_at
        end = clause.end
    elif one_each(clause, recurrence):
        activities, doubts, end = [state.scope.topic or Activity.OTHER], ("未能识别事项",), clause.end
    else:
        state.waiting = True
        return []
    state.waiting = False
    timing = recurrence.timing or (dates[0].timing if dates else None)
    remember(clause, known, activities[-1], state)
    state.scope.periods |= {code: (recurrence.period, recurrence.every) for code in activities}
    return [once(span_of(start, end), code, state, clause, timing, recurrence, doubts) for code in activities]


def ends_with(clause: Clause, recurrence: Recurrence) -> bool:
    return len(clause.text) - recurrence.end <= 8


def one_each(clause: Clause, recurrence: Recurrence) -> bool:
    return clause.text[recurrence.end : recurrence.end + 1] == "一"


def span_of(start: int, end: int) -> tuple[int, int]:
    return start, end


def once(
    span: tuple[int, int],
    code: Activity,
    state: State,
    clause: Clause,
    timing: Timing | None,
    recurrence: Recurrence | None = None,
    doubts: tuple[str, ...] = (),
) -> Draft:
    period, every, times = (recurrence.period, recurrence.every, recurrence.times) if recurrence else ("once", 1, 1)
    return Draft(*span, code, state.actor, period, every, times, None, None, timing, force(clause.text), doubts)


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
    end = clause.start + known[-1].end
    return [
        once((start, end), settle(deed.code, clause, state), state, clause, recurrence.timing, recurrence) for deed in known
    ]


def deadline(clause: Clause, when: When, state: State) -> list[Draft]:
    known = choice.governed(clause.deeds, when, 0, len(clause.text), clause.text)
    since = SINCE.search(clause.text[: when.start])
    begin = since.start() if since else when.start
    codes = [deed.code for deed in known[:1]] or [state.deed.code if state.deed else Activity.OTHER]
    doubts = () if known else ("未能识别事项",)
    end = max([when.end, *(deed.end for deed in known[:1])]) if known else len(clause.text)
    remember(clause, known[:1], codes[0], state)
    timing: Timing = {"text": clause.text[begin : when.end].removeprefix("应当").removeprefix("须在")}
    span = clause_start(clause, state), clause.start + end
    recurrence = None
    return [once(span, settle(code, clause, state), state, clause, timing, recurrence, doubts) for code in codes]


def dated(clause: Clause, state: State, here: bool, first: bool) -> list[Draft]:
    """A deed under a date: in the date's own clause, the one that follows, or a meeting coordinated with it."""
    if state.date is None:
        return []
    at, when = state.date
    known = choice.governed(clause.deeds, when if here else None, 0, len(clause.text), clause.text)
    if not known or clause.text.startswith(ASIDE):
        return []
    if not state.waiting and not (known[0].code in MEETINGS and TIGHT.search(clause.text)):
        return []
    state.waiting = False
    recurrence = habitual(when, known, state)
    remember(clause, known, known[-1].code, state)
    own = clause_start(clause, state)
    start = min(own, at + when.start) if here or at + when.start >= clause.start - 60 else own
    end = clause.start + max([known[-1].end, *([when.end] if here else [])])
    return [
        once((start, end), settle(deed.code, clause, state), state, clause, when.timing, recurrence) for deed in known
    ]


def habitual(when: When, known: list[Deed], state: State) -> Recurrence | None:
    """A bare weekday says on which day of a recurrence stated before; with none, every week."""
    if "weekday" not in when.timing:
        return None
    default = ("month", 1) if known[0].code is Activity.PARTY_DAY else ("week", 1)
    period, every = state.scope.periods.get(known[0].code, default)
    return Recurrence(when.start, when.end, period, every)
