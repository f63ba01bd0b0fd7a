"""What this app refuses."""

from zhibu.plans.errors import ZhibuError


class PrivacyError(ZhibuError):
    """A request that cannot be made or answered."""
