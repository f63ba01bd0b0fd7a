"""The lightest year as values: gatherings with their segments and clauses, and the separate matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhibu.plans.codes import Activity, Level, Sector
from zhibu.plans.lightest.gatherings import Audience
from zhibu.plans.model import CitedDuty, Filter, Plan


@dataclass(frozen=True, slots=True)
class Segment:
    """One activity of a gathering, with the duties that it counts toward."""

    activity: Activity
    minutes: int
    duties: tuple[CitedDuty, ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A date, an audience and what is done there; ``group`` numbers the group whose own gathering it is."""

    day: date
    audience: Audience
    audience_name: str
    group: int | None
    segments: tuple[Segment, ...]

    @property
    def minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments)

    @property
    def duties(self) -> tuple[CitedDuty, ...]:
        return tuple(dict.fromkeys(duty for segment in self.segments for duty in segment.duties))


@dataclass(frozen=True, slots=True)
class Matter:
    """Something done on a day without gathering anybody: by the organization (``who`` None) or by each
    member whom ``who`` selects. ``at_gathering``: its day is that of a whole gathering, where it is handy.
    """

    day: date
    activity: Activity
    measure: str | None
    amount: Decimal
    who: Filter | None
    group: int | None
    at_gathering: bool
    duties: tuple[CitedDuty, ...]


@dataclass(frozen=True, slots=True)
class LightestYear:
    """The answer for one organization of a kind.

    ``bound`` is the proven lower bound on the number of gatherings; ``one_by_one`` is how many there would be
    if each due had gatherings of its own. ``provisional`` when the year's holidays are not announced yet;
    ``left_out`` are plans for a subtree that was not named.
    """

    level: Level
    sector: Sector
    year: int
    groups: int
    longest: int
    gatherings: tuple[Gathering, ...]
    matters: tuple[Matter, ...]
    bound: int
    one_by_one: int
    provisional: bool
    notes: tuple[str, ...]
    variables: int
    left_out: tuple[Plan, ...] = ()

    @property
    def optimal(self) -> bool:
        return len(self.gatherings) == self.bound

    @property
    def status(self) -> str:
        return "OPTIMAL" if self.optimal else "FEASIBLE"

    @property
    def gap(self) -> int:
        """How many gatherings fewer it might still be."""
        return len(self.gatherings) - self.bound

    @property
    def minutes(self) -> int:
        return sum(gathering.minutes for gathering in self.gatherings)

    def by_audience(self) -> dict[str, int]:
        return dict(Counter(gathering.audience_name for gathering in self.gatherings))

    def duties(self) -> tuple[CitedDuty, ...]:
        """Every duty that something in the calendar counts toward, in the calendar's order."""
        return distinct_duties([*self.gatherings, *self.matters])


def distinct_duties(things: Iterable[Gathering | Matter]) -> tuple[CitedDuty, ...]:
    return tuple(dict.fromkeys(duty for thing in things for duty in thing.duties))
