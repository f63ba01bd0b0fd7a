"""Whole copies of the database, row by row and the same for every engine: out of one, into an empty other.

Encrypted columns are carried as they are stored; nothing is decrypted on the way. Left out are sessions
(whoever was signed in signs in again), counted sign-ins, and Django's own tables of kinds and permissions,
which every installation makes for itself.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model, TextField
from django.db.models.functions import Cast

from zhibu.access.crypto import EncryptedField
from zhibu.access.models import Event, Seal
from zhibu.access.tables import models_with_tables
from zhibu.plans.errors import ZhibuError

LEFT_OUT = {"sessions", "contenttypes", "auth"}
BATCH = 1_000


class CarryingError(ZhibuError):
    """A copy that cannot be made, or cannot be put where it is to go."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is, to be compared between two places: rows of each table, and the chain's head."""

    rows: dict[str, int]
    sealed: int
    link: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def models() -> list[type[Model]]:
    return [one for one in models_with_tables() if one._meta.app_label not in LEFT_OUT]


def extent(alias: str = "default") -> Extent:
    rows = {one._meta.label_lower: one._base_manager.using(alias).count() for one in models()}
    last = Seal.objects.using(alias).order_by("-number").first()
    return Extent(rows, last.number if last else 0, last.link if last else "")


def migrations(alias: str = "default") -> list[str]:
    """The migrations that a database has had: two databases with the same have the same tables."""
    applied: Any = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


@contextlib.contextmanager
def snapshot(alias: str = "default") -> Iterator[None]:
    """Everything read inside is of one moment, and nobody who writes has to wait."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with transaction.atomic(alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own would take the writers' turn
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


# ── out ──────────────────────────────────────────────────────────────────────────────────────────
def rows_out(model: type[Model], alias: str = "default") -> Iterator[str]:
    """Every row as a line of JSON, in the order of its key; values in the order of the model's columns."""
    fields = columns(model)
    told = [Cast(one.name, TextField()) if isinstance(one, EncryptedField) else one.attname for one in fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*told)
    for row in rows.iterator(BATCH):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False)


def columns(model: type[Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def _plain(value: Any) -> Any:
    """As text that ``Field.to_python`` reads again; to the microsecond, which the chain covers."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


# ── in ───────────────────────────────────────────────────────────────────────────────────────────
def refuse_unless_empty(alias: str = "default") -> None:
    filled = [one._meta.label for one in models() if one._base_manager.using(alias).exists()]
    if filled:
        raise CarryingError(f"这里已有数据（{'、'.join(filled[:3])}…），只能恢复或搬到空的数据库中")


def rows_in(model: type[Model], lines: Iterable[str], alias: str = "default") -> int:
    """Insert the lines that ``rows_out`` gave; gives how many."""
    connection, fields = connections[alias], columns(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(one.column) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  (own names)
    done, waiting = 0, iter(lines)
    with connection.cursor() as cursor:
        while batch := [_stored(json.loads(line), fields, connection) for line in islice(waiting, BATCH)]:
            cursor.executemany(statement, batch)
            done += len(batch)
    return done


def _stored(values: list[Any], fields: list[Any], connection: Any) -> list[Any]:
    return [_in_column(field, value, connection) for field, value in zip(fields, values, strict=True)]


def _in_column(field: "Field[Any, Any]", value: Any, connection: Any) -> Any:
    if isinstance(field, EncryptedField) or value is None:
        return value
    return field.get_db_prep_save(field.to_python(value), connection)


def set_counters(alias: str = "default") -> None:
    """New rows are numbered after those that were put in with their numbers."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


def refuse_other_keys(alias: str = "default") -> None:
    """The secrets must be those the data was made with: told by the first event's own digest."""
    from zhibu.access.audit.chain import mac_of

    first = Event.objects.using(alias).order_by("pk").first()
    if first is not None and mac_of(first) != first.mac:
        raise CarryingError("密钥与这份数据不符：请先放好当时的 ZHIBU_INDEX_KEY 和 ZHIBU_FIELD_KEYS")


def refuse_other_extent(wanted: Extent, alias: str = "default") -> None:
    there = extent(alias)
    if there != wanted:
        differing = [name for name in wanted.rows if there.rows.get(name) != wanted.rows[name]]
        raise CarryingError(
            f"搬过去的与原来的不一致（{'、'.join(differing) or '操作记录的链首'}），已全部撤回"
        )
