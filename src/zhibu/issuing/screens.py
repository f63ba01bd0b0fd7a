"""What the pages of a draft show, put together from the draft and its duties."""

from dataclasses import dataclass
from typing import Any

from zhibu.issuing.models import Draft, DraftDuty, State
from zhibu.issuing.preview import Demand, Kind
from zhibu.issuing.words import Said, Stretch, said, stretches
from zhibu.plans.codes import Level, SubjectType
from zhibu.plans.drafting.lines import one_line
from zhibu.plans.drafting.reasons import reason_in_words
from zhibu.plans.model import CitedDuty

LONGEST_QUOTE = 300
MOST_NAMED = 2


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
    return Card(duty, said(duty.duty), one_line(duty.quote, LONGEST_QUOTE), doubts(duty))


def doubts(duty: DraftDuty) -> list[str]:
    """Only while it is to be decided: who accepts it has settled them."""
    written = duty.content.get("review") if duty.state == State.PROPOSED else None
    return [reason_in_words(one) for one in (written or "").split("；") if one]


def review(draft: Draft, *, only_waiting: bool = False) -> dict[str, Any]:
    found = list(draft.duties.all())
    for one in found:
        one.draft = draft
    return {
        "draft": draft,
        "cards": [card(one) for one in found if not only_waiting or one.state == State.PROPOSED],
        "only_waiting": only_waiting,
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


Parts = list[tuple[str, list[Line]]]  # demands on organizations, and those on members


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind: how many demands there are, and those new ones that not every kind of its level has."""

    kind: Kind
    where: tuple[str, ...]  # some of them by name, where another kind of the level has the same sector
    own: Parts
    covered: list[Line]
    within: list[Line]
    no_longer: list[tuple[CitedDuty, Said]]


@dataclass(frozen=True, slots=True)
class LevelView:
    """All kinds of one level: what is new for every one of them is named once."""

    level: Level
    common: Parts
    tallies: list[Tally]

    @property
    def common_count(self) -> int:
        return sum(len(lines) for _subject, lines in self.common)


def levels(found: list[Kind]) -> list[LevelView]:
    together: dict[Level, list[Kind]] = {}
    for kind in found:
        together.setdefault(kind.level, []).append(kind)
    return [_level(level, kinds) for level, kinds in together.items()]


def _level(level: Level, kinds: list[Kind]) -> LevelView:
    shared = set.intersection(*(set(kind.new) for kind in kinds))
    return LevelView(
        level,
        _parts([one for one in kinds[0].new if one in shared]),
        [_tally(kind, shared, _where(kind, kinds)) for kind in kinds],
    )


def _where(kind: Kind, kinds: list[Kind]) -> tuple[str, ...]:
    has_like = sum(other.sector is kind.sector for other in kinds) > 1
    return kind.names[:MOST_NAMED] if has_like else ()


def _tally(kind: Kind, shared: set[Demand], where: tuple[str, ...]) -> Tally:
    return Tally(
        kind=kind,
        where=where,
        own=_parts([one for one in kind.new if one not in shared]),
        covered=[_line(one) for one in kind.covered],
        within=[_line(one) for one in kind.within],
        no_longer=[(cited, said(cited.duty)) for cited in kind.no_longer],
    )


def _parts(demands: list[Demand]) -> Parts:
    lines = [_line(one) for one in demands]
    parts = [
        (subject, [line for line in lines if line.cited.duty.subject is subject]) for subject in SubjectType
    ]
    return [(subject.value, of_subject) for subject, of_subject in parts if of_subject]


def _line(demand: Demand) -> Line:
    by = demand.by
    return Line(demand.cited, said(demand.cited.duty), by, said(by.duty) if by else None, demand.raises)
