"""All dues on DuckDB: subjects in ranges, so that memory is bounded by a range and not by the nation.

For each range of subjects: the rules give its dues, which are written at once as one part; their counts by
organization are written for organizations that have none below and carried to the parent for the rest.
After the last range the carried counts, one row an upper organization, are summed over subtrees.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb

from zhibu.ledger.amounts import SCALE
from zhibu.ledger.arrange import Range, dealt_out, facts_in_range, facts_of_type
from zhibu.ledger.inputs import quoted
from zhibu.ledger.names import DUES, SUMMARY
from zhibu.ledger.prepare import Say, Sources
from zhibu.ledger.rules import rules
from zhibu.plans.codes import SubjectType

Connection = duckdb.DuckDBPyConnection

ROWS_A_RANGE = 4_000_000  # facts, and dues, of one range: about 600 MB at work
SUBJECTS_A_PIECE = 4096  # of a range, that one thread works on at a time
PARQUET = "(format parquet, compression zstd)"


def write_ledger(connection: Connection, sources: Sources, folder: Path, say: Say) -> None:
    """Write the parts of both files into the folders of their names below ``folder``."""
    connection.execute("create table carried (org_no integer, duty_no integer, status varchar, n bigint)")
    connection.execute(
        """create table parent as
        select distinct parent_no as org_no from organization where parent_no is not null"""
    )
    for subject_type in types_with_duties(connection):
        _name_tables(connection, subject_type)
        counting = facts_of_type(connection, subject_type)
        cuts = list(ranges(connection, subject_type, counting))
        dealt = folder.parent / f"facts-{subject_type}"
        facts = dealt_out(connection, sources.facts, subject_type, counting, cuts, dealt)
        # the rules are written in the order to join in: facts and dues stream past the smaller tables
        connection.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        for cut in cuts:
            say(f"计算{subject_type.label}应办 {cut.number + 1}/{len(cuts)}")
            read = facts_in_range(subject_type, counting, cut, facts)
            _write_range(connection, subject_type, cut, read, folder)
        connection.execute("set disabled_optimizers = ''")
        _write_upper(connection, subject_type, folder, say)


def types_with_duties(connection: Connection) -> list[SubjectType]:
    """Members only where there are some and duties for them; organizations always: files may be empty."""
    members = "select (select count(*) from member) > 0 and (select count(*) from member_demand) > 0"
    return list(SubjectType) if _one(connection, members)[0] else [SubjectType.ORGANIZATION]


def ranges(connection: Connection, subject_type: SubjectType, counting: str) -> Iterator[Range]:
    subjects, dues = _one(
        connection,
        f"""select count(*), coalesce(sum(c.n), 0) from {subject_type} s left join (
            select class_no, count(*) as n
            from {subject_type}_selected join {subject_type}_demand using (duty_no)
            group by class_no) c using (class_no)""",
    )
    (facts,) = _one(connection, f"select count(*) from fact_in where {counting}")
    pieces = 1 + max(facts, dues) // ROWS_A_RANGE
    step = max(1, -(-subjects // pieces))
    # one range at least, so that an empty file is written; no organization's members are parted
    starts = [
        _organization_start(connection, subject_type, first) for first in range(0, max(subjects, 1), step)
    ]
    for number, (first, last) in enumerate(pairwise([*sorted(set(starts)), max(subjects, 1)])):
        where = f"subject_no >= {first} and subject_no < {last}"
        ids = _one(connection, f"select min(subject_id), max(subject_id) from {subject_type} where {where}")
        yield Range(number, first, last, *map(str, ids))


def _organization_start(connection: Connection, subject_type: SubjectType, number: int) -> int:
    """The first subject of the organization that subject ``number`` belongs to."""
    if number == 0:
        return 0
    of = f"select org_no from {subject_type} where subject_no = {number}"
    return _one(connection, f"select min(subject_no) from {subject_type} where org_no = ({of})")[0]


def _name_tables(connection: Connection, subject_type: SubjectType) -> None:
    """The names that the rules read, for one type of subject."""
    for table in ("demand", "selected", "calendar", "duty"):
        connection.execute(f"create or replace temp view {table} as select * from {subject_type}_{table}")


def _write_range(
    connection: Connection, subject_type: SubjectType, cut: Range, facts: str, folder: Path
) -> None:
    part = f"{subject_type}-{cut.number:05}"
    _slice(connection, subject_type, cut, folder.parent / "slice.parquet")
    for view, text in _views(subject_type, facts).items():
        connection.execute(f"create or replace temp view {view} as {text}")
    connection.execute(f"create or replace temp table due as {rules('due')}")
    _copy(connection, dues_query(subject_type), folder / DUES / f"{part}.parquet")
    connection.execute(f"create or replace temp table own as {rules('own')}")
    leaf = "org_no not in (select org_no from parent)"
    _copy(connection, summary_query(f"select * from own where {leaf}"), folder / SUMMARY / f"{part}.parquet")
    connection.execute(
        f"""insert into carried
        select case when {leaf} then s.parent_no else own.org_no end as up, duty_no, status, sum(n)
        from own join organization s using (org_no) where up is not null group by all"""
    )


def _slice(connection: Connection, subject_type: SubjectType, cut: Range, path: Path) -> None:
    """``slice``, the subjects of the range, in pieces small enough that all processors share the work.

    The rules stream from the subjects, and a table in memory is handed out in pieces of 122,880 rows.
    """
    query = f"select * from {subject_type} where subject_no >= {cut.first} and subject_no < {cut.last}"
    connection.execute("drop view if exists slice")
    connection.execute(
        f"copy ({query}) to {quoted(path)} (format parquet, row_group_size {SUBJECTS_A_PIECE})"
    )
    connection.execute(f"create temp view slice as from read_parquet({quoted(path)})")


def _views(subject_type: SubjectType, facts: str) -> dict[str, str]:
    return {
        "subject": "select subject_no as subject_id, class_no, since, until from slice",
        "owner": "select subject_no as subject_id, org_no from slice",
        "fact": facts,
        "exemption": f"""select s.subject_no as subject_id, e.activity, e."from" as from_day, e."to" as to_day
            from exemption_in e join slice s on s.subject_id = e.subject_id
            where e.subject_type = '{subject_type}'""",
    }


def dues_query(subject_type: SubjectType) -> str:
    return f"""select y.plan_id, y.duty_id, '{subject_type}' as subject_type, s.subject_id,
        d.starts as period_start, d.ends as period_end, {amount("d.required")} as required,
        {amount("due.achieved")} as achieved, due.status, due.excess
        from due join slice s on s.subject_no = due.subject_id
        join demand d using (demand_no) join duty y using (duty_no)"""


def amount(scaled: str) -> str:
    return f"({scaled} / {SCALE})::decimal(18, 4)"


def summary_query(counts: str) -> str:
    return f"""select o.subject_id as organization_id, y.plan_id, y.duty_id, c.status, c.n
        from ({counts}) c join organization o using (org_no) join duty y using (duty_no)"""


def _write_upper(connection: Connection, subject_type: SubjectType, folder: Path, say: Say) -> None:
    """Sum what was carried over the subtrees of all organizations that have others below them."""
    say(f"逐级汇总{subject_type.label}应办")
    connection.execute(
        "create or replace temp table reached as select org_no, org_no as above_no from parent"
    )
    connection.execute("create or replace temp table above as select * from reached")
    while _one(connection, "select count(*) from reached")[0]:
        connection.execute(
            """create or replace temp table reached as
            select r.org_no, o.parent_no as above_no from reached r join organization o
            on o.org_no = r.above_no where o.parent_no is not null"""
        )
        connection.execute("insert into above select * from reached")
    connection.execute("create or replace temp table own as select * from carried")
    counted = f"select * replace (n::bigint as n) from ({rules('subtree')})"
    connection.execute(f"create or replace temp table counted as {counted}")
    _copy(
        connection, summary_query("select * from counted"), folder / SUMMARY / f"{subject_type}-upper.parquet"
    )
    connection.execute("delete from carried")


def _copy(connection: Connection, query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to {quoted(target)} {PARQUET}")


def _one(connection: Connection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row
