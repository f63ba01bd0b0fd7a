"""The practical limit: one hand-written DuckDB query for organizations' dues, with nothing else around it.

It reads the same columns and writes the same rows as the ledger where nobody is exempt, and leaves out
everything else: checks, members, exemptions, the summary, the tree, and bounded memory.
minimal.py FOLDER bundled|one-rule OUT → seconds as JSON
"""

import json
import sys
import time
from collections.abc import Iterator

import duckdb
from world import question

from zhibu.ledger.prepare import Question, insert
from zhibu.ledger.tables import Tables
from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.dues import selects_organization
from zhibu.plans.subjects import Organization

QUERY = """
copy (
    with done as (
        select f.org_id, k.sum_no, sum(coalesce(f.quantity, 1)) as n
        from '{folder}/facts.parquet' f
        join days k
            on k.activity = f.activity and k.measure is not distinct from f.measure and k.day = f.occurred_on
        where f.member_id is null
        group by all
    )
    select d.plan_id, d.duty_id, 'organization' as subject_type, o.org_id as subject_id,
        d.starts as period_start, d.ends as period_end, d.required::decimal(18, 4) as required,
        coalesce(n, 0)::decimal(18, 4) as achieved,
        case when coalesce(n, 0) >= d.required then 'met'
             when not d.whole or o.since > d.starts or o.until <= d.ends then 'partial'
             when date '{as_of}' <= d.ends then 'open' when d.may then 'optional'
             else 'overdue' end as status,
        coalesce(n > d.at_most, false) as excess
    from '{folder}/organizations.parquet' o
    join demands d on d.level = o.level and d.sector = o.sector
    left join done on done.org_id = o.org_id and done.sum_no = d.sum_no
    where (o.since is null or o.since <= d.ends) and (o.until is null or o.until > d.starts)
        and (o.since is null or o.until is null or o.since < o.until)
) to '{out}' (format parquet, compression zstd)
"""


def main(folder: str, which: str, out: str) -> None:
    asked = question(which)
    with duckdb.connect(config={"memory_limit": "5GB", "temp_directory": f"{out}.spill"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        began = time.perf_counter()
        load(connection, asked)
        connection.execute(QUERY.format(folder=folder, out=out, as_of=asked.as_of))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds}))


def load(connection: duckdb.DuckDBPyConnection, asked: Question) -> None:
    connection.execute("create table days (activity varchar, measure varchar, day date, sum_no integer)")
    connection.execute(
        """create table demands (level varchar, sector varchar, plan_id varchar, duty_id varchar,
        sum_no integer, starts date, ends date, whole boolean, required double, at_most double,
        may boolean)"""
    )
    tables = asked.tables[SubjectType.ORGANIZATION]
    insert(connection, "days", ((a, m or None, day, no) for a, m, day, no in tables.calendar_rows()))
    insert(connection, "demands", demand_rows(tables))


def demand_rows(tables: Tables) -> Iterator[tuple[object, ...]]:
    for level in Level:
        for sector in Sector:
            example = Organization("", level, sector)
            for demand in tables.demands:
                duty = demand.cited.duty
                if selects_organization(demand.cited, example):
                    yield (
                        *(str(level), str(sector), *demand.cited.key, demand.tally_no),
                        *(demand.period.start, demand.period.end, demand.whole, float(duty.at_least)),
                        *(None if duty.at_most is None else float(duty.at_most), str(duty.force) == "may"),
                    )


main(*sys.argv[1:])
