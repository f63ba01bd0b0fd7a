"""What of records is erased when its time is over (``zhibu.privacy.forgetting`` says when).

Records themselves are archives and stay. Each pair finds rows whose time ended on or before a day, and
erases some of them; what was erased is no longer found.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.gatherings.models import Draft, Exemption, LeaveRequest, LeaveStep


def unsent_forms(by: date) -> QuerySet[Any]:
    return Draft.objects.filter(saved_at__date__lte=by)


def reasons_of_ended_exemptions(by: date) -> QuerySet[Any]:
    """Of people: why an organization was exempt says nothing of anybody."""
    return Exemption.objects.filter(_is_over(by), member__isnull=False).exclude(reason="")


def words_of_ended_requests(by: date) -> QuerySet[Any]:
    """An open one without a last day is over when its exemption is."""
    is_over = _is_over(by) | Q(exemption__to_day__lt=by)
    return LeaveRequest.objects.filter(is_over, member__isnull=False).exclude(words="")


def words_of_ended_steps(by: date) -> QuerySet[Any]:
    is_over = _is_over(by, "request__") | Q(request__exemption__to_day__lt=by)
    return LeaveStep.objects.filter(is_over, request__member__isnull=False).exclude(words="")


def _is_over(by: date, of: str = "") -> Q:
    """The last day itself is still covered."""
    return Q(**{f"{of}to_day__lt": by}) | Q(**{f"{of}member__until__lte": by})


def blank_reasons(rows: QuerySet[Any]) -> int:
    return rows.update(reason="")


def blank_words(rows: QuerySet[Any]) -> int:
    return rows.update(words="")
