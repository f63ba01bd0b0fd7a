"""The rules' SQL texts, kept as package data beside this module."""

from functools import cache
from importlib.resources import files


@cache
def rules(name: str) -> str:
    """The text of ``<name>.sql``; a single select statement."""
    return files("zhibu.ledger").joinpath(f"{name}.sql").read_text(encoding="utf-8")
