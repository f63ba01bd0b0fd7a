"""The database's own refusals: rows of the audit may be added, never changed or taken away.

They stop slips and ordinary access. Who owns the database can lift them; what is done then is found by
``verifying``. A migration that rewrites one of the tables on SQLite loses its
triggers; ``zhibu migrate`` puts them up again.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"access_event": "id", "access_seal": "number"}
SENTENCE = "操作记录只能增加，不能修改或删除"
FUNCTION = "zhibu_refuse_change"


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; those that are there are made again."""
    take_down(connection)
    _run(connection, _creating(connection.vendor))


def take_down(connection: BaseDatabaseWrapper) -> None:
    on = connection.vendor == "postgresql"
    statements = [
        f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on else "")
        for table in TABLES
        for name in names(connection.vendor, table)
    ]
    _run(connection, statements)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    return [name for table in TABLES for name in names(connection.vendor, table) if name not in present]


def names(vendor: str, table: str) -> list[str]:
    kinds = ("rows", "whole") if vendor == "postgresql" else ("update", "delete", "replace")
    return [f"{table}_refuses_{kind}" for kind in kinds]


def _creating(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
        )
    for table, key in TABLES.items():
        yield from _on_postgresql(table) if vendor == "postgresql" else _on_sqlite(table, key)


def _on_postgresql(table: str) -> Iterator[str]:
    rows, whole = names("postgresql", table)
    yield (
        f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
    )
    yield (
        f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
    )


def _on_sqlite(table: str, key: str) -> Iterator[str]:
    """``INSERT OR REPLACE`` deletes without asking the trigger of deletions, hence the third."""
    update, delete, replace = names("sqlite", table)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    yield f"CREATE TRIGGER {update} BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} {refuse}"
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  (own names)
    yield f"CREATE TRIGGER {replace} BEFORE INSERT ON {table} WHEN {known} {refuse}"


def _run(connection: BaseDatabaseWrapper, statements: Iterator[str] | list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
