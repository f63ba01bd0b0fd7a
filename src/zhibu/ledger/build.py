"""``zhibu ledger build``: from files to files (contract, section 9)."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhibu.ledger import batch, spark
from zhibu.ledger.inputs import quoted
from zhibu.ledger.names import DUES, SUMMARY
from zhibu.ledger.parquet_join import join_parquet
from zhibu.ledger.prepare import Inputs, Question, Say, Sources, prepare
from zhibu.ledger.problems import InputError
from zhibu.ledger.whole import put_in_place, workshop

MEMORY_LIMIT = "4GB"  # of DuckDB's own buffers; beyond it, it spills into the working folder
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Engine:
    """What computes: DuckDB here, or Spark under the master named."""

    name: str = "duckdb"
    memory_limit: str = MEMORY_LIMIT
    spark_master: str = spark.MASTER

    def write(self, connection: duckdb.DuckDBPyConnection, sources: Sources, folder: Path, say: Say) -> None:
        if self.name == "spark":
            spark.write_ledger(connection, folder, say, self.spark_master)
        else:
            batch.write_ledger(connection, sources, folder, say)


def silent(what: str) -> None:
    """Progress that nobody asked for."""


def build_ledger(
    question: Question, files: Inputs, out: Path, engine: Engine | None = None, say: Say = silent
) -> None:
    """Write ``dues.parquet`` and ``summary.parquet`` into ``out``; on any failure ``out`` is as it was.

    Raises InputError with all that is wrong with the files, or when disk or memory do not suffice.
    """
    try:
        with workshop(out) as work:
            _build(question, files, work, engine or Engine(), say)
            put_in_place([work / DUES, work / SUMMARY], out)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as wrong:
        raise InputError(f"{out}：写不出台账，请检查磁盘空间、内存和权限。（{wrong}）") from wrong


def _build(question: Question, files: Inputs, work: Path, engine: Engine, say: Say) -> None:
    parts = work / "parts"
    for name in (DUES, SUMMARY):
        (parts / name).mkdir(parents=True)
    with connect(work, engine.memory_limit) as connection:
        sources = prepare(connection, files, question, work, say)
        engine.write(connection, sources, parts, say)
    for name in (DUES, SUMMARY):
        say(f"合成 {name}")
        _join(sorted((parts / name).rglob("*.parquet")), work / name)


def _join(parts: list[Path], target: Path) -> None:
    try:
        join_parquet(parts, target)
    except ValueError:  # parts whose columns are not alike: slower, and always right
        files = ", ".join(quoted(part) for part in parts)
        with connect(target.parent, MEMORY_LIMIT) as connection:
            connection.execute(f"copy (from read_parquet([{files}])) to {quoted(target)} {batch.PARQUET}")


def connect(work: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """In memory up to the limit; what exceeds it, tables too, is spilled into the working folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": str(work / "spilled"),
        "preserve_insertion_order": "false",
    }
    connection = duckdb.connect(config=config)
    connection.execute("set parquet_metadata_cache = true")  # every range reads the facts' long footer
    connection.execute("set enable_progress_bar = false")  # ours counts ranges, and stays off standard output
    return connection
