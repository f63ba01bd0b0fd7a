"""What a person can get wrong here."""

from zhibu.plans.errors import ZhibuError


class OversightError(ZhibuError):
    """A visit, a matter or a draw cannot be kept as given."""
