"""``zhibu ledger build``: from files to files (contract, section 9)."""

from pathlib import Path

import duckdb

from zhibu.ledger import batch
from zhibu.ledger.inputs import quoted
from zhibu.ledger.parquet_join import join_parquet
from zhibu.ledger.prepare import Inputs, Question, Say, prepare
from zhibu.ledger.problems import InputError
from zhibu.ledger.whole import put_in_place, workshop

MEMORY_LIMIT = "4GB"  # of DuckDB's own buffers; beyond it, it spills into the working folder
ENGINES = ("duckdb", "spark")


def build_ledger(
    question: Question,
    files: Inputs,
    out: Path,
    *,
    engine: str = "duckdb",
    say: Say = lambda what: None,
    memory_limit: str = MEMORY_LIMIT,
) -> None:
    """Write ``dues.parquet`` and ``summary.parquet`` into ``out``; on any failure ``out`` is as it was.

    Raises InputError with all that is wrong with the files, or when the disk is full.
    """
    try:
        with workshop(out) as work:
            _build(question, files, work, engine, say, memory_limit)
            put_in_place([work / batch.DUES, work / batch.SUMMARY], out)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as wrong:
        raise InputError(f"{out}：写不出台账，请检查磁盘空间、内存和权限。（{wrong}）") from wrong


def _build(question: Question, files: Inputs, work: Path, engine: str, say: Say, memory_limit: str) -> None:
    parts = work / "parts"
    parts.mkdir()
    with connect(work, memory_limit) as connection:
        prepare(connection, files, question, work, say)
        if engine == "spark":
            from zhibu.ledger import spark

            spark.write_ledger(connection, question, parts, say)
        else:
            batch.write_ledger(connection, question, parts, say)
    for name in (batch.DUES, batch.SUMMARY):
        say(f"合成 {name}")
        _join(sorted((parts / name).glob("*.parquet")), work / name)


def _join(parts: list[Path], target: Path) -> None:
    try:
        join_parquet(parts, target)
    except ValueError:  # parts whose columns are not alike: slower, and always right
        files = ", ".join(quoted(part) for part in parts)
        duckdb.execute(f"copy (from read_parquet([{files}])) to {quoted(target)} {batch.PARQUET}")


def connect(work: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """An engine whose tables and spilled data lie in the working folder."""
    config = {
        "memory_limit": memory_limit,
        "temp_directory": str(work / "spilled"),
        "preserve_insertion_order": "false",
    }
    return duckdb.connect(str(work / "working.duckdb"), config=config)
