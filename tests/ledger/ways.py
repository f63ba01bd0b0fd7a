"""The ways into the ledger over one world of plain values, each giving dues in the reference's form."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb

from zhibu.ledger import Engine, Exemption, Fact, Inputs, Question, RunningLedger, build_ledger, evaluate
from zhibu.plans.codes import Category, Flow, Level, Sector, SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization

COLUMNS = {
    "organizations": "org_id parent_id level sector since until",
    "members": "member_id org_id category is_leader is_secretary is_frail flow since until",
    "facts": "fact_id org_id member_id activity measure occurred_on quantity",
    "exemptions": "subject_type subject_id activity from to",
}
TYPES = {"since": "date", "until": "date", "occurred_on": "date", "from": "date", "to": "date"} | {
    "quantity": "double",
    "is_leader": "boolean",
    "is_secretary": "boolean",
    "is_frail": "boolean",
}


def plans_of(world):
    return [Plan.model_validate(plan) for plan in world["plans"]]


def organization_of(row):
    codes = {"level": Level(row["level"]), "sector": Sector(row["sector"])}
    return Organization(**{**row, **codes})


def member_of(row):
    codes = {"category": Category(row["category"]), "flow": Flow(row["flow"])}
    return Member(**{**row, **codes})


def fact_of(row):
    return Fact(**row)


def exemption_of(row):
    kind = SubjectType(row["subject_type"])
    rest = {"subject_id": row["subject_id"], "activity": row["activity"], "to": row["to"]}
    return Exemption(subject_type=kind, from_=row["from"], **rest)


def ancestors_of(world, org_id):
    parents = {each["org_id"]: each["parent_id"] for each in world["organizations"]}
    found = []
    while (org_id := parents[org_id]) is not None:
        found.append(org_id)
    return found


def plain(status):
    due = status.due
    key = (*due.cited.key, str(due.subject_type), due.subject_id, due.period.start, due.period.end)
    return key, (Fraction(due.required), Fraction(status.achieved), str(status.status), status.excess)


def by_single(world):
    plans, found = plans_of(world), {}
    facts, exemptions = list(map(fact_of, world["facts"])), list(map(exemption_of, world["exemptions"]))
    for row in world["organizations"]:
        mine = [member_of(each) for each in world["members"] if each["org_id"] == row["org_id"]]
        above = ancestors_of(world, row["org_id"])
        found |= map(
            plain,
            evaluate(
                plans, organization_of(row), mine, facts, exemptions, world["as_of"], world["year"], above
            ),
        )
    return found


def running(world):
    """A running ledger of the world, everything put in one by one."""
    ledger = RunningLedger(plans_of(world), world["year"], world["as_of"])
    for row in world["facts"]:
        ledger.put_fact(fact_of(row))
    for row in world["organizations"]:
        put_organization(ledger, world, row)
    for row in world["members"]:
        put_member(ledger, world, row)
    for row in world["exemptions"]:
        put_exemptions(ledger, world, row["subject_type"], row["subject_id"])
    return ledger


def put_organization(ledger, world, row):
    ledger.put_organization(organization_of(row), ancestors_of(world, row["org_id"]))


def put_member(ledger, world, row):
    home = next(each for each in world["organizations"] if each["org_id"] == row["org_id"])
    ledger.put_member(member_of(row), organization_of(home), ancestors_of(world, row["org_id"]))


def put_exemptions(ledger, world, kind, subject_id):
    mine = [
        row for row in world["exemptions"] if (row["subject_type"], row["subject_id"]) == (kind, subject_id)
    ]
    ledger.put_exemptions(SubjectType(kind), subject_id, map(exemption_of, mine))


def by_running(ledger):
    return dict(map(plain, ledger.all_dues()))


def write_csv(world, folder: Path):
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns.split())
            writer.writeheader()
            writer.writerows(world[name])
    return inputs_in(folder, "csv")


def write_parquet(world, folder: Path):
    for name, columns in COLUMNS.items():
        listed = columns.split()
        with duckdb.connect() as connection:
            typed = ", ".join(f'"{column}" {TYPES.get(column, "varchar")}' for column in listed)
            connection.execute(f"create table t ({typed})")
            for row in world[name]:
                marks = ", ".join("?" * len(listed))
                connection.execute(f"insert into t values ({marks})", [row[column] for column in listed])
            connection.execute(f"copy t to '{folder / name}.parquet'")
    return inputs_in(folder, "parquet")


def inputs_in(folder, kind):
    return Inputs(*(folder / f"{name}.{kind}" for name in COLUMNS))


def question_of(world):
    return Question(plans_of(world), world["year"], world["as_of"])


def by_batch(world, folder: Path, write=write_parquet, engine="duckdb"):
    """Dues and summary by way of files."""
    build_ledger(question_of(world), write(world, folder), folder / "out", Engine(engine))
    return read_ledger(folder / "out")


def read_ledger(out: Path):
    with duckdb.connect() as connection:
        dues = connection.execute(
            f"""select plan_id, duty_id, subject_type, subject_id, period_start, period_end,
            required, achieved, status, excess from '{out}/dues.parquet'"""
        ).fetchall()
        counts = connection.execute(
            f"select organization_id, plan_id, duty_id, status, n from '{out}/summary.parquet'"
        ).fetchall()
    assert all(isinstance(row[4], date) for row in dues)
    found = {row[:6]: (Fraction(row[6]), Fraction(row[7]), row[8], row[9]) for row in dues}
    summary = {row[:4]: row[4] for row in counts}
    assert (len(found), len(summary)) == (len(dues), len(counts)), "a due or a count stands twice"
    return found, summary
