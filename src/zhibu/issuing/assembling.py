"""From what was accepted of a draft to the plan that is previewed and issued."""

from collections.abc import Iterator
from itertools import groupby

from zhibu.issuing.models import Draft, DraftDuty, State
from zhibu.plans.model import Clause, Duty, InForce, Issuer, Plan, Scope


def assembled(draft: Draft, duties: list[DraftDuty]) -> Plan:
    """The plan that the draft stands for: what was accepted; duties that follow each other share a clause."""
    kept = [one for one in duties if one.state == State.ACCEPTED]
    scope = {"level": draft.levels or None, "sector": draft.sectors or None, "under": draft.organization.code}
    return Plan(
        id=_id_of(draft),
        title=draft.title,
        issuer=Issuer.model_validate({"name": draft.issuer_name, "level": draft.issuer_level}),
        document_no=draft.document_no or None,
        source=draft.file_name or None,
        in_force=InForce(from_=draft.since, to=draft.to),
        applies_to=Scope.model_validate(scope),
        clauses=tuple(_clauses(kept)),
    )


def _id_of(draft: Draft) -> str:
    return f"{draft.organization.code}-{draft.since.year}-{draft.pk}"


def _clauses(kept: list[DraftDuty]) -> Iterator[Clause]:
    ids: set[str] = set()
    for ref, together in groupby(kept, key=lambda one: one.ref):
        found = list(together)
        title = next((one.clause_title for one in found if one.clause_title), None)
        yield Clause(ref=ref, title=title, duties=tuple(_final(one.duty, ids) for one in found))


def _final(duty: Duty, taken: set[str]) -> Duty:
    """A reviewed duty: no doubts left, and an id of its own."""
    name, number = duty.id, 2
    while name in taken:
        name, number = f"{duty.id}-{number}", number + 1
    taken.add(name)
    return duty.model_copy(update={"id": name, "review": None})
