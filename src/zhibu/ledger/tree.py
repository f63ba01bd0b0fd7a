"""The tree of organizations: depth, region and what stands above, level by level from the top.

Each pass joins the next level to the one above it, so that a nation takes as many passes as it has levels.
What is never reached hangs on a parent that does not exist or goes round in a circle.
"""

from collections.abc import Iterable

import duckdb

from zhibu.ledger.inputs import Source
from zhibu.ledger.problems import SHOWN, Problems

Connection = duckdb.DuckDBPyConnection
NO_REGION = -1


def number_organizations(connection: Connection, source: Source) -> None:
    """``org``: organizations numbered in the order of their ids, with their parents' numbers."""
    connection.execute(
        f"""create table org as
        with numbered as (
            select (row_number() over (order by org_id) - 1)::integer as org_no, * from {source.view}
        )
        select n.*, p.org_no as parent_no from numbered n left join numbered p on p.org_id = n.parent_id
        order by n.org_no"""
    )


def place_organizations(connection: Connection, roots: Iterable[str]) -> None:
    """``place`` (org_no, parent_no, depth, region_no): a region is named by its root's number."""
    connection.execute(
        "create table root as select org_no from org where org_id in (select unnest(?::varchar[]))",
        [list(roots)],
    )
    connection.execute(
        f"""create table place as
        select org_no, parent_no, 0 as depth,
            case when org_no in (select org_no from root) then org_no else {NO_REGION} end as region_no
        from org where parent_no is null"""
    )
    depth = 0
    while connection.execute("select count(*) from place where depth = ?", [depth]).fetchone() != (0,):
        connection.execute(
            f"""insert into place
            select o.org_no, o.parent_no, {depth + 1},
                case when o.org_no in (select org_no from root) then o.org_no else p.region_no end
            from org o join place p on p.org_no = o.parent_no where p.depth = {depth}"""
        )
        depth += 1


def regions_above(connection: Connection) -> dict[int, frozenset[str]]:
    """For each region the ids of its root and of the roots above it: what ``applies_to.under`` can name."""
    rows = connection.execute(
        """select r.org_no, o.org_id, p.region_no from root r join org o on o.org_no = r.org_no
        left join place p on p.org_no = o.parent_no"""
    ).fetchall()
    named = {org_no: (org_id, upper) for org_no, org_id, upper in rows}
    above: dict[int, frozenset[str]] = {NO_REGION: frozenset()}

    def of(region_no: int) -> frozenset[str]:
        if region_no not in above:
            org_id, upper = named[region_no]
            above[region_no] = of(NO_REGION if upper is None else upper) | {org_id}
        return above[region_no]

    return {region_no: of(region_no) for region_no in [NO_REGION, *named]}


def check_tree(connection: Connection, source: Source, problems: Problems) -> None:
    """Parents that do not exist, and circles; organizations below a circle are not listed."""
    dangling = "parent_id is not null and parent_no is null"
    total = connection.execute(f"select count(*) from org where {dangling}").fetchone()
    if total and total[0]:
        rows = connection.execute(
            f"select row_no, parent_id from org where {dangling} order by row_no limit {SHOWN}"
        ).fetchall()
        problems.add(source.path, "parent_id 是", rows, total[0], "没有这个党组织；请改正，最上级留空")
    unreached = connection.execute(
        """select org_no, parent_no, org_id, row_no from org
        where parent_no is not null and org_no not in (select org_no from place)
        order by row_no limit 100000"""
    ).fetchall()
    for circle in _circles({org_no: row for org_no, *row in unreached}):
        way = " → ".join([org_id for org_id, _ in circle] + [circle[0][0]])
        problems.add(source.path, "上级关系成了环：", [(circle[0][1], way)], 1, "请改正其中一处 parent_id")


def _circles(upwards: dict[int, list[int | str]]) -> Iterable[list[tuple[str, int]]]:
    seen: set[int] = set()
    for start in upwards:
        way: list[int] = []
        here = start
        while here in upwards and here not in seen:
            seen.add(here)
            way.append(here)
            here = int(upwards[here][0])
        if here in way:
            yield [(str(upwards[each][1]), int(upwards[each][2])) for each in way[way.index(here) :]]
