"""What people do with their own second factor, told by django-allauth, becomes events like all else.

It tells when its transaction is over: the event stands right behind the change, not in one with it.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction

from zhibu.access.actions import place_of
from zhibu.access.audit import record_event
from zhibu.access.models import Account

CHANGES = (
    (authenticator_added, "connect_second_factor"),
    (authenticator_removed, "disconnect_second_factor"),
    (authenticator_reset, "renew_second_factor"),
)


def listen() -> None:
    for signal, verb in CHANGES:
        signal.connect(_recorder(verb), dispatch_uid=verb, weak=False)


def _recorder(verb: str) -> Any:
    @transaction.atomic
    def record(*, user: Account, authenticator: Authenticator, **told: Any) -> None:
        kind = {"factor": (None, authenticator.type)}
        record_event(acting=user, verb=verb, subject=user, path=place_of(user), changes=kind)

    return record
