"""Which planned gathering a record is of: the nearest of the same organization and month that was to hold
what the record is called by. A record is of one at most.
"""

from collections.abc import Iterable

from zhibu.calendars.models import Planned
from zhibu.gatherings.models import Gathering


def held(planned: Iterable[Planned], recorded: Iterable[Gathering]) -> dict[int, Gathering]:
    """The record of each planned gathering that was held, by its pk."""
    free = {one.pk: one for one in planned}
    found: dict[int, Gathering] = {}
    for gathering in sorted(recorded, key=lambda one: (one.occurred_on, one.pk)):
        fitting = [one for one in free.values() if _fits(one, gathering)]
        if fitting:
            nearest = min(fitting, key=lambda one: (abs((one.day - gathering.occurred_on).days), one.pk))
            found[nearest.pk] = gathering
            del free[nearest.pk]
    return found


def outstanding(planned: Iterable[Planned], recorded: Iterable[Gathering]) -> list[Planned]:
    """Those of which there is no record."""
    planned = list(planned)
    done = held(planned, recorded)
    return [one for one in planned if one.pk not in done]


def _fits(planned: Planned, gathering: Gathering) -> bool:
    return (
        planned.organization_id == gathering.organization_id
        and (planned.day.year, planned.day.month) == (gathering.occurred_on.year, gathering.occurred_on.month)
        and gathering.activity in planned.activities
    )
