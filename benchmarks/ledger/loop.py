"""The same rules as a plain Python loop: loop.py FOLDER bundled|one-rule OUT → seconds and dues as JSON."""

import json
import sys
import time
from collections import defaultdict
from datetime import date

import duckdb
from world import question

from zhibu.plans.codes import Level, Sector
from zhibu.plans.dues import Due, dues_of_organization
from zhibu.plans.subjects import Organization


def main(folder: str, which: str, out: str) -> None:
    asked = question(which)
    with duckdb.connect() as connection:
        facts = connection.execute(
            f"""select org_id, activity, measure, occurred_on, quantity from '{folder}/facts.parquet'
            where member_id is null"""
        ).fetchall()
        organizations = connection.execute(f"from '{folder}/organizations.parquet'").fetchall()
    began = time.perf_counter()
    done = defaultdict(list)
    for org_id, activity, measure, day, quantity in facts:
        done[org_id, activity, measure].append((day, 1 if quantity is None else quantity))
    counts = defaultdict(int)
    for org_id, parent_id, level, sector, since, until in organizations:
        organization = Organization(org_id, Level(level), Sector(sector), parent_id, since, until)
        for due in dues_of_organization(asked.plans, organization, asked.year):
            duty, period = due.cited.duty, due.period
            achieved = sum(
                amount
                for day, amount in done.get((org_id, str(duty.activity), duty.measure), ())
                if period.start <= day <= period.end
            )
            counts[status(due, achieved, asked.as_of)] += 1
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "dues": sum(counts.values()), "organizations": len(organizations)}))


def status(due: Due, achieved: float, as_of: date) -> str:
    if achieved >= due.required:
        return "met"
    if not due.demanded:
        return "partial"
    if as_of <= due.period.end:
        return "open"
    return "optional" if str(due.cited.duty.force) == "may" else "overdue"


main(*sys.argv[1:])
