"""What can go wrong with an offer."""

from zhibu.plans.errors import ZhibuError


class HelpingError(ZhibuError):
    """An offer that cannot be made, or answered, as asked."""
