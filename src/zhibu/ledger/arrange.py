"""Facts put in the order of the ranges, where their file is in another order (by day, say).

Every range reads only the row groups that can hold its subjects. A file in the order of organizations is
read about once in all, as it is; in any other order each range would read all of it, so the facts are
first dealt out to one folder a range, in a single pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhibu.ledger.inputs import Source, quoted
from zhibu.plans.codes import SubjectType

Connection = duckdb.DuckDBPyConnection

READ_AT_MOST = 3  # times over in all; dealing out costs about as much
ROWS_HELD = 20_000  # of one range before they are written: a few hundred megabytes over a hundred ranges


@dataclass(frozen=True, slots=True)
class Range:
    """Subjects ``first`` ≤ number < ``last`` of one type, whose ids lie between two ids."""

    number: int
    first: int
    last: int
    lowest_id: str
    highest_id: str


def whose(subject_type: SubjectType) -> str:
    """The column of facts that names the subject."""
    return "org_id" if subject_type is SubjectType.ORGANIZATION else "member_id"


def facts_of_type(connection: Connection, subject_type: SubjectType) -> str:
    """Which facts can count for a type of subject: its own, of the activities that its duties ask for."""
    asked = connection.execute(f"select distinct activity from {subject_type}_demand order by 1").fetchall()
    if not asked:
        return "false"
    own = f"member_id is {'null' if subject_type is SubjectType.ORGANIZATION else 'not null'}"
    return f"{own} and activity in ({', '.join(quoted(activity) for (activity,) in asked)})"


def dealt_out(
    connection: Connection,
    facts: Source,
    subject_type: SubjectType,
    counting: str,
    cuts: Sequence[Range],
    folder: Path,
) -> Path | None:
    """The folder that holds one folder of facts a range; None where the file serves as it is."""
    if len(cuts) == 1 or not _scattered(connection, facts, subject_type, cuts):
        return None
    rows = [(cut.number, cut.first, cut.last) for cut in cuts]
    connection.execute("create or replace temp table cut (piece integer, first integer, last integer)")
    connection.executemany("insert into cut values (?, ?, ?)", rows)
    connection.execute(f"set partitioned_write_flush_threshold = {ROWS_HELD}")
    connection.execute(
        f"""copy (
            select c.piece, s.subject_no, f.activity, f.measure, f.occurred_on, f.quantity
            from fact_in f join {subject_type} s on s.subject_id = f.{whose(subject_type)}
            join cut c on s.subject_no >= c.first and s.subject_no < c.last
            where {counting}
        ) to {quoted(folder)} (format parquet, partition_by (piece))"""
    )
    return folder


def _scattered(
    connection: Connection, facts: Source, subject_type: SubjectType, cuts: Sequence[Range]
) -> bool:
    """Whether the ranges would together read the file's row groups too often."""
    groups = connection.execute(
        """select coalesce(stats_min_value, ''), coalesce(stats_max_value, chr(1114111))
        from parquet_metadata(?) where path_in_schema = ?""",
        [str(facts.parquet), whose(subject_type)],
    ).fetchall()
    reads = sum(
        cut.lowest_id <= highest and lowest <= cut.highest_id for cut in cuts for lowest, highest in groups
    )
    return bool(reads > READ_AT_MOST * len(groups))


def facts_in_range(subject_type: SubjectType, counting: str, cut: Range, folder: Path | None) -> str:
    """The facts of one range as the rules read them; reads ``slice``, the subjects of the range."""
    columns = "activity, measure, occurred_on, quantity"
    if folder is None:
        column = whose(subject_type)
        between = f"between {quoted(cut.lowest_id)} and {quoted(cut.highest_id)}"
        return f"""select s.subject_no as subject_id, {columns}
            from fact_in f join slice s on s.subject_id = f.{column}
            where f.{column} {between} and {counting}"""
    piece = folder / f"piece={cut.number}"
    if not piece.exists():
        return f"select 0 as subject_id, {columns} from fact_in where false"
    return f"select subject_no as subject_id, {columns} from read_parquet({quoted(piece / '*.parquet')})"
