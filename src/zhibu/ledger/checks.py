"""Checks of the input files: every problem is found and named by row before anything is computed."""

from typing import Any

import duckdb

from zhibu.ledger.inputs import Column, Source
from zhibu.ledger.problems import SHOWN, Problems

Connection = duckdb.DuckDBPyConnection
HASHES_AT_A_TIME = 250_000_000  # eight bytes each
ROWS_A_BLOCK = 30_000_000

ADVICE = {
    "date": "日期应写成 2024-01-31，年份在 1900 至 2200 之间",
    "flag": "应为 true 或 false",
    "quantity": "数量应是 0 至 1 亿的数，最多四位小数；不计数量时留空",
    "text": "不能为空",
}


def check_values(connection: Connection, source: Source, problems: Problems) -> None:
    """Missing values, unknown codes, dates and amounts that cannot be read.

    Rows are looked at only in a column that is not known to be right as a whole.
    """
    for column in source.present:
        test = source.wrong(column)
        if test == "false" or _right_as_a_whole(connection, source, column, test):
            continue
        wrong = f"from {source.relation} where {test}"
        total = _count(connection, f"select count(*) {wrong}")
        rows = connection.execute(
            f"""select {source.row_no}, coalesce("{column.name}"::varchar, '') {wrong}
            order by file_row_number limit {SHOWN}"""
        ).fetchall()
        if total:
            problems.add(source.path, f"{column.name} 是", rows, total, advice(column))


def _right_as_a_whole(connection: Connection, source: Source, column: Column, test: str) -> bool:
    """Ids by what the file says of itself; codes, days, flags and amounts by their distinct values.

    Those are few, and the file keeps them as dictionaries: ten times as fast as testing every row.
    """
    if column.kind == "text":
        return _never_empty(connection, source, column)
    values = f'select distinct "{column.name}" from {source.relation}'
    return _count(connection, f"select count(*) from ({values}) where {test}") == 0


def _never_empty(connection: Connection, source: Source, column: Column) -> bool:
    """Whether every row group counts no nulls and, for text, begins above the empty text."""
    text = source.types[column.name] == "VARCHAR"
    proved = "stats_null_count = 0" + (" and stats_min_value > ''" if text else "")
    found = connection.execute(
        f"""select count(*) > 0 and coalesce(bool_and(coalesce({proved}, false)), false)
        from parquet_metadata(?) where path_in_schema = ?""",
        [str(source.parquet), column.name],
    ).fetchone()
    return found == (True,)


def _count(connection: Connection, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found
    return int(found[0])


def advice(column: Column) -> str:
    if column.kind == "code":
        return "只能是 " + "、".join(column.codes)
    return ADVICE[column.kind]


def check_unique(connection: Connection, source: Source, key: str, problems: Problems) -> None:
    """An id that stands twice. Works on hashes, a part of them at a time, so that memory stays bounded."""
    rows = _count(connection, f"select count(*) from {source.view}")
    parts = 1 + rows // HASHES_AT_A_TIME
    doubled: list[int] = []
    for part in range(parts):
        which = f'hash("{key}") % {parts} = {part}' if parts > 1 else "true"
        found = _hashes(connection, source, key, rows, which)
        found.sort()  # three times as fast as grouping by a hash table
        doubled += found[1:][found[1:] == found[:-1]].tolist()
    if not doubled:
        return
    connection.execute("create or replace temp table doubled as select unnest(?)::ubigint as h", [doubled])
    repeated = f"""select "{key}" as id, min(row_no) as first_row, count(*) as n from {source.view}
        where hash("{key}") in (select h from doubled) group by 1 having count(*) > 1"""
    repeats = connection.execute(
        f"""select s.row_no, s."{key}", r.first_row from {source.view} s
        join ({repeated}) r on r.id = s."{key}"
        where s.row_no > r.first_row order by 1 limit {SHOWN}"""
    ).fetchall()
    total = _count(connection, f"select coalesce(sum(n - 1), 0)::bigint from ({repeated})")
    found = [(row_no, f"{value}（与第 {first_row} 行重复）") for row_no, value, first_row in repeats]
    problems.add(source.path, f"{key} 是", found, total, "编号应唯一，请删去或改正重复的行")


def _hashes(connection: Connection, source: Source, key: str, rows: int, which: str) -> Any:
    """The hashes of the ids that ``which`` names, read in blocks: read at once they would be held twice."""
    import numpy  # takes a tenth of a second to load, that only this has to wait for

    size = (
        rows if which == "true" else _count(connection, f"select count(*) from {source.view} where {which}")
    )
    found, filled = numpy.empty(size, numpy.uint64), 0
    for first in range(source.first_row, source.first_row + rows, ROWS_A_BLOCK):
        block = connection.execute(
            f"""select hash("{key}") as h from {source.view}
            where row_no >= {first} and row_no < {first + ROWS_A_BLOCK} and {which}"""
        ).fetchnumpy()["h"]
        found[filled : filled + len(block)] = block
        filled += len(block)
    return found


def check_known(
    connection: Connection,
    source: Source,
    column: str,
    table: str,
    key: str,
    title: str,
    problems: Problems,
    where: str = "true",
) -> None:
    """Values of ``column``, in the rows that ``where`` names, that no row of ``table`` bears."""
    unknown = f"""select distinct "{column}" as id from {source.view} where "{column}" is not null and {where}
        and "{column}" not in (select {key} from {table})"""
    connection.execute(f"create or replace temp table unknown as {unknown}")
    found = f"""from {source.view} where {where} and "{column}" in (select id from unknown)"""
    if _count(connection, "select count(*) from unknown"):
        rows = connection.execute(f'select row_no, "{column}" {found} order by 1 limit {SHOWN}').fetchall()
        total = _count(connection, f"select count(*) {found}")
        problems.add(source.path, f"{column} 是", rows, total, f"{title}中没有这个编号")
