"""From clauses to obligations: each number, recurrence and date is joined to the deed it governs.

Inside a sentence a recurrence carries over commas, a date over the clauses that follow it, and a deed to
the clause that only adds a number (每季度安排1次). Between sentences only the topic carries.
"""

import re
from dataclasses import replace

from zhibu.plans.extraction import choice
from zhibu.plans.extraction.actors import agent, before_verb, subject
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.counting import counted, wanted
from zhibu.plans.extraction.refusing import background, is_refused
from zhibu.plans.extraction.scheduling import (
    ASIDE,
    USUAL,
    continued,
    coordinate,
    dated,
    deadline,
    heads,
    is_date,
    recurring,
    usual,
)
from zhibu.plans.extraction.state import Draft, Scope, State, placed
from zhibu.plans.extraction.tokens import When

AGAIN = re.compile("也要|也应|还要|也须")


def read_sentence(clauses: list[Clause], scope: Scope) -> list[Draft]:
    state = State(scope, recurrence=scope.recurrence, date=scope.date, waiting=scope.waiting)
    state.first, state.actor = clauses[0].start, scope.actor
    found: list[Draft] = []
    scope.admission = scope.admission or any(choice.ADMISSION.search(clause.text) for clause in clauses)
    if background().search("，".join(clause.text for clause in clauses)):
        return found
    shared = shared_date(clauses, scope) if scope.date is None else None
    if shared:
        state.date, state.waiting = shared, True
    for place, clause in enumerate(clauses):
        if place and clause.before == "；":
            state.recurrence, state.date = scope.recurrence, scope.date
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
        scope.dated = state.date
    if state.due:
        found.append(state.due)
        found.sort(key=lambda draft: draft.start)
    if found:
        scope.topic = found[-1].activity
    elif state.deeds and scope.topic is None:
        scope.topic = state.deeds[0].code
    if state.actor is not None and not any(subject(before_verb(clause.text)) for clause in clauses):
        found = [replace(draft, doubts=(*draft.doubts, "责任主体由上文推定")) for draft in found]
    if state.actor and state.actor not in ("member", "other"):
        scope.actor = state.actor
    return found


def introduce(clause: Clause, state: State) -> None:
    """The first deed a sentence names is what a later bare number is about."""
    if state.deeds:
        return
    state.deeds = placed(choice.governed(clause.deeds, None, 0, len(clause.text), clause.text), clause)


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
    quantities = [quantity for quantity in carriers.quantities if wanted(quantity, clause)]
    recurrences = [token for token in carriers.recurrences if not token.weak or quantities]
    deadlines = [token for token in carriers.whens if token.relative]
    dates = [token for token in carriers.whens if not token.relative and is_date(token, clause)]
    if recurrences:
        first = recurrences[0]
        if state.scope.each and state.date and first.timing is None:
            first = replace(first, timing=state.date[1].timing)
        if dates and first.timing is None:
            first = replace(first, timing=dates[0].timing)
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
        if found:
            state.waiting, state.due = state.waiting and scope_date(state), None
            return found
    if recurrences:
        return recurring(clause, recurrences, dates, state)
    if deadlines:
        return deadline(clause, deadlines[0], state)
    if state.recurrence and state.waiting and not state.date and not state.recurrence[1].weak:
        found = continued(clause, state)
        state.waiting = state.waiting or state.scope.each
        return found
    if dates and USUAL.search(clause.text):
        return usual(clause, dates, state, found_before)
    return dated(clause, state, bool(dates) and state.date == (clause.start, dates[0]))


def scope_date(state: State) -> bool:
    return state.scope.each and state.scope.date is not None
