"""From numbers and minutes added up over a site to single gatherings.

Every segment can stand alone, so whatever has been added up can be packed: at worst into more gatherings
than were counted. Where that happens, the site is modelled again by the mixtures that fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from zhibu.plans.codes import Activity
from zhibu.plans.lightest.gatherings import Settings
from zhibu.plans.lightest.model import Room, Site

MOST_MIXTURES = 2_000  # of one site; with more it stays added up, and the answer may have a gap


@dataclass(frozen=True, slots=True)
class Held:
    """One gathering in a cell; its day is not settled yet."""

    site: Site
    minutes: dict[Activity, int]


@dataclass(frozen=True, slots=True)
class Total:
    """What is held at one place: the number of gatherings, and of each activity segments and minutes."""

    site: Site
    number: int
    segments: Mapping[Activity, int]
    minutes: Mapping[Activity, int]


def pack(total: Total, settings: Settings, longest: int) -> list[Held]:
    """Single gatherings with these segments and minutes: ``total.number`` of them, or more if need be."""
    bins: list[dict[Activity, int]] = [{} for _ in range(total.number)]
    for activity in _longest_first(total, settings):
        usual = settings.gatherings[activity].minutes
        for _ in range(total.segments[activity]):
            _lightest_bin(bins, activity, usual, settings, longest)[activity] = usual
    for activity in _longest_first(total, settings):
        usual = settings.gatherings[activity].minutes
        _lengthen(bins, activity, total.minutes[activity] - usual * total.segments[activity], longest)
    return [Held(total.site, held) for held in bins if held]


def _longest_first(total: Total, settings: Settings) -> list[Activity]:
    held = [activity for activity, number in total.segments.items() if number]
    return sorted(held, key=lambda activity: (-total.minutes[activity] / total.segments[activity], activity))


def _lightest_bin(
    bins: list[dict[Activity, int]], activity: Activity, minutes: int, settings: Settings, longest: int
) -> dict[Activity, int]:
    fit = [
        held
        for held in bins
        if activity not in held
        and sum(held.values()) + minutes <= longest
        and all(settings.may_share(activity, other) for other in held)
    ]
    if not fit:
        bins.append({})
        return bins[-1]
    return min(fit, key=lambda held: sum(held.values()))


def _lengthen(bins: list[dict[Activity, int]], activity: Activity, minutes: int, longest: int) -> None:
    """So many more minutes for the activity where there is room; without room, its segments move out."""
    while True:
        for held in bins:
            if activity in held:
                more = min(minutes, longest - sum(held.values()))
                held[activity] += more
                minutes -= more
        if minutes <= 0:
            return
        crowded = next(held for held in bins if activity in held and len(held) > 1)
        bins.append({activity: crowded.pop(activity)})


def exact_rooms(site: Site, settings: Settings, longest: int) -> list[Room]:
    """A room for each mixture of activities that fits one gathering; none when there are too many."""
    found = list(islice(_mixtures(sorted(site.needs), (), longest, settings), MOST_MIXTURES + 1))
    if len(found) > MOST_MIXTURES:
        return []
    return [Room(site, min(site.needs[activity] for activity in mixture), mixture) for mixture in found]


def _mixtures(
    activities: list[Activity], begun: tuple[Activity, ...], left: int, settings: Settings
) -> Iterator[tuple[Activity, ...]]:
    for n, activity in enumerate(activities):
        minutes = settings.gatherings[activity].minutes
        if minutes <= left and all(settings.may_share(activity, other) for other in begun):
            mixture = (*begun, activity)
            yield mixture
            yield from _mixtures(activities[n + 1 :], mixture, left - minutes, settings)


def do_not_pack(totals: Sequence[Total], settings: Settings, longest: int) -> dict[int, Site]:
    """By identity, the sites that need more gatherings than were counted, and all that are like them.

    A solver that is kept from adding up too much in one month does it in the next.
    """
    crowded = [t.site.needs for t in totals if len(pack(t, settings, longest)) > t.number]
    return {id(total.site): total.site for total in totals if total.site.needs in crowded}
