"""The rules over a few subjects in memory, on the standard library's SQLite.

It starts in under a millisecond, so the application and the incremental update run the very text that
the batch runs. Days are ISO text here, which compares as days do.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.ledger.amounts import from_scaled, to_scaled
from zhibu.ledger.facts import DueStatus, Exemption, Fact, Status
from zhibu.ledger.rules import rules
from zhibu.ledger.tables import Demand, SubjectClass, Tables
from zhibu.plans.dues import Due
from zhibu.plans.periods import Period
from zhibu.plans.subjects import Member, Organization

SCHEMA = """
create table subject (subject_id, class_no, since, until);
create table fact (subject_id, activity, measure, occurred_on, quantity);
create table exemption (subject_id, activity, from_day, to_day);
create table selected (class_no, duty_no);
create table calendar (activity, measure, day, tally_no);
create table demand (demand_no, duty_no, tally_no, activity, starts, ends, whole, is_past, optional,
                     required, at_most);
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with its class; one of an organization's or a member's."""

    subject_id: str
    kind: SubjectClass

    @property
    def person_or_body(self) -> Organization | Member:
        return self.kind.member or self.kind.organization

    @property
    def exists(self) -> Period | None:
        return self.person_or_body.exists


def evaluate_subjects(
    tables: Tables,
    subjects: Iterable[Subject],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    tallies: Collection[int] | None = None,
) -> list[DueStatus]:
    """The dues of the subjects, all of the tables' type, in the order of subjects and demands.

    With ``tallies`` only the dues that those sums decide.
    """
    asked = {subject.subject_id: subject for subject in subjects}
    rows = ask(rules("due"), tables, asked, facts, exemptions, tallies)
    order = {subject_id: number for number, subject_id in enumerate(asked)}
    rows.sort(key=lambda row: (order[row[0]], row[1]))
    return [
        due_status(tables.demands[demand_no], asked[subject_id], achieved, status, bool(excess))
        for subject_id, demand_no, achieved, status, excess in rows
    ]


def ask(
    text: str,
    tables: Tables,
    asked: dict[str, Subject],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
    tallies: Collection[int] | None = None,
) -> list[tuple[Any, ...]]:
    """What a query over the rules' tables gives for some subjects."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        _fill(connection, tables, asked, facts, exemptions)
        insert(connection, "demand", demand_rows(tables, tallies))
        return connection.execute(text).fetchall()


def due_status(demand: Demand, subject: Subject, achieved: int, status: str, excess: bool) -> DueStatus:
    exists = subject.exists
    demanded = demand.whole and exists is not None and exists.contains(demand.period)
    due = Due(demand.cited, subject.subject_id, demand.period, demanded)
    return DueStatus(due, from_scaled(achieved), Status(status), excess)


def _fill(
    connection: sqlite3.Connection,
    tables: Tables,
    asked: dict[str, Subject],
    facts: Iterable[Fact],
    exemptions: Iterable[Exemption],
) -> None:
    of_type = [fact for fact in facts if fact.subject[0] is tables.subject_type and fact.subject[1] in asked]
    insert(connection, "subject", (subject_row(number, each) for number, each in enumerate(asked.values())))
    insert(connection, "fact", map(fact_row, of_type))
    insert(connection, "exemption", exemption_rows(tables, exemptions))
    insert(connection, "selected", tables.selected_rows(enumerate(each.kind for each in asked.values())))
    insert(connection, "calendar", _calendar_rows(tables, of_type))


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def subject_row(class_no: int, subject: Subject) -> tuple[object, ...]:
    body = subject.person_or_body
    return subject.subject_id, class_no, iso(body.since), iso(body.until)


def fact_row(fact: Fact) -> tuple[object, ...]:
    quantity = None if fact.quantity is None else to_scaled(fact.quantity)
    return fact.subject[1], str(fact.activity), fact.measure or "", iso(fact.occurred_on), quantity


def exemption_rows(tables: Tables, exemptions: Iterable[Exemption]) -> Iterator[tuple[object, ...]]:
    for each in exemptions:
        if each.subject_type is tables.subject_type:
            yield each.subject_id, each.activity, iso(each.from_), iso(each.to)


def demand_rows(tables: Tables, tallies: Collection[int] | None) -> Iterator[tuple[object, ...]]:
    for number, duty, tally, activity, starts, ends, *rest in tables.demand_rows(tallies):
        assert isinstance(starts, date) and isinstance(ends, date)
        yield number, duty, tally, activity, iso(starts), iso(ends), *rest


def _calendar_rows(tables: Tables, facts: Iterable[Fact]) -> Iterator[tuple[object, ...]]:
    """Of the calendar only the days on which something happened."""
    for activity, measure, day in {(fact.activity, fact.measure, fact.occurred_on) for fact in facts}:
        for tally_no in tables.tallies_on(activity, measure, day):
            yield str(activity), measure or "", iso(day), tally_no
