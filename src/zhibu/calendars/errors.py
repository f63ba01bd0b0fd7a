"""What a person can cause here."""

from zhibu.plans.errors import ZhibuError


class CalendarError(ZhibuError):
    """A plan of gatherings, a feed or a reminder that cannot be as asked."""
