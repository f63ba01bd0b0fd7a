"""A key for each member, under which events say what they say of that member.

Events are never changed, so what must be forgotten is forgotten by destroying its key (``destroy``).
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag

from zhibu.access.crypto import decrypt_with, encrypt_with
from zhibu.access.models import PersonKey

LABEL = "event"
LENGTH = 16  # bytes of an SM4 key


def keys_of(members: Iterable[int]) -> dict[int, bytes]:
    """The keys of these members; made for those who have none."""
    wanted = set(members)
    known = _known(wanted)
    missing = [
        PersonKey(member_id=one, key=secrets.token_hex(LENGTH)) for one in sorted(wanted - known.keys())
    ]
    if not missing:
        return known
    PersonKey.objects.bulk_create(missing, ignore_conflicts=True)
    return _known(wanted)  # read again: another transaction may have been first


def _known(members: Iterable[int]) -> dict[int, bytes]:
    members = list(members)
    rows = PersonKey.objects.filter(member_id__in=members) if members else ()
    return {row.member_id: bytes.fromhex(row.key) for row in rows}


def destroy(member_id: int) -> bool:
    """Whatever events say of the member can no longer be read, by anybody; gives whether there was a key."""
    number, _by_model = PersonKey.objects.filter(member_id=member_id).delete()
    return bool(number)


def encrypt(key: bytes, told: Mapping[str, Any]) -> str:
    return encrypt_with(key, json.dumps(told, ensure_ascii=False), LABEL)


def decrypt(key: bytes | None, stored: str) -> dict[str, Any] | None:
    """None when the key was destroyed (another one may have been made since)."""
    if key is None:
        return None
    try:
        told: dict[str, Any] = json.loads(decrypt_with(key, stored, LABEL))
    except InvalidTag:
        return None
    return told
