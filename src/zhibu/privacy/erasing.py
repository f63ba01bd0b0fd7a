"""What of requests is erased when its time is over; that they were made, and what became of them, stays."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.privacy.models import DataRequest


def texts_of_ended(by: date) -> QuerySet[Any]:
    """Requests answered or withdrawn on or before a day, whose words are still there."""
    return DataRequest.objects.filter(answered_at__date__lte=by).exclude(Q(words="") & Q(answer=""))


def blank_texts(rows: QuerySet[Any]) -> int:
    return rows.update(words="", answer="")
