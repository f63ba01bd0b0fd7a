"""Parquet files joined by their row groups read as their rows one after the other."""

import duckdb
import pytest

from zhibu.ledger.parquet_join import join_parquet
from zhibu.ledger.thrift import decode, encode

ROWS = """select range as a, 'word ' || (range % 7) as b, range % 3 = 0 as c,
date '2024-01-01' + (range % 400)::int as d, (range / 8)::decimal(18, 4) as e,
case when range % 5 = 0 then null else range::varchar end as f from range({}, {})"""


@pytest.fixture
def part(tmp_path):
    def write(number, first, last, more=""):
        path = tmp_path / f"{number}.parquet"
        with duckdb.connect() as connection:
            query = f"{ROWS.format(first, last)} {more}"
            connection.execute(
                f"copy ({query}) to '{path}' (format parquet, row_group_size 2048, compression zstd)"
            )
        return path

    return write


def rows_of(*paths):
    with duckdb.connect() as connection:
        listed = ", ".join(f"'{path}'" for path in paths)
        return connection.execute(f"select * from read_parquet([{listed}]) order by a").fetchall()


def test_the_whole_holds_every_row_of_the_parts(part, tmp_path):
    parts = [part(0, 0, 5000), part(1, 5000, 5001), part(2, 5001, 30000)]
    whole = tmp_path / "whole.parquet"
    join_parquet(parts, whole)
    assert rows_of(whole) == rows_of(*parts)
    with duckdb.connect() as connection:
        counted = connection.execute(f"select num_rows from parquet_file_metadata('{whole}')").fetchone()
        filtered = connection.execute(
            f"select count(*) from '{whole}' where a between 4990 and 5010"
        ).fetchone()
    assert (counted, filtered) == ((30000,), (21,))


def test_it_reads_in_another_library(part, tmp_path):
    arrow = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not here to read the file a second way")
    whole = tmp_path / "whole.parquet"
    join_parquet([part(0, 0, 5000), part(1, 5000, 9000)], whole)
    assert arrow.read_table(whole).num_rows == 9000


def test_parts_without_rows_are_passed_over_and_may_be_all_there_is(part, tmp_path):
    empty, full, whole = part(0, 0, 0), part(1, 0, 100), tmp_path / "whole.parquet"
    rows = rows_of(full)
    join_parquet([empty, full, empty], whole)
    assert len(rows) == 100
    assert rows_of(whole) == rows
    join_parquet([empty, part(2, 0, 0)], whole)
    assert rows_of(whole) == []


def test_unlike_parts_are_refused(part, tmp_path):
    other = tmp_path / "other.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as x) to '{other}'")
    with pytest.raises(ValueError, match="another schema"):
        join_parquet([part(0, 0, 10), other], tmp_path / "whole.parquet")


def test_a_footer_written_back_is_the_same():
    structure = {
        1: (5, -1),
        2: (6, 2**40),
        20: (8, "甲".encode()),
        21: (1, None),
        22: (9, (12, [{1: (2, None)}, {300: (4, -300)}])),
        23: (9, (5, list(range(40)))),
        24: (7, b"\0" * 8),
        25: (9, (1, [1, 2])),
        26: (3, 9),
    }
    assert decode(encode(structure)) == structure
