"""A request that writes is carried out once, however often it is sent: the client names it by a key."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Schema

from zhibu.access.models import Account
from zhibu.api.errors import Refused, Why
from zhibu.api.models import Receipt

Answer = dict[str, Any]


@transaction.atomic
def once(account: Account, key: str, operation: str, body: Schema, act: Callable[[], Answer]) -> Answer:
    """Carry ``act`` out, or give the answer it had when this very request came before.

    1. Take the account, so that its writing requests come one after the other.
    2. A known key with the same request: the same answer; with another request: refused (409).
    3. Act, and keep the answer in the same transaction: neither stands without the other.

    A request that is refused writes nothing and leaves its key free.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    digest = hashlib.sha256(f"{operation}\n{body.model_dump_json()}".encode()).hexdigest()
    known = Receipt.objects.filter(account=account, key=key).first()
    if known is None:
        answer = act()
        Receipt.objects.create(account=account, key=key, digest=digest, answer=answer)
        return answer
    if known.digest != digest:
        raise Refused(
            409, Why.KEY_USED, _("这个 Idempotency-Key 已用于另一次请求；请换一个"), "Idempotency-Key"
        )
    kept: Answer = known.answer
    return kept
