"""What carries while a sentence is read, and the drafts of obligations that come of it."""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from zhibu.plans.codes import Activity, Force
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.activities import Deed
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.proposal import Measure, Timing
from zhibu.plans.extraction.tokens import Recurrence, When
from zhibu.plans.extraction.topics import about
from zhibu.plans.extraction.words import any_of, split, table

LINKED = re.compile("联系(?!点)")
INTRODUCER = re.compile("培养联系人|入党介绍人")
ORDERED = re.compile("进行|开展|组织|召开|举办|应当|应|须|要")


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
    dated: tuple[int, When] | None = None  # the last date of the paragraph, which a meeting may share
    just_dated: bool = False
    each: bool = False  # the date stands over every deed (a table's row), not only over what follows it
    waiting: bool = False  # the date still looks for its deed
    admission: bool = False
    periods: dict[Activity, tuple[str, int]] = field(default_factory=dict)
    under: Activity | None = None  # what the nearest heading is about, which no sentence changes
    matter: Activity | None = None  # admission or election, when the document or section is all about it


@dataclass(slots=True)
class State:
    """What carries from clause to clause of one sentence; places count in the block."""

    scope: Scope
    recurrence: tuple[int, Recurrence] | None = None
    date: tuple[int, When] | None = None
    waiting: bool = False
    deeds: list[Deed] = field(default_factory=list)  # what the sentence is about so far; places in the block
    counting: bool = False  # the clause before stated a count, so a list may go on
    due: Draft | None = None  # a deadline whose deed has not come yet
    first: int = 0  # where the sentence begins
    actor: str | None = None
    actor_at: int | None = None
    previous: Clause | None = None
    sentence: str = ""


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


def placed(known: list[Deed], clause: Clause) -> list[Deed]:
    return [replace(deed, start=deed.start + clause.start, end=deed.end + clause.start) for deed in known]


@cache
def completions() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["completions"])))


@cache
def general() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["general"])))


@cache
def procedural() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["procedural"])))


@cache
def shifting() -> re.Pattern[str]:
    return re.compile(any_of(split(table("clauses")["shifting"])))


def ends_of(clause: Clause, least: int, known: list[Deed], count: int) -> list[int]:
    """Where each quote ends: at its own deed, for deeds that share a verb."""
    if len(known) != count:
        return [clause.start + max([least, *(deed.end for deed in known)])] * count
    return [clause.start + max(least, deed.end) for deed in known]


def settle(code: Activity, clause: Clause, state: State) -> Activity:
    step = choice.step_of(state.scope.matter, code, clause)
    if step:
        return step
    talk = code is Activity.HEART_TALK and any(when.relative for when in clause.carriers.whens)
    if state.scope.admission and (code in choice.ADMITTED or talk):
        return Activity.ADMISSION
    if code is Activity.REPORT and INTRODUCER.search(clause.text):
        return Activity.ADMISSION
    if code is Activity.INSPECTION and state.actor == "member" and "听课" in clause.text:
        return Activity.OTHER  # a teacher sits in on colleagues' lessons
    if code is Activity.INSPECTION and state.actor == "member" and LINKED.search(clause.text):
        return Activity.PAIRING  # a member links up with people to help, a leader with places to look into
    if code is Activity.OTHER and any(deed.code is Activity.OTHER for deed in clause.deeds):
        return code  # a deed of its own, which no list of matters decides
    found = about(code, clause.text, state.sentence)
    if found is Activity.OTHER and state.scope.under and procedural().search(clause.text):
        return state.scope.under
    return found


LEADING = re.compile("(?:并且|并|同时|其中|还|也|以及|且)*(?:要|应当|应|须|必须)?")


SHORT = 24


def clause_start(clause: Clause, state: State) -> int:
    """Where the demand begins: the clause's first word, or, after a long preamble, its subject or token."""
    tokens = [token.start for token in clause.carriers.order] + [deed.start for deed in clause.deeds]
    first = min(tokens, default=0)
    if first <= SHORT:
        match = LEADING.match(clause.text)
        return clause.start + min(match.end() if match else 0, first)
    start = clause.start + first
    return min(start, state.actor_at) if state.actor_at is not None else start


def remember(clause: Clause, known: list[Deed], code: Activity, state: State) -> None:
    if known:
        state.deeds = placed([replace(known[-1], code=code)], clause)


def await_deed(clause: Clause, state: State, timing: Timing | None, recurrence: Recurrence | None) -> None:
    """A demand whose deed no list names: stated at the sentence's end if no later clause names one."""
    span = clause_start(clause, state), clause.end
    code = settle(Activity.OTHER, clause, state)
    state.due = once(span, code, state, clause, timing, recurrence, ("未能识别事项",))


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
