"""Django's SQLite with a queue for those who write.

SQLite lets one write at a time; whoever finds it busy sleeps and tries again, up to a tenth of a second
each time, while others that happen to ask at the right moment overtake. With sixteen threads that write,
most of the time nobody does, and some wait for seconds. Here they queue for a lock on a file beside the
database, which the kernel hands on at once. The lock ends with the process that holds it, however that ends.

SQLite's own locks stay what keeps the data right: a program that does not queue is only less polite.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.db.backends.sqlite3 import base

READING = ("SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn for each transaction, and for each statement that writes outside of one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn: IO[bytes] | None = None
        self._has_turn = False
        self.execute_wrappers.append(self._in_turn)

    def _in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.in_atomic_block or self._has_turn or sql.lstrip(" (").startswith(READING):
            return execute(sql, params, many, context)
        with self._for_one_statement():
            return execute(sql, params, many, context)

    @contextmanager
    def _for_one_statement(self) -> Iterator[None]:
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn()  # where it failed, rolling back does

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()
            if self._turn is not None:
                self._turn.close()
                self._turn = None

    def _take_turn(self) -> None:
        if self._has_turn or self.is_in_memory_db():
            return
        if self._turn is None:
            self._turn = open(f"{self.settings_dict['NAME']}-turn", "ab")  # noqa: SIM115  (kept with the connection)
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn and self._turn is not None:
            fcntl.flock(self._turn, fcntl.LOCK_UN)
        self._has_turn = False
