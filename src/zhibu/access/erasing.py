"""What of accounts is erased when its time is over (``zhibu.privacy.forgetting`` says when).

An account's row stays, because events say what it did; what would sign in with it, or reach its owner, goes.
"""

from datetime import date, datetime, time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from zhibu.access.models import Account

ERASED = "#"  # no username that is given to somebody may hold it


def accounts_of_those_who_left(by: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = Account.objects.filter(member__until__lte=by)
    return rows.exclude(username__startswith=ERASED)


def blank_accounts(rows: QuerySet[Any]) -> int:
    for model in (Authenticator, EmailAddress, SocialAccount):
        model.objects.filter(user__in=rows).delete()
    name = Concat(Value(ERASED), Cast("pk", CharField()))
    return rows.update(username=name, email="", is_active=False, password=make_password(None))


def ended_sessions(by: date) -> QuerySet[Any]:
    """Those that ended before the end of a day, or before now."""
    end = timezone.make_aware(datetime.combine(by, time.max))
    return Session.objects.filter(expire_date__lt=min(end, timezone.now()))
