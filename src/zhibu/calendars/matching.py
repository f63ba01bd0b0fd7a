"""Which planned gathering a record is of: the nearest of the same organization and month that was to hold
what the record is called by. A record is of one at most.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from zhibu.calendars.models import Planned
from zhibu.gatherings.models import Gathering

Month = tuple[int, int, int]


def held(planned: Iterable[Planned], recorded: Iterable[Gathering]) -> dict[int, Gathering]:
    """The record of each planned gathering that was held, by its pk."""
    free: defaultdict[Month, list[Planned]] = defaultdict(list)
    for one in planned:
        free[_month(one.organization_id, one.day)].append(one)
    found: dict[int, Gathering] = {}
    for gathering in sorted(recorded, key=lambda one: (one.occurred_on, one.pk)):
        day, activity = gathering.occurred_on, gathering.activity
        same = free[_month(gathering.organization_id, day)]
        fitting = [one for one in same if activity in one.activities]
        if fitting:
            nearest = min(fitting, key=lambda one: (abs((one.day - day).days), one.pk))
            found[nearest.pk] = gathering
            same.remove(nearest)
    return found


def outstanding(planned: Iterable[Planned], recorded: Iterable[Gathering]) -> list[Planned]:
    """Those of which there is no record."""
    planned = list(planned)
    done = held(planned, recorded)
    return [one for one in planned if one.pk not in done]


def _month(organization_id: int, day: date) -> Month:
    return organization_id, day.year, day.month
