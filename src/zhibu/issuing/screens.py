"""What the pages of a draft show, put together from the draft and its duties."""

from dataclasses import dataclass
from typing import Any

from zhibu.issuing.models import Draft, DraftDuty, State
from zhibu.issuing.preview import Demand, Kind
from zhibu.issuing.words import Said, Stretch, said, stretches
from zhibu.plans.codes import SubjectType
from zhibu.plans.model import CitedDuty, Plan


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is."""

    proposed: int
    accepted: int
    dropped: int
    clear: int  # still to be decided, and without a doubt

    @property
    def all(self) -> int:
        return self.proposed + self.accepted + self.dropped


def progress(draft: Draft, duties: list[DraftDuty] | None = None) -> Progress:
    found = duties if duties is not None else list(draft.duties.all())
    number = {state: sum(one.state == state for one in found) for state in State}
    clear = sum(one.state == State.PROPOSED and not one.content.get("review") for one in found)
    return Progress(number[State.PROPOSED], number[State.ACCEPTED], number[State.DROPPED], clear)


@dataclass(frozen=True, slots=True)
class Card:
    """A proposed duty: its words in the document, how it was understood, what is doubtful."""

    duty: DraftDuty
    said: Said
    quote: str
    doubts: list[str]


def card(duty: DraftDuty) -> Card:
    return Card(duty, said(duty.duty), duty.quote, doubts(duty))


def doubts(duty: DraftDuty) -> list[str]:
    """Only while it is to be decided: who accepts it has settled them."""
    written = duty.content.get("review") if duty.state == State.PROPOSED else None
    return [one for one in (written or "").split("；") if one]


def review(draft: Draft) -> dict[str, Any]:
    found = list(draft.duties.select_related("changed_by__member"))
    for one in found:
        one.draft = draft
    return {
        "draft": draft,
        "cards": [card(one) for one in found],
        "progress": progress(draft, found),
        "stretches": text_of(draft, found),
    }


def text_of(draft: Draft, duties: list[DraftDuty]) -> list[Stretch]:
    places = [(one.content["place"], one) for one in duties if one.content.get("place")]
    return list(
        stretches(draft.text, [(place["start"], place["end"], one.pk, _shade(one)) for place, one in places])
    )


def _shade(duty: DraftDuty) -> str:
    return "doubtful" if doubts(duty) else duty.state


@dataclass(frozen=True, slots=True)
class Line:
    """A demand in words, with what covers it or what it asks more than."""

    cited: CitedDuty
    said: Said
    by: CitedDuty | None
    by_said: Said | None
    raises: tuple[CitedDuty, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of one level of which the very same is asked: shown as one."""

    kinds: list[Kind]
    parts: list[tuple[str, list[Line]]]  # the new demands: on organizations, on members
    covered: list[Line]
    within: list[Line]
    no_longer: list[tuple[CitedDuty, Said]]

    @property
    def first(self) -> Kind:
        return self.kinds[0]

    @property
    def names(self) -> list[str]:
        return [name for kind in self.kinds for name in kind.names]

    @property
    def others(self) -> list[Plan]:
        """The plans in force among them, each once."""
        return list({plan.id: plan for kind in self.kinds for plan in kind.others}.values())


def kinds(found: list[Kind]) -> list[Group]:
    together: dict[tuple[object, ...], list[Kind]] = {}
    for kind in found:
        together.setdefault((kind.level, kind.demands, kind.no_longer), []).append(kind)
    return [_group(alike) for alike in together.values()]


def _group(alike: list[Kind]) -> Group:
    kind = alike[0]
    new = [_line(one) for one in kind.new]
    parts = [(subject, [line for line in new if line.cited.duty.subject is subject]) for subject in SubjectType]
    return Group(
        kinds=alike,
        parts=[(subject.value, lines) for subject, lines in parts if lines],
        covered=[_line(one) for one in kind.covered],
        within=[_line(one) for one in kind.within],
        no_longer=[(cited, said(cited.duty)) for cited in kind.no_longer],
    )


def _line(demand: Demand) -> Line:
    by = demand.by
    return Line(demand.cited, said(demand.cited.duty), by, said(by.duty) if by else None, demand.raises)
