"""Checks of the input files: every problem is found and named by row before anything is computed."""

import duckdb

from zhibu.ledger.inputs import Column, Source
from zhibu.ledger.problems import SHOWN, Problems

Connection = duckdb.DuckDBPyConnection
HASHES_AT_A_TIME = 50_000_000  # eight bytes each, twice while they are gathered

ADVICE = {
    "date": "日期应写成 2024-01-31，年份在 1900 至 2200 之间",
    "flag": "应为 true 或 false",
    "quantity": "数量应是 0 至 1 亿的数，最多四位小数；不计数量时留空",
    "text": "不能为空",
}


def check_values(connection: Connection, source: Source, problems: Problems) -> None:
    """Missing values, unknown codes, dates and amounts that cannot be read: one scan when all is well."""
    tests = {column: source.wrong(column) for column in source.present}
    tests = {column: test for column, test in tests.items() if test != "false"}
    counts = ", ".join(f"count(*) filter (where {test})" for test in tests.values())
    found = connection.execute(f"select {counts} from {source.relation}").fetchone()
    assert found
    for (column, test), total in zip(tests.items(), found, strict=True):
        if total:
            rows = connection.execute(
                f"""select {source.row_no}, coalesce("{column.name}"::varchar, '') from {source.relation}
                where {test} order by file_row_number limit {SHOWN}"""
            ).fetchall()
            problems.add(source.path, f"{column.name} 是", rows, total, advice(column))


def advice(column: Column) -> str:
    if column.kind == "code":
        return "只能是 " + "、".join(column.codes)
    return ADVICE[column.kind]


def check_unique(connection: Connection, source: Source, key: str, problems: Problems) -> None:
    """An id that stands twice. Works on hashes, a part of them at a time, so that memory stays bounded."""
    rows = connection.execute(f"select count(*) from {source.view}").fetchone()
    assert rows
    parts = 1 + rows[0] // HASHES_AT_A_TIME
    hashes = f'select hash("{key}") as h from {source.view}'
    doubled: list[int] = []
    for part in range(parts):
        found = connection.execute(f"select h from ({hashes}) where h % {parts} = {part}").fetchnumpy()["h"]
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
    total = connection.execute(f"select coalesce(sum(n - 1), 0)::bigint from ({repeated})").fetchone()
    assert total
    found = [(row_no, f"{value}（与第 {first_row} 行重复）") for row_no, value, first_row in repeats]
    problems.add(source.path, f"{key} 是", found, total[0], "编号应唯一，请删去或改正重复的行")


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
    total = connection.execute("select count(*) from unknown").fetchone()
    if total and total[0]:
        rows = connection.execute(f'select row_no, "{column}" {found} order by 1 limit {SHOWN}').fetchall()
        total = connection.execute(f"select count(*) {found}").fetchone()
        assert total
        problems.add(source.path, f"{column} 是", rows, total[0], f"{title}中没有这个编号")
