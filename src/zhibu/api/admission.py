"""How a request is let in: a working token of an active account, its scope, and the policy's line.

The line is the operation's own in ``access/pages.py`` (``api:v1:<name>``), the same table as for pages.
Whoever has the ability nowhere is told that there is nothing there (404), as on pages.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.pages import PAGES, may_open
from zhibu.api.errors import Refused, Why, not_found
from zhibu.api.models import Token

NAMESPACE = "api:v1"
LONGEST = 200


class PersonalToken(HttpBearer):
    """``Authorization: Bearer zhibu_…``; cookies open nothing here."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.page = f"{NAMESPACE}:{name}"
        assert PAGES[self.page].by_token  # without a line the program does not start

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = working_token(token)
        if found is None:
            return None
        if request.method != "GET" and not found.may_record:
            raise Refused(403, Why.READ_ONLY, _("这枚令牌只能读取；要记录，请另申请“读取和记录”的令牌"))
        if not may_open(found.account, self.page):
            raise not_found()
        request.user = found.account
        return found


def working_token(text: str) -> Token | None:
    """The token with all that the policy asks of its owner, in one query."""
    if not text or len(text) > LONGEST:
        return None
    rows = Token.objects.working(timezone.localdate()).select_related("account__member__organization")
    return rows.filter(digest=blind_index(text)).first()


def account_of(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def token_of(request: Any) -> Token:
    token: Token = request.auth
    return token
