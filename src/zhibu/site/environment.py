"""What the environment says, read once and loudly: a missing or placeholder secret stops the start.

Every setting may be given as ``NAME`` or, for secrets kept in files, as ``NAME_FILE`` (a path).
"""

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

PLACEHOLDERS = ("change-me", "changeme", "placeholder", "secret", "insecure", "example")
SHORTEST_SECRET = 32


class Mode(StrEnum):
    """What this process is for. Only production refuses to start without real secrets and HTTPS."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


def mode() -> Mode:
    given: str = env.str("ZHIBU_MODE", default=Mode.PRODUCTION.value)
    if given not in set(Mode):
        raise ImproperlyConfigured(f"ZHIBU_MODE 不能是“{given}”；可用 {'、'.join(Mode)}")
    return Mode(given)


def data_folder() -> Path:
    return Path(env.str("ZHIBU_DATA", default="zhibu-data")).resolve()


def secret(name: str, *, test_value: str) -> str:
    """A secret from the environment; only tests may do without one."""
    if mode() is Mode.TEST:
        return str(env.str(name, default=test_value))
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(
            f"没有设置 {name}（或 {name}_FILE）；第一次使用请运行 zhibu setup，只补密钥可运行 zhibu secrets"
        )
    if len(value) < SHORTEST_SECRET or any(word in value.lower() for word in PLACEHOLDERS):
        raise ImproperlyConfigured(f"{name} 太短或是占位的值，不能使用；运行 zhibu secrets 可生成一份")
    return value


def origins(address: str) -> list[str]:
    """Scheme and host of an address, as a browser compares them; nothing for no address."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
