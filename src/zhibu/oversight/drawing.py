"""A random draw that can be repeated by hand, on any machine, in any language.

Every key gets the SHA-256 of ``seed:key``; the smallest come out, in their order. No generator of a
library is used, whose stream might change with its version.
"""

import hashlib
import secrets
from collections.abc import Iterable


def new_seed() -> str:
    """Sixteen hexadecimal digits that nobody can foresee."""
    return secrets.token_hex(8)


def draw(keys: Iterable[str], size: int, seed: str) -> list[str]:
    """At most ``size`` of the keys, each as likely as any other; the order of ``keys`` changes nothing."""
    return sorted(sorted(set(keys)), key=lambda key: _lot(seed, key))[: max(0, size)]


def _lot(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
