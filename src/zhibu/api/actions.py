"""What can be done with tokens: make one, revoke one."""

import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.api.models import Scope, Token
from zhibu.plans.errors import ZhibuError

PREFIX = "zhibu_"  # so that scanners of leaked secrets know one when they see it
BYTES = 32
MOST_AT_ONCE = 20


class TokenError(ZhibuError):
    """A token that cannot be made."""


@transaction.atomic
def make_token(*, acting: Account, name: str, scope: Scope, expires_on: date) -> tuple[Token, str]:
    """A new token of one's own, and its text, which is kept nowhere."""
    Account.objects.select_for_update(no_key=True).get(pk=acting.pk)
    working = Token.objects.working(timezone.localdate()).filter(account=acting)
    if working.filter(name=name).exists():
        raise TokenError(_("已有一枚用途相同、仍可使用的令牌；请换一个写法，或先停用原来的"))
    if working.count() >= MOST_AT_ONCE:
        raise TokenError(_("可用的令牌已有 %(n)s 枚，请先停用不再需要的") % {"n": MOST_AT_ONCE})
    text = PREFIX + secrets.token_urlsafe(BYTES)
    token = Token.objects.create(
        account=acting,
        name=name,
        scope=scope.value,
        digest=blind_index(text),
        ending=text[-4:],
        expires_on=expires_on,
    )
    changes = {"scope": ("", token.scope), "expires_on": ("", expires_on)}
    record_event(acting=acting, verb="make_token", subject=token, path=place_of(acting), changes=changes)
    return token, text


@transaction.atomic
def revoke_token(*, acting: Account, token: Token) -> Token:
    """From now on the token opens nothing; revoking it again changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record_event(acting=acting, verb="revoke_token", subject=token, path=place_of(acting))
    return token


def place_of(account: Account) -> str:
    return account.member.path if account.member else ""
