"""Rows straight into tables: millions in a minute, on SQLite and PostgreSQL, where objects take ten."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models

CHUNK = 50_000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Insert rows of plain values (days as ISO text) and give how many there were."""
    named = ", ".join(f'"{model._meta.get_field(name).column}"' for name in columns)
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        return _insert_sqlite(f'INSERT INTO "{table}" ({named})', len(columns), rows)
    return _copy(f'COPY "{table}" ({named}) FROM STDIN', rows)


def _insert_sqlite(statement: str, width: int, rows: Iterable[tuple[Any, ...]]) -> int:
    marks = ", ".join("?" * width)
    whole, count = iter(rows), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(whole, CHUNK)):
            cursor.connection.executemany(f"{statement} VALUES ({marks})", chunk)
            count += len(chunk)
    return count


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Drop the indexes of tables while they are filled, and make them again in one go each."""
    kept = [pair for model in tables for pair in _indexes(model._meta.db_table)]
    with connection.cursor() as cursor:
        for name, _definition in kept:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in kept:
            cursor.execute(definition)


def _indexes(table: str) -> list[tuple[str, str]]:
    """Name and definition of each index that is not a constraint's own."""
    if connection.vendor == "sqlite":
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
        )
    else:
        query = """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s
            AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return list(cursor.fetchall())


@contextmanager
def unchecked() -> Iterator[None]:
    """Leave foreign keys unchecked while rows that are known to fit go in."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -200000")
        else:
            cursor.execute("SET session_replication_role = replica")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA synchronous = NORMAL")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")


def follow_sequences(*tables: type[models.Model]) -> None:
    """Let the next key of each table follow the largest one that was given by hand."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(id)) FROM \"{table}\""
            )
