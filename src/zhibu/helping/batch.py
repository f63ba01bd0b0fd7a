"""Counting many organizations at once: out of the database into the ledger's batch, and back.

A new plan touches every organization below its issuer. One by one they take 20 ms each; here a few hundred
go through ``zhibu.ledger.build_ledger`` (DuckDB) together.
"""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction
from django.utils import timezone

from zhibu import ledger
from zhibu.duties.reading import asked_of_each, compiled, day_of
from zhibu.duties.recorded import (
    exemptions_of,
    facts_in,
    facts_of_members,
    of_kinds,
    own_facts,
)
from zhibu.helping.counting import Counts, keep, last_good_days
from zhibu.helping.demands import Demanded, DueKey
from zhibu.helping.models import Kept
from zhibu.issuing.queries import plans_in_force
from zhibu.ledger import CompiledPlans, Inputs, Question
from zhibu.ledger.names import DUES
from zhibu.ledger.prepare import insert
from zhibu.plans.periods import calendar_year
from zhibu.registry.as_of import Registry, as_of_some
from zhibu.registry.models import Organization

TOGETHER = 250  # organizations; about 700,000 facts of a year, and 300 MB at work

TABLES = {
    "organizations": "org_id varchar, parent_id varchar, level varchar, sector varchar, "
    "since date, until date",
    "members": "member_id varchar, org_id varchar, category varchar, is_leader boolean, "
    "is_secretary boolean, is_frail boolean, flow varchar, since date, until date",
    "facts": "fact_id varchar, org_id varchar, member_id varchar, activity varchar, measure varchar, "
    "occurred_on date, quantity decimal(18, 4)",
    "exemptions": 'subject_type varchar, subject_id varchar, activity varchar, "from" date, "to" date',
}

COUNTS = """
select coalesce(m.org_id, d.subject_id), plan_id, duty_id, period_start,
    sum(achieved * 10000)::bigint, count(*),
    count(*) filter (status = 'met'), count(*) filter (status = 'exempt'),
    count(*) filter (status = 'partial'),
    count(*) filter (status not in ('met', 'exempt', 'partial'))
from read_parquet(?) d left join read_parquet(?) m
    on d.subject_type = 'member' and m.member_id = d.subject_id
group by all"""


def count_many(organizations: Sequence[Organization], year: int) -> int:
    """Count all of some organizations; gives how many were kept (not those that changed meanwhile)."""
    return sum(
        _count_together(organizations[start : start + TOGETHER], year)
        for start in range(0, len(organizations), TOGETHER)
    )


def _count_together(organizations: Sequence[Organization], year: int) -> int:
    """The same three steps as ``counting.count_anew``."""
    today = timezone.localdate()
    pks = [one.pk for one in organizations]
    before = changes_noted(pks, year)
    found = counts_of(organizations, year)
    good_until = last_good_days(pks, day_of(year, today))
    with transaction.atomic():
        rows = Kept.objects.select_for_update().filter(organization_id__in=pks, year=year).order_by("pk")
        good = [row for row in rows if row.changes == before[row.organization_id]]
        keep(year, {row.organization_id: found.get(row.organization_id, {}) for row in good})
        for row in good:
            row.counted, row.good_until = row.changes, good_until.get(row.organization_id)
        Kept.objects.bulk_update(good, ["counted", "good_until"], TOGETHER)
    return len(good)


def changes_noted(pks: Iterable[int], year: int) -> dict[int, int]:
    rows = Kept.objects.filter(organization_id__in=pks, year=year)
    known = dict(rows.values_list("organization_id", "changes"))
    missing = [Kept(organization_id=pk, year=year) for pk in pks if pk not in known]
    if missing:
        Kept.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(rows.values_list("organization_id", "changes"))
    return known


def counts_of(organizations: Sequence[Organization], year: int) -> dict[int, dict[Demanded, Counts]]:
    """What the ledger's batch counts, by organization."""
    today = timezone.localdate()
    plans = compiled(plans_in_force(calendar_year(year)), year, today)
    registry = as_of_some(day_of(year, today), [one.pk for one in organizations])
    demands = {
        (*demand.cited.key, demand.period.start): Demanded(demand.cited, demand.period)
        for tables in plans.tables.values()
        for demand in tables.demands
    }
    keys = {one.code: one.pk for one in organizations}
    found: dict[int, dict[Demanded, Counts]] = {}
    for code, plan_id, duty_id, starts, *counts in _batch(plans, registry, organizations):
        if code in keys:
            due: DueKey = (plan_id, duty_id, starts)
            found.setdefault(keys[code], {})[demands[due]] = tuple(counts)
    return found


def _batch(
    plans: CompiledPlans, registry: Registry, organizations: Sequence[Organization]
) -> list[tuple[Any, ...]]:
    if not plans.plans or not registry.organizations:
        return []
    with tempfile.TemporaryDirectory(prefix="zhibu-") as folder, duckdb.connect() as connection:
        place = Path(folder)
        for name, rows in _inputs(plans, registry, organizations).items():
            connection.execute(f"create table {name} ({TABLES[name]})")
            insert(connection, name, rows)
            connection.execute(f"copy {name} to '{place / name}.parquet' (format parquet)")
        files = Inputs(*(place / f"{name}.parquet" for name in TABLES))
        ledger.build_ledger(Question(plans.plans, plans.year, plans.as_of), files, place / "out")
        return connection.execute(COUNTS, [str(place / "out" / DUES), str(files.members)]).fetchall()


def _inputs(
    plans: CompiledPlans, registry: Registry, organizations: Sequence[Organization]
) -> dict[str, list[tuple[Any, ...]]]:
    pks = [one.pk for one in organizations]
    people = [int(one.member_id) for one in registry.members]
    homes = {one.member_id: one.org_id for one in registry.members}
    own, of_members = asked_of_each(plans)
    facts = [
        *facts_in(own_facts(pks).filter(of_kinds(own)), plans.days),
        *facts_in(facts_of_members(people).filter(of_kinds(of_members)), plans.days),
    ]
    return {
        "organizations": [
            (one.org_id, one.parent_id, str(one.level), str(one.sector), one.since, one.until)
            for one in registry.organizations
        ],
        "members": [
            (one.member_id, one.org_id, str(one.category), one.is_leader, one.is_secretary, one.is_frail)
            + (str(one.flow), one.since, one.until)
            for one in registry.members
        ],
        # a member's fact counts wherever it was recorded; where it was may lie outside these organizations
        "facts": [
            (one.fact_id, homes[one.member_id] if one.member_id else one.org_id, one.member_id)
            + (str(one.activity), one.measure, one.occurred_on, one.quantity)
            for one in facts
        ],
        "exemptions": [
            (str(one.subject_type), one.subject_id, one.activity, one.from_, one.to)
            for one in exemptions_of(pks, people)
        ],
    }
