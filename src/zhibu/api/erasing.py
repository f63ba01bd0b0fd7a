"""What of tokens is erased when its time is over (``zhibu.privacy.forgetting`` says when)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhibu.api.models import Receipt, Token


def tokens_of_those_who_left(by: date) -> QuerySet[Any]:
    return Token.objects.filter(account__member__until__lte=by)


def receipts_of_those_who_left(by: date) -> QuerySet[Any]:
    """While an account can send, its keys must be known again; afterwards nobody can send them."""
    return Receipt.objects.filter(account__member__until__lte=by)
