"""Encrypted fields: SM4-GCM with the id of its key, and an HMAC-SM3 index to find a value by.

Stored form: ``key id : base64(nonce ‖ ciphertext ‖ tag)``. Keys come from the setting ``FIELD_KEYS``
(``id:hex,id:hex``, newest first): the first encrypts, all decrypt, so a key is rotated by putting a new
one in front and running ``zhibu rotate-keys``. The index key stays: changing it means indexing anew.
"""

import base64
import os
import re
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from zhibu.plans.errors import ZhibuError

NONCE, TAG = 12, 16
KEY = re.compile(r"(?P<id>[A-Za-z0-9_-]{1,20}):(?P<hex>[0-9a-fA-F]{32})")
INDEX_KEY = re.compile(r"[0-9a-fA-F]{64}")


class KeyMissingError(ZhibuError):
    """A field was encrypted with a key that this process does not have, or was tampered with."""


@cache
def _keys(setting: str) -> dict[str, bytes]:
    found = [KEY.fullmatch(item.strip()) for item in setting.split(",")]
    keys = {item["id"]: bytes.fromhex(item["hex"]) for item in found if item}
    if len(keys) != len(found):
        raise ImproperlyConfigured("ZHIBU_FIELD_KEYS 应写成 编号:32位十六进制，多把以逗号分隔，编号不重复")
    return keys


def encrypt(text: str) -> str:
    if not text:
        return ""
    keys = _keys(settings.FIELD_KEYS)
    key_id = next(iter(keys))
    return f"{key_id}:{encrypt_with(keys[key_id], text, key_id)}"


def decrypt(stored: str) -> str:
    """Raises KeyMissingError when the key is unknown or the text is not what was written."""
    if not stored:
        return ""
    key_id, _colon, text = stored.partition(":")
    key = _keys(settings.FIELD_KEYS).get(key_id)
    if key is None:
        raise KeyMissingError(f"没有编号为“{key_id}”的密钥，解不开已加密的信息；请把它补进 ZHIBU_FIELD_KEYS")
    try:
        return decrypt_with(key, text, key_id)
    except InvalidTag as wrong:
        raise KeyMissingError(f"用密钥“{key_id}”解不开已加密的信息：密钥不对，或内容被改动过") from wrong


def encrypt_with(key: bytes, text: str, label: str) -> str:
    """SM4-GCM under this very key; ``label`` is authenticated with it and must be given again."""
    nonce = os.urandom(NONCE)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(label.encode())
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return base64.b64encode(nonce + sealed + encryptor.tag).decode()


def decrypt_with(key: bytes, stored: str, label: str) -> str:
    """Raises InvalidTag when it is another key, another label or another text."""
    raw = base64.b64decode(stored)
    nonce, sealed, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(label.encode())
    return (decryptor.update(sealed) + decryptor.finalize()).decode()


def blind_index(text: str) -> str:
    """The same for the same text, telling nothing of it; empty for an empty text."""
    if not text:
        return ""
    return keyed_digest(_index_key(settings.INDEX_KEY), text).hex()


@cache
def audit_key(setting: str) -> bytes:
    """The key of the audit chain: made from the index key, of which it gives nothing away."""
    return keyed_digest(_index_key(setting), "zhibu audit chain")


@cache
def _index_key(setting: str) -> bytes:
    if not INDEX_KEY.fullmatch(setting):
        raise ImproperlyConfigured("ZHIBU_INDEX_KEY 应为 64 位十六进制")
    return bytes.fromhex(setting)


def keyed_digest(key: bytes, text: str) -> bytes:
    """HMAC-SM3, 32 bytes."""
    digest = hmac.HMAC(key, hashes.SM3())
    digest.update(text.encode())
    return digest.finalize()


def is_of_newest_key(stored: str) -> bool:
    return not stored or stored.partition(":")[0] == next(iter(_keys(settings.FIELD_KEYS)))


class EncryptedField(models.TextField):  # type: ignore[type-arg]
    """A text that the database never sees. It cannot be searched: keep a ``blind_index`` beside it."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else encrypt(str(value))
