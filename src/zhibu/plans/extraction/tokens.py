"""Typed tokens: what gives a demand its number or its day. Recurrence, quantity, date, deadline.

Everything here works on canonical text; places are offsets into the string that was given.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from zhibu.plans.extraction.proposal import Timing


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Recurrence(Token):
    """``times`` is how often in one such period the word alone says (每半月 is a month, twice).

    A ``weak`` one (全年, 一年) says so only together with a number.
    """

    period: str
    every: int = 1
    times: int = 1
    timing: Timing | None = None
    weak: bool = False
    label: bool = False  # 年度 of a yearly plan: it says how often the plan is made, not when


@dataclass(frozen=True, slots=True)
class When(Token):
    """A date, a window, or a deadline counted from something that happens (``relative``)."""

    timing: Timing
    relative: bool = False
    bare: bool = False  # a day or month with nothing that makes it a deadline or a window


@dataclass(frozen=True, slots=True)
class Quantity(Token):
    """A number with its unit. ``what`` is the measure's code, None for plain times."""

    low: Fraction
    high: Fraction | None
    what: str | None
    unit: str
    counted: bool  # the number is a count of times or of things, not an amount
    demanded: bool = True  # False for upper limits and conditions
    compared: bool = False  # 不少于, 至少, 以上


@dataclass(frozen=True, slots=True)
class Carriers:
    """The tokens of one stretch of text, each kind in order."""

    recurrences: tuple[Recurrence, ...] = ()
    whens: tuple[When, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    order: tuple[Token, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.order)
