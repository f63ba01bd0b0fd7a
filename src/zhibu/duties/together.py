"""What one gathering can do at once: open things of one organization that may share a gathering.

Which activities may share one, and who comes to each, is the dated working convention of the lightest year
(``zhibu.plans``, ``data/gatherings.yaml``); nothing is decided here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zhibu.duties.lines import Line, day_to_record
from zhibu.ledger import Status
from zhibu.plans.codes import Activity, Level
from zhibu.plans.lightest import Settings, standard_settings
from zhibu.registry.models import Organization


def with_companions(lines: Sequence[Line]) -> list[Line]:
    """Each line with the activities of the others that one gathering on its day would do as well."""
    return [replace(line, together=companions(line, lines)) for line in lines]


def companions(line: Line, lines: Sequence[Line]) -> tuple[Activity, ...]:
    """Taken in the order of the list, as long as all of them may share a gathering and its people."""
    place, day = line.subject.row, day_to_record(line)
    if not isinstance(place, Organization) or day is None or not is_open(line):
        return ()
    settings = standard_settings().at(Level(place.level))
    taken = [line.activity] if _gathers(line, settings) else []
    for other in lines:
        if taken and _joins(other, line, day, taken, settings):
            taken.append(other.activity)
    return tuple(taken[1:])


def is_open(line: Line) -> bool:
    return line.item.is_pending and line.status is Status.OPEN


def _gathers(line: Line, settings: Settings) -> bool:
    return settings.gathers(line.activity, line.item.cited.duty.measure)


def _joins(other: Line, line: Line, day: date, taken: list[Activity], settings: Settings) -> bool:
    """Whether another line is open on the day, of the same organization, and may be part of the gathering."""
    return (
        other.subject.row == line.subject.row
        and other.activity not in taken
        and is_open(other)
        and _gathers(other, settings)
        and day in other.item.period
        and _same_people([*taken, other.activity], settings)
        and all(settings.may_share(one, other.activity) for one in taken)
    )


def _same_people(activities: list[Activity], settings: Settings) -> bool:
    audiences = [set(settings.gatherings[one].audience) for one in activities]
    return bool(set.intersection(*audiences))
