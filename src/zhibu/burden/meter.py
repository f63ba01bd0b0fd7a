"""The burden meter: how many fields were filled in, and about how long that takes.

The application measures no screen time, so minutes are worked out from what was filled in and from how
long each kind of field takes, as a careful person needs on a telephone. The figures are an upper bound:
what the form had filled in already is counted as if it had been typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Seconds a field takes on a telephone: an estimate of 2026-11-23, not yet tried with people. Whoever tries it
# with a stopwatch replaces these numbers and this date.
SECONDS = {
    "occurred_on": 8, "starts_at": 8, "place": 12, "topic": 25, "segments": 8, "chair": 6, "recorder": 6,
    "lecturer": 6, "absent": 8, "exempt": 0, "present": 0, "guests": 15, "amounts": 8, "attachments": 20,
}  # fmt: skip
CHARACTERS_A_MINUTE = 40  # of running text, typed or dictated
OPENING = 20  # to open the form, look it over and save
CORRECTING = 15  # to find what is to be corrected, beside its fields
WRITTEN = ("discussed", "decided")


@dataclass(frozen=True, slots=True)
class Burden:
    """Fields filled in, and the seconds that they take."""

    records: int = 0
    fields: int = 0
    seconds: int = 0

    def __add__(self, other: "Burden") -> "Burden":
        return Burden(self.records + other.records, self.fields + other.fields, self.seconds + other.seconds)

    @property
    def minutes(self) -> int:
        """Rounded up: nobody is told less than it takes."""
        return -(-self.seconds // 60)


def of_record(content: Mapping[str, Any]) -> Burden:
    """What one record asked for, from its description (``gatherings.content.described``)."""
    filled = {name: value for name, value in content.items() if value}
    fields = sum(entries(name, value) for name, value in filled.items())
    seconds = sum(time_for(name, value) for name, value in filled.items())
    return Burden(1, fields, seconds + OPENING)


def of_correction(names: Iterable[str], content: Mapping[str, Any]) -> Burden:
    """What a correction asked for: only the parts that it changed, and its reason."""
    changed = [(name, content.get(name)) for name in names]
    fields = sum(max(1, entries(name, value)) for name, value in changed)
    seconds = sum(time_for(name, value) for name, value in changed)
    return Burden(0, fields + 1, seconds + OPENING + CORRECTING)


def entries(name: str, value: Any) -> int:
    """How many fields a part is: each absence and each segment is one, those present are none."""
    if not SECONDS.get(name, 1):
        return 0
    return len(value) if isinstance(value, list) else 1


def time_for(name: str, value: Any) -> int:
    """Seconds for one part."""
    if name in WRITTEN:
        return -(-len(str(value or "")) * 60 // CHARACTERS_A_MINUTE)
    return SECONDS.get(name, 10) * entries(name, value)
