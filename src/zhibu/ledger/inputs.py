"""The four input files: their columns, and how each column becomes a plain value.

A file is Parquet or CSV. A CSV is first copied into Parquet with every column as text, so that both
are read, checked and cut into ranges in the same way. A value that cannot be read becomes null here
and is reported by ``checks``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from zhibu.ledger.amounts import LARGEST, SCALE
from zhibu.ledger.problems import InputError
from zhibu.plans.codes import Activity, Category, Flow, Level, Sector, SubjectType
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR

YES, NO = ("true", "t", "1", "yes", "y", "是"), ("false", "f", "0", "no", "n", "否")


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is text, code, date, flag or quantity; ``codes`` what a code may be."""

    name: str
    kind: str = "text"
    required: bool = False
    codes: tuple[str, ...] = ()

    def expression(self, given: str) -> str:
        """SQL for the plain value of a column of the DuckDB type ``given``."""
        raw = f'"{self.name}"'
        text = raw if given == "VARCHAR" else f"{raw}::varchar"
        if self.kind == "date":
            return _date(raw, given)
        if self.kind == "flag":
            return raw if given == "BOOLEAN" else f"{_flag(text)}"
        if self.kind == "quantity":
            return _quantity(raw, given)
        # the id that ranges are cut by stays bare, so that a scan can skip what lies outside
        return text if self.required else f"nullif({text}, '')"

    def wrong(self, given: str) -> str:
        """SQL that is true where the value is missing or cannot be read."""
        raw, value = f'"{self.name}"', self.expression(given)
        empty = f"coalesce({raw}, '') = ''" if given == "VARCHAR" else f"{raw} is null"
        if self.kind == "code":
            allowed = ", ".join(f"'{code}'" for code in self.codes)
            bad = f"{value} not in ({allowed})"
        else:
            bad = f"{value} is null" if self.kind != "text" else "false"
        if self.required:
            return f"({empty} or {bad})"
        return "false" if bad == "false" else f"(not {empty} and {bad})"


def _date(raw: str, given: str) -> str:
    if given == "DATE":
        day = raw
    elif given == "VARCHAR":
        day = f"try_strptime({raw}, ['%Y-%m-%d', '%Y/%m/%d', '%Y-%m-%d %H:%M:%S'])::date"
    else:
        day = f"try_cast({raw} as date)"
    return f"case when year({day}) between {FIRST_YEAR} and {LAST_YEAR} then {day} end"


def _flag(text: str) -> str:
    yes, no = (", ".join(f"'{word}'" for word in words) for words in (YES, NO))
    return f"case when lower({text}) in ({yes}) then true when lower({text}) in ({no}) then false end"


def _quantity(raw: str, given: str) -> str:
    """Ten-thousandths as a whole number; null where it has more decimals or is out of bounds."""
    number = f"try_cast({raw} as decimal(24, 8))" if given == "VARCHAR" else raw
    scaled = f"({number} * {SCALE})"
    exact = f"abs({scaled} - round({scaled})) < 0.001 and {number} between 0 and {LARGEST}"
    return f"case when {exact} then cast(round({scaled}) as bigint) end"


def codes(
    enumeration: type[Level] | type[Sector] | type[Category] | type[Flow] | type[Activity],
) -> tuple[str, ...]:
    return tuple(str(code) for code in enumeration)


ACTIVITIES = codes(Activity)
LIFE = (Column("since", "date"), Column("until", "date"))
ORGANIZATIONS = (
    Column("org_id", required=True),
    Column("parent_id"),
    Column("level", "code", True, codes(Level)),
    Column("sector", "code", True, codes(Sector)),
    *LIFE,
)
MEMBERS = (
    Column("member_id", required=True),
    Column("org_id", required=True),
    Column("category", "code", True, codes(Category)),
    Column("is_leader", "flag"),
    Column("is_secretary", "flag"),
    Column("is_frail", "flag"),
    Column("flow", "code", False, codes(Flow)),
    *LIFE,
)
FACTS = (
    Column("fact_id", required=True),
    Column("org_id", required=True),
    Column("member_id"),
    Column("activity", "code", True, ACTIVITIES),
    Column("measure"),
    Column("occurred_on", "date", True),
    Column("quantity", "quantity"),
)
EXEMPTIONS = (
    Column("subject_type", "code", True, tuple(str(code) for code in SubjectType)),
    Column("subject_id", required=True),
    Column("activity", "code", False, ACTIVITIES),
    Column("from", "date"),
    Column("to", "date"),
)


@dataclass(slots=True)
class Source:
    """One input file as a relation: ``view`` holds the plain values and ``row_no``, counted from 1."""

    path: Path
    title: str
    view: str
    columns: tuple[Column, ...]
    parquet: Path = Path()
    first_row: int = 1  # a CSV's own line numbers begin below its header
    types: dict[str, str] = field(default_factory=dict)

    @property
    def relation(self) -> str:
        return f"read_parquet({quoted(self.parquet)}, file_row_number = true)"

    @property
    def row_no(self) -> str:
        return f"file_row_number + {self.first_row}"

    @property
    def present(self) -> Sequence[Column]:
        return [column for column in self.columns if column.name in self.types]

    def wrong(self, column: Column) -> str:
        return column.wrong(self.types[column.name])


def quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def open_source(connection: duckdb.DuckDBPyConnection, source: Source, work: Path) -> None:
    """Make the source's view. Raises InputError when the file cannot be read or lacks a column."""
    source.parquet = _as_parquet(connection, source, work)
    try:
        described = connection.execute(f"describe select * from {source.relation}").fetchall()
    except duckdb.Error as wrong:
        raise InputError(
            f"{source.path}：读不出{source.title}，文件可能已损坏。（{first_line(wrong)}）"
        ) from wrong
    source.types = {name: given for name, given, *_ in described}
    missing = [each.name for each in source.columns if each.required and each.name not in source.types]
    if missing:
        needed = "、".join(column.name for column in source.columns)
        raise InputError(f"{source.path}：{source.title}缺少列 {'、'.join(missing)}；应有的列是 {needed}")
    values = ", ".join(
        f'{each.expression(source.types[each.name])} as "{each.name}"'
        if each.name in source.types
        else f'null::{EMPTY[each.kind]} as "{each.name}"'
        for each in source.columns
    )
    connection.execute(
        f"""create or replace view {source.view} as
        select {source.row_no} as row_no, {values} from {source.relation}"""
    )


EMPTY = {"text": "varchar", "code": "varchar", "date": "date", "flag": "boolean", "quantity": "bigint"}


def _as_parquet(connection: duckdb.DuckDBPyConnection, source: Source, work: Path) -> Path:
    path = source.path
    if not path.is_file():
        raise InputError(f"{path}：找不到{source.title}；请核对文件名")
    if path.suffix.lower() == ".parquet":
        return path
    if path.suffix.lower() != ".csv":
        raise InputError(f"{path}：{source.title}应是 .parquet 或 .csv 文件")
    source.first_row = 2
    staged = work / f"{source.view}.parquet"
    read = f"read_csv({quoted(path)}, header = true, all_varchar = true, delim = ',', quote = '\"')"
    try:
        connection.execute(f"copy (select * from {read}) to {quoted(staged)} (format parquet)")
    except duckdb.Error as wrong:
        raise InputError(
            f"{path}：读不出{source.title}；应是 UTF-8 编码、逗号分隔、首行为列名。（{first_line(wrong)}）"
        ) from wrong
    return staged


def first_line(wrong: Exception) -> str:
    return str(wrong).splitlines()[0]
