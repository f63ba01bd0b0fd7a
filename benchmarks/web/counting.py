"""Whether what was acknowledged is there, counted in the database itself."""

from collections.abc import Sequence
from dataclasses import dataclass

PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Found:
    """``lost``: acknowledged and not there. ``halves``: records, acknowledged or not, that are not whole."""

    lost: int
    halves: int


def found(keys: Sequence[str]) -> Found:
    """A record is whole with 40 attendances, a revision, an event and facts of everybody who came."""
    from django.db import connection
    from django.db.models import Count, Q

    from zhibu.access.models import Event
    from zhibu.gatherings.models import Gathering

    connection.close()  # a server that was killed may have left this connection behind
    made = Gathering.objects.filter(recorded_by__isnull=False)  # those of the county have no account
    there = {str(key) for key in made.values_list("key", flat=True)}
    whole = made.annotate(
        people=Count("attendances", distinct=True), steps=Count("revisions", distinct=True)
    ).filter(people=PEOPLE, steps=1)
    with_facts = made.filter(Q(facts__member__isnull=False)).distinct().count()
    events = Event.objects.filter(verb="record_gathering").values("subject_id").distinct().count()
    halves = sum(abs(len(there) - one) for one in (whole.count(), with_facts, events))
    return Found(len(set(keys) - there) + len(keys) - len(set(keys)), halves)
