"""Amounts as whole ten-thousandths: ``3.5`` is ``35000``.

A quantity has at most four decimals, so every sum is exact on every engine, whatever the order in which
it adds; sums of floating-point numbers would not be. The largest quantity of one fact is a hundred million:
nine million such facts of one due still fit in 64 bits.
"""

from decimal import Decimal

PLACES = 4
SCALE = 10**PLACES
LARGEST = 10**8


def to_scaled(amount: Decimal | int | float) -> int:
    """Raises ValueError for more than four decimals, for less than nothing and for what is too large."""
    exact = Decimal(str(amount)) * SCALE  # through text: 0.1 means one tenth, whatever its binary form
    if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact <= LARGEST * SCALE:
        raise ValueError(f"not an amount of at most four decimals: {amount}")
    return int(exact)


def from_scaled(scaled: int) -> Decimal:
    return Decimal(scaled).scaleb(-PLACES)
