"""When two people correct one record: what one changed is told apart from what merely stood on the screen.

A part that one did not change oneself is taken from the other's record; a part that both changed stays
as one wrote it oneself, and is shown beside the other's wording before anything is saved.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from zhibu.gatherings.content import OFFICERS, PARTS, differ, segment_words
from zhibu.gatherings.forms import GatheringForm
from zhibu.gatherings.models import Gathering

WORDS = ("place", "topic", "guests", "discussed", "decided")


def described_form(form: GatheringForm) -> dict[str, Any]:
    """What a valid form says, in the words of ``content.described``; attachments stay as they are."""
    given = form.content()
    names = {one.member.pk: one.member.name for one in form.people}
    spared = [one.member for one in form.people if one.is_spared and not one.is_late]
    return {
        "occurred_on": given.occurred_on.isoformat(),
        "starts_at": f"{given.starts_at:%H:%M}" if given.starts_at else "",
        **{name: getattr(given, name) for name in WORDS},
        **{name: _name(getattr(given, name)) for name in OFFICERS},
        "segments": [segment_words(one, minutes) for one, minutes in given.segments.items()],
        "present": [names[pk] for pk in names if pk in given.present],
        "absent": [f"{names[pk]}（{reason.label}）" for pk, reason in given.absent.items()],
        "exempt": [one.name for one in spared if one.pk not in given.present],
        "visited": [names[pk] for pk in names if pk in given.visited],
    }


def merged(sent: QueryDict, form: GatheringForm, seen: Mapping[str, Any], theirs: Gathering) -> QueryDict:
    """What was sent, with the other's wording wherever ``form`` still says what its writer had ``seen``."""
    own = described_form(form)
    untouched = {name for name in PARTS if name in own and not differ(own[name], seen.get(name, ""))}
    data = sent.copy()
    data["version"] = str(theirs.version)
    for name in untouched & {*WORDS, "occurred_on"}:
        data[name] = str(getattr(theirs, name))
    if "starts_at" in untouched:
        data["starts_at"] = f"{theirs.starts_at:%H:%M}" if theirs.starts_at else ""
    for name in untouched & set(OFFICERS):
        data[name] = str(getattr(theirs, f"{name}_id") or "")
    if "segments" in untouched:
        _take_segments(data, theirs)
    if {"present", "absent", "exempt", "visited"} <= untouched:
        _take_people(data, theirs)
    return data


def _take_segments(data: QueryDict, theirs: Gathering) -> None:
    segments = list(theirs.segments.order_by("pk"))
    data.setlist("did", [one.activity_code for one in segments])
    for one in segments:
        data[f"minutes-{one.activity_code}"] = "" if one.minutes is None else str(one.minutes)


def _take_people(data: QueryDict, theirs: Gathering) -> None:
    attendances = list(theirs.attendances.all())
    data.setlist("came", [str(one.member_id) for one in attendances if one.is_present])
    data.setlist("visited", [str(one.member_id) for one in attendances if one.is_visited])
    for one in attendances:
        data[f"why-{one.member_id}"] = one.reason


def _name(member: Any) -> str:
    return member.name if member else ""
