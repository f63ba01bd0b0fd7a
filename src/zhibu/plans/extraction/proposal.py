"""What the grammar hands back: one proposed obligation of a document, in the guideline's fields."""

from dataclasses import asdict, dataclass
from typing import Any

from zhibu.plans.codes import Activity, Force


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity other than a number of times; ``share`` is a fraction (5‰ is 0.005), money is in yuan."""

    what: str
    min: int | float | None
    max: int | float | None = None
    per: str | None = None


Timing = dict[str, int | str]
"""One entry: ``day_of_month``, ``around``, ``by``, ``window``, ``weekday`` or ``text``."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One obligation that the text states, with ``text[start:end] == quote``.

    ``doubts`` are the reasons, in Chinese, why a person should look before it becomes a duty.
    """

    quote: str
    start: int
    end: int
    activity: Activity
    actor: str
    period: str
    min_count: int | None
    max_count: int | None
    every: int
    measure: Measure | None
    timing: Timing | None
    force: Force
    doubts: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The fields as the labelling guideline writes them; ``doubts`` only when there are any."""
        fields: dict[str, Any] = {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "activity": str(self.activity),
            "actor": self.actor,
            "period": self.period,
            "min_count": self.min_count,
            "max_count": self.max_count,
            "every": self.every,
            "measure": asdict(self.measure) if self.measure else None,
            "timing": self.timing,
            "force": str(self.force),
        }
        if self.doubts:
            fields["doubts"] = list(self.doubts)
        return fields
