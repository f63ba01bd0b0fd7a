"""From clauses to obligations: each number, recurrence and date is joined to the deed it governs.

Inside a sentence a recurrence carries over commas, a date over the clauses that follow it, and a deed to
the clause that only adds a number (每季度安排1次). Between sentences only the topic carries.
"""

import re
from dataclasses import replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction import choice
from zhibu.plans.extraction.actors import agent, before_verb, subject
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.counting import counted
from zhibu.plans.extraction.demanding import LISTED_ONES, wanted
from zhibu.plans.extraction.doubts import doubts_of
from zhibu.plans.extraction.refusing import is_background, is_refused
from zhibu.plans.extraction.scheduling import (
    ASIDE,
    USUAL,
    alongside,
    continued,
    coordinate,
    dated,
    deadline,
    finishes,
    heads,
    is_date,
    recurring,
    usual,
)
from zhibu.plans.extraction.state import Draft, Scope, State, placed
from zhibu.plans.extraction.tokens import Quantity, Recurrence, When

NAME_END = 4
CONTENTS = re.compile("(?:内容|议题|任务|议程)(?:可以|主要|一般)?(?:是|为|有|包括)")
TAKEN_UP = {
    Activity.DISCUSSION, Activity.DECISION, Activity.REPORT, Activity.GROUP_STUDY, Activity.DISCLOSURE,
}  # fmt: skip
AGAIN = re.compile("也要|也应|还要|也须")


def read_sentence(clauses: list[Clause], scope: Scope) -> list[Draft]:
    state = State(scope, recurrence=scope.recurrence, date=scope.date, waiting=scope.waiting)
    state.first, state.actor = clauses[0].start, scope.actor
    found: list[Draft] = []
    dues = any("党费" in clause.text for clause in clauses)
    scope.admission = (scope.admission and not dues) or any(
        choice.ADMISSION.search(clause.text) for clause in clauses
    )
    state.sentence = "，".join(clause.text for clause in clauses)
    if is_background(state.sentence):
        return found
    shared = shared_date(clauses, scope) if scope.date is None else None
    if shared:
        state.date, state.waiting = shared, True
    for place, clause in enumerate(clauses):
        if place and clause.before == "；":
            state.recurrence = state.recurrence if goes_on(clause) else scope.recurrence
            state.date = scope.date
            state.waiting = scope.each or (state.waiting and state.date is not None)
        following = clauses[place + 1].text if place + 1 < len(clauses) else ""
        note_subject(clause, state)
        if state.due and state.previous and state.due.end == state.previous.end and clause.before == "，":
            state.due = replace(state.due, end=clause.end)
        if not is_refused(clause, following):
            found += read_clause(clause, state, found)
            introduce(clause, state)
        state.previous = clause
    scope.waiting = scope.each or (scope.waiting and not found)
    scope.just_dated = any(draft.timing and draft.period == "once" for draft in found)
    if scope.just_dated:
        scope.dated = state.date if state.date and not state.date[1].relative else None
    if state.due:
        found.append(state.due)
        found.sort(key=lambda draft: draft.start)
    if found:
        scope.topic = found[-1].activity
    elif state.deeds and scope.topic is None:
        scope.topic = state.deeds[0].code
    if state.actor is not None and not any(subject(before_verb(clause.text)) for clause in clauses):
        found = [replace(draft, doubts=(*draft.doubts, "责任主体由上文推定")) for draft in found]
    found = without_named_systems(found, clauses)
    reasons = doubts_of(state.sentence)
    if reasons:
        found = [replace(draft, doubts=(*draft.doubts, *reasons)) for draft in found]
    if state.actor and state.actor not in ("member", "other"):
        scope.actor = state.actor
    return found


def without_named_systems(found: list[Draft], clauses: list[Clause]) -> list[Draft]:
    """坚持季度通报制度，每季度通报一次: the name of a system gives way to the demand behind it."""
    names = [clause.end for clause in clauses if clause.text.endswith(("制度", "机制"))]
    kept = []
    for place, draft in enumerate(found):
        named = any(0 <= end - draft.end <= NAME_END for end in names)
        key = (draft.activity, draft.period, draft.every, draft.min_count)
        said = [(other.activity, other.period, other.every, other.min_count) for other in found[place + 1 :]]
        if not (named and key in said):
            kept.append(draft)
    return kept


def introduce(clause: Clause, state: State) -> None:
    """The first deed a sentence names is what a later bare number is about."""
    if CONTENTS.search(clause.text) or (state.deeds and not turns(clause)):
        return
    named = choice.governed(clause.deeds, None, 0, len(clause.text), clause.text)
    if state.scope.topic in choice.SITTINGS and all(deed.code in TAKEN_UP for deed in named):
        return  # what the meeting of the title takes up; the number behind it still counts the meeting
    state.deeds = placed(named, clause)


def goes_on(clause: Clause) -> bool:
    """每年党员不少于32学时；书记不少于56学时: a bare amount for somebody else, as often as before."""
    carriers = clause.carriers
    amounts = [quantity for quantity in carriers.quantities if quantity.compared]
    return bool(amounts) and not clause.deeds and not carriers.recurrences and not carriers.whens


def turns(clause: Clause) -> bool:
    """A clause that begins with another meeting, or with 其中, turns to what the next number is about."""
    if clause.carriers.recurrences or not clause.deeds:
        return False
    first = clause.deeds[0]
    sitting = first.start == 0 and not first.act and first.code in choice.SITTINGS
    return sitting or clause.text.startswith("其中")


def note_subject(clause: Clause, state: State) -> None:
    found = agent(clause.text) or subject(before_verb(clause.text))
    state.actor_at = clause.start + found[0] if found else None
    if found:
        state.actor = found[1]


def shared_date(clauses: list[Clause], scope: Scope) -> tuple[int, When] | None:
    """A sentence that calls a meeting straight after a dated one, or says 也要, is under the same date."""
    if scope.dated is None or any(clause.carriers for clause in clauses):
        return None
    first = clauses[0]
    if not (scope.just_dated or AGAIN.search(first.text)):
        return None
    if first.text.startswith(ASIDE) or not any(coordinate(deed, first) for deed in first.deeds):
        return None
    return scope.dated


def read_clause(clause: Clause, state: State, found_before: list[Draft]) -> list[Draft]:
    carriers = clause.carriers
    listed = bool(LISTED_ONES.search(state.sentence)) and state.recurrence is None
    quantities = [each for each in carriers.quantities if wanted(each, clause, state.sentence, listed)]
    recurrences = [token for token in carriers.recurrences if not token.weak or quantities]
    deadlines = [token for token in carriers.whens if token.relative]
    dates = [token for token in carriers.whens if not token.relative and is_date(token, clause)]
    state.counting = state.counting and bool(quantities)
    if recurrences and not quantities and any(limits(quantity) for quantity in carriers.quantities):
        return []
    if recurrences:
        first = recurrences[0]
        if state.scope.each and state.date and first.timing is None:
            first = replace(first, timing=state.date[1].timing)
        if dates and first.timing is None:
            first = in_months(first, dates, clause)
        recurrences[0] = first
        state.recurrence, state.date, state.waiting = (clause.start, first), None, False
    elif dates and heads(dates[0], clause):
        state.date, state.waiting = (clause.start, dates[0]), True
    if quantities:
        found = [
            draft
            for quantity in quantities
            for draft in counted(clause, quantity, recurrences, quantities, state)
        ]
        state.counting = bool(found)
        if found:
            state.waiting, state.due = state.waiting and scope_date(state), None
            return found
    if recurrences and found_before and says_when(clause, recurrences[0], found_before[-1]):
        found_before[-1] = replace(found_before[-1], timing=recurrences[0].timing)
        return []
    if recurrences:
        return recurring(clause, recurrences, dates, state)
    if deadlines:
        return deadline(clause, deadlines[0], state)
    if state.recurrence and state.waiting and not state.date and not state.recurrence[1].weak:
        found = continued(clause, state)
        state.waiting = state.waiting or state.scope.each
        return found
    if dates and found_before and finishes(clause, dates[0]):
        found_before[-1] = replace(found_before[-1], timing=found_before[-1].timing or dates[0].timing)
        return []
    if state.recurrence and not carriers and alongside(clause, state):
        return continued(clause, state)
    if dates and USUAL.search(clause.text):
        return usual(clause, dates, state, found_before)
    return dated(clause, state, bool(dates) and state.date == (clause.start, dates[0]))


def says_when(clause: Clause, recurrence: Recurrence, before: Draft) -> bool:
    """每月学习一次，一般安排在每月第一个周四: the day of what was demanded, not a demand more."""
    if before.timing or recurrence.timing is None or clause.deeds or not USUAL.match(clause.text):
        return False
    return (recurrence.period, recurrence.every) == (before.period, before.every)


def in_months(recurrence: Recurrence, dates: list[When], clause: Clause) -> Recurrence:
    """每年6月和12月 is once every half-year; 每年5月、10月各一次 is twice a year."""
    written = clause.text[dates[0].start : dates[-1].end]
    months = [int(month) for month in re.findall(r"(\d{1,2})月", written)]
    if recurrence.period == "year" and len(months) == 2 and months[1] - months[0] == 6:
        return replace(recurrence, timing={"text": written}, period="half_year")
    if recurrence.period == "year" and not months and clause.text[dates[-1].end :].startswith("各"):
        times = len(dates) + len(re.findall("[和、]", clause.text[dates[0].start : dates[0].end]))
        return replace(recurrence, timing={"text": written}, times=times)
    if recurrence.period == "year" and len(months) > 1 and clause.text[dates[-1].end :].startswith("各"):
        return replace(recurrence, timing={"text": written}, times=len(months))
    return replace(recurrence, timing=dates[0].timing)


def limits(quantity: Quantity) -> bool:
    """An upper limit on the number of times (每年不超过3次), or a rate of dues (每月0.2元)."""
    return quantity.what == "money_yuan" or (quantity.what is None and not quantity.demanded)


def scope_date(state: State) -> bool:
    return state.scope.each and state.scope.date is not None
