"""One subject out of the input files, with all that decides its dues: for the trace on the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from zhibu.ledger import checks, inputs
from zhibu.ledger.amounts import from_scaled
from zhibu.ledger.facts import DueStatus, Exemption, Fact
from zhibu.ledger.memory import Subject, evaluate_subjects
from zhibu.ledger.prepare import Inputs, Question, Sources
from zhibu.ledger.problems import InputError, Problems
from zhibu.ledger.tables import SubjectClass
from zhibu.plans.codes import Category, Flow, Level, Sector, SubjectType
from zhibu.plans.subjects import Member, Organization

HIGHEST_TREE = 100  # levels; a deeper one goes round in a circle

FACTS = """select fact_id, org_id, nullif(member_id, ''), activity, nullif(measure, ''), occurred_on, quantity
from fact_in where org_id = ? or member_id = ?"""


@dataclass(frozen=True, slots=True)
class OneSubject:
    """A subject, the facts recorded for it or under its organization, and its exemptions."""

    subject_type: SubjectType
    subject: Subject
    facts: tuple[Fact, ...]
    exemptions: tuple[Exemption, ...]

    def dues(self, question: Question) -> list[DueStatus]:
        tables = question.tables[self.subject_type]
        return evaluate_subjects(tables, [self.subject], self.facts, self.exemptions)


def read_one_subject(files: Inputs, subject_type: SubjectType, subject_id: str, work: Path) -> OneSubject:
    """Raises InputError when the files are bad or hold no such subject."""
    with duckdb.connect() as connection:
        sources, problems = Sources.of(files), Problems()
        for source in sources.all():
            inputs.open_source(connection, source, work)
            checks.check_values(connection, source, problems)
        problems.raise_any()
        member = _member(connection, subject_id) if subject_type is SubjectType.MEMBER else None
        org_id = member.org_id if member else subject_id
        organization, above = _organization(connection, org_id)
        rows = connection.execute(FACTS, [org_id, subject_id if member else None]).fetchall()
        exemptions = _exemptions(connection, subject_type, subject_id) if sources.exemptions else ()
    subject = Subject(subject_id, SubjectClass(organization, member, above))
    return OneSubject(subject_type, subject, tuple(map(_fact, rows)), exemptions)


def _organization(connection: duckdb.DuckDBPyConnection, org_id: str) -> tuple[Organization, frozenset[str]]:
    """The organization and the ids above it."""
    query = "select org_id, level, sector, parent_id, since, until from organization_in where org_id = ?"
    row = connection.execute(query, [org_id]).fetchone()
    if row is None:
        raise InputError(f"党组织表中没有 {org_id}；请核对编号，党员请加 --type member")
    organization = Organization(row[0], Level(row[1]), Sector(row[2]), *row[3:])
    above: set[str] = set()
    upper = organization.parent_id
    while upper and upper not in above and len(above) < HIGHEST_TREE:
        above.add(upper)
        found = connection.execute(query, [upper]).fetchone()
        upper = found[3] if found else None
    return organization, frozenset(above)


def _member(connection: duckdb.DuckDBPyConnection, member_id: str) -> Member:
    row = connection.execute(
        """select member_id, org_id, category, coalesce(is_leader, false), coalesce(is_secretary, false),
        coalesce(is_frail, false), coalesce(flow, 'none'), since, until from member_in where member_id = ?""",
        [member_id],
    ).fetchone()
    if row is None:
        raise InputError(f"党员表中没有 {member_id}；请核对编号，党组织请加 --type organization")
    leader, secretary, frail, flow, since, until = row[3:]
    flags = (leader, secretary, frail)
    return Member(row[0], row[1], Category(row[2]), *flags, Flow(flow), since, until)


def _exemptions(
    connection: duckdb.DuckDBPyConnection, subject_type: SubjectType, subject_id: str
) -> tuple[Exemption, ...]:
    rows = connection.execute(
        'select activity, "from", "to" from exemption_in where subject_type = ? and subject_id = ?',
        [str(subject_type), subject_id],
    ).fetchall()
    return tuple(
        Exemption(subject_type=subject_type, subject_id=subject_id, activity=activity, from_=start, to=end)
        for activity, start, end in rows
    )


def _fact(row: tuple[Any, ...]) -> Fact:
    fact_id, org_id, member_id, activity, measure, occurred_on, scaled = row
    return Fact(
        fact_id=fact_id,
        org_id=org_id,
        member_id=member_id,
        activity=activity,
        measure=measure,
        occurred_on=occurred_on,
        quantity=None if scaled is None else from_scaled(scaled),
    )
