"""What of feeds and reminders is erased when its time is over (``zhibu.privacy.forgetting`` says when)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhibu.calendars.models import Feed, Reminding


def feeds_of_those_who_left(by: date) -> QuerySet[Any]:
    return Feed.objects.filter(account__member__until__lte=by)


def remindings_of_those_who_left(by: date) -> QuerySet[Any]:
    """With them goes what was mailed."""
    return Reminding.objects.filter(account__member__until__lte=by)
