"""What the program missed and a person adds: found again in the text, read once more, prefilled."""

from dataclasses import dataclass

from zhibu.issuing.models import Draft
from zhibu.plans.codes import Activity, IssuerLevel, Level
from zhibu.plans.drafting.duties import draft_duty
from zhibu.plans.drafting.numbering import read_outline
from zhibu.plans.extraction import extract
from zhibu.plans.model import Duty, Filter, Place
from zhibu.plans.periods import Recurrence, Unit

LONGEST_STRETCH = 500


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch of the document (or none), its clause, and a first guess at the duty."""

    quote: str
    ref: str
    duty: Duty
    is_lost: bool = False  # words were given that the document does not have


def find(draft: Draft, start: str, end: str, words: str) -> Missed:
    place = _selected(draft.text, start, end) or _worded(draft.text, words)
    if place is None:
        return Missed("", "", _blank(draft, None), is_lost=bool(words.strip()))
    ref = read_outline(draft.text).ref_at(place.start)
    return Missed(draft.text[place.start : place.end], ref, _guess(draft, place))


def _selected(text: str, start: str, end: str) -> Place | None:
    """The selection without the blank at its ends."""
    if not (start.isdecimal() and end.isdecimal() and len(start) < 9 and len(end) < 9):
        return None
    first, last = int(start), min(int(end), len(text), int(start) + LONGEST_STRETCH)
    inside = text[first:last]
    first += len(inside) - len(inside.lstrip())
    last = first + len(inside.strip())
    return Place(start=first, end=last) if first < last else None


def _worded(text: str, words: str) -> Place | None:
    """Where quoted words stand, line breaks and blanks aside."""
    wanted = "".join(words.split())[:LONGEST_STRETCH]
    if not wanted:
        return None
    kept = [(n, character) for n, character in enumerate(text) if not character.isspace()]
    at = "".join(character for _n, character in kept).find(wanted)
    if at < 0:
        return None
    return Place(start=kept[at][0], end=kept[at + len(wanted) - 1][0] + 1)


def _guess(draft: Draft, place: Place) -> Duty:
    """What the grammar reads in the stretch by itself; a blank duty where it reads nothing."""
    proposals = extract(draft.text[place.start : place.end])
    if not proposals:
        return _blank(draft, place)
    likeliest = max(proposals, key=lambda one: one.end - one.start)
    duty = draft_duty(_id(likeliest.activity), likeliest, IssuerLevel(draft.issuer_level))
    return duty.model_copy(update={"place": place})


def _blank(draft: Draft, place: Place | None) -> Duty:
    return Duty(
        id=_id(Activity.OTHER),
        activity=Activity.OTHER,
        selects=Filter(level=(Level.BRANCH,)),
        every=Recurrence(Unit.YEAR),
        place=place,
    )


def _id(activity: Activity) -> str:
    return f"{activity.value.replace('_', '-')}-added"
