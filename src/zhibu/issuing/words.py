"""A duty in words, as the cards, the preview and the plan page show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.plans.codes import Activity, SubjectType
from zhibu.plans.model import Duty
from zhibu.plans.wording import demand_in_words, listed, members_in_words, rule_in_words


@dataclass(frozen=True, slots=True)
class Said:
    """What, by whom, how much, when."""

    title: str
    activity: Activity
    who: str
    amount: str
    when: str


def said(duty: Duty) -> Said:
    return Said(
        title=duty.title or duty.activity.term,
        activity=duty.activity,
        who=who_in_words(duty),
        amount=demand_in_words(duty),
        when=rule_in_words(duty.on) if duty.on else "",
    )


def who_in_words(duty: Duty) -> str:
    if duty.subject is SubjectType.MEMBER:
        return members_in_words(duty.selects)
    named = [codes for codes in (duty.selects.sector, duty.selects.level) if codes]
    return " ".join(listed(code.term for code in codes) for codes in named) or _("各级党组织")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the document: plain, or marked for the duties that are stated in it."""

    start: int
    text: str
    duties: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()  # of those, the ones whose words begin here
    state: str = ""


def stretches(text: str, places: list[tuple[int, int, int, str]]) -> Iterator[Stretch]:
    """Cut a text at every place (start, end, duty, state); places may overlap."""
    edges = sorted({0, len(text), *(min(edge, len(text)) for place in places for edge in place[:2])})
    for start, end in zip(edges, edges[1:], strict=False):
        inside = [place for place in places if place[0] <= start and end <= place[1]]
        yield Stretch(
            start,
            text[start:end],
            tuple(place[2] for place in inside),
            tuple(place[2] for place in inside if place[0] == start),
            _together([place[3] for place in inside]),
        )


def _together(states: list[str]) -> str:
    """Of several duties in the same words, the one that most needs a look."""
    return next((state for state in ("doubtful", "proposed", "accepted", "dropped") if state in states), "")
