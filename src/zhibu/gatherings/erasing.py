"""What of records is erased when its time is over (``zhibu.privacy.forgetting`` says when).

Records themselves are archives and stay. Each pair finds rows whose time ended on or before a day, and
erases some of them; what was erased is no longer found.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.gatherings.models import Draft, Exemption


def unsent_forms(by: date) -> QuerySet[Any]:
    return Draft.objects.filter(saved_at__date__lte=by)


def reasons_of_ended_exemptions(by: date) -> QuerySet[Any]:
    """Of people: why an organization was exempt says nothing of anybody."""
    is_over = Q(to_day__lt=by) | Q(member__until__lte=by)  # the last day itself is still exempt
    return Exemption.objects.filter(is_over, member__isnull=False).exclude(reason="")


def blank_reasons(rows: QuerySet[Any]) -> int:
    return rows.update(reason="")
