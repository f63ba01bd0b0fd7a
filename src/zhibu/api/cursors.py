"""Pages by cursor: the rows after the last one given, in the order of their keys.

Rows added or removed meanwhile shift nothing: no row that stays is skipped or given twice.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhibu.api.errors import Refused, Why


def start(cursor: str | None) -> int:
    """The key after which the page begins."""
    if cursor is None:
        return 0
    try:
        key = base64.b32decode(cursor.encode(), casefold=True).decode()
    except (binascii.Error, UnicodeError):
        key = ""
    if not (key.isascii() and key.isdecimal()) or len(key) > 18:
        raise Refused(422, Why.INVALID, _("翻页标记不对；请原样使用上一页给出的 next"), "after")
    return int(key)


def cursor_of(key: int) -> str:
    return base64.b32encode(str(key).encode()).decode()


def page(rows: QuerySet[Any], after: str | None, limit: int, key: str = "pk") -> tuple[list[Any], str | None]:
    """One page of rows and the cursor of the next; ``key`` names the column that orders them."""
    found = list(rows.filter(**{f"{key}__gt": start(after)})[: limit + 1])
    return found[:limit], _next(found, limit, key)


def _next(found: Sequence[Any], limit: int, key: str) -> str | None:
    return cursor_of(getattr(found[limit - 1], key)) if len(found) > limit else None
