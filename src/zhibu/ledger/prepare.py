"""Checked inputs as tables that the engines read: numbered subjects by class, and the plans compiled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from zhibu.ledger import checks, inputs, tree
from zhibu.ledger.inputs import Source
from zhibu.ledger.problems import Problems
from zhibu.ledger.tables import SubjectClass, Tables
from zhibu.plans.codes import Category, Flow, Level, Sector, SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization

Connection = duckdb.DuckDBPyConnection
Say = Callable[[str], None]

CLASS_OF_ORGANIZATION = ("level", "sector", "region_no")
CLASS_OF_MEMBER = (*CLASS_OF_ORGANIZATION, "category", "is_leader", "is_secretary", "is_frail", "flow")
DEMAND = """demand_no integer, duty_no integer, tally_no integer, activity varchar, starts date, ends date,
whole boolean, is_past boolean, optional boolean, required bigint, at_most bigint"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of one ledger."""

    organizations: Path
    members: Path
    facts: Path
    exemptions: Path | None = None


@dataclass(slots=True)
class Sources:
    organizations: Source
    members: Source
    facts: Source
    exemptions: Source | None

    @classmethod
    def of(cls, files: Inputs) -> "Sources":
        exemptions = files.exemptions
        return cls(
            Source(files.organizations, "党组织表", "organization_in", inputs.ORGANIZATIONS),
            Source(files.members, "党员表", "member_in", inputs.MEMBERS),
            Source(files.facts, "办结事实表", "fact_in", inputs.FACTS),
            Source(exemptions, "免除表", "exemption_in", inputs.EXEMPTIONS) if exemptions else None,
        )

    def all(self) -> list[Source]:
        given = (self.organizations, self.members, self.facts, self.exemptions)
        return [source for source in given if source]


@dataclass(slots=True)
class Question:
    """What is asked: which plans, which year, as seen on which day."""

    plans: Sequence[Plan]
    year: int
    as_of: date
    tables: dict[SubjectType, Tables] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = {each: Tables(self.plans, self.year, self.as_of, each) for each in SubjectType}

    @property
    def roots(self) -> set[str]:
        return {plan.applies_to.under for plan in self.plans if plan.applies_to.under}


def prepare(connection: Connection, files: Inputs, question: Question, work: Path, say: Say) -> Sources:
    """Make ``organization``, ``member`` and the plans' tables; the views of the files stay open.

    Raises InputError with everything that is wrong with the files.
    """
    sources = Sources.of(files)
    problems = Problems()
    for source in sources.all():
        say(f"读取{source.title}")
        inputs.open_source(connection, source, work)
        checks.check_values(connection, source, problems)
    problems.raise_any()  # references make sense only between values that could be read
    say("核对编号有无重复")
    _check_ids(connection, sources, problems)
    problems.raise_any()
    say("整理党组织的上下级关系")
    tree.number_organizations(connection, sources.organizations)
    tree.place_organizations(connection, question.roots)
    tree.check_tree(connection, sources.organizations, problems)
    _check_references(connection, sources, problems, say)
    problems.raise_any()
    say("整理党组织和党员")
    _subjects(connection, question)
    return sources


def _check_ids(connection: Connection, sources: Sources, problems: Problems) -> None:
    checks.check_unique(connection, sources.organizations, "org_id", problems)
    checks.check_unique(connection, sources.members, "member_id", problems)
    checks.check_unique(connection, sources.facts, "fact_id", problems)


def _check_references(connection: Connection, sources: Sources, problems: Problems, say: Say) -> None:
    say("核对党员和事实所属的党组织")
    organizations = ("organization_in", "org_id", "党组织表")
    members = ("member_in", "member_id", "党员表")
    checks.check_known(connection, sources.members, "org_id", *organizations, problems)
    checks.check_known(connection, sources.facts, "org_id", *organizations, problems)
    checks.check_known(connection, sources.facts, "member_id", *members, problems)
    if sources.exemptions:
        for kind, known in ((SubjectType.ORGANIZATION, organizations), (SubjectType.MEMBER, members)):
            where = f"subject_type = '{kind}'"
            checks.check_known(connection, sources.exemptions, "subject_id", *known, problems, where)
    else:
        columns = ", ".join(f'null::{inputs.EMPTY[each.kind]} as "{each.name}"' for each in inputs.EXEMPTIONS)
        connection.execute(f"create view exemption_in as select {columns} where false")


def _subjects(connection: Connection, question: Question) -> None:
    connection.execute(
        """create table organization_seen as
        select o.org_no, o.org_id, o.parent_no, p.depth, p.region_no, o.level, o.sector, o.since, o.until
        from org o join place p using (org_no)"""
    )
    connection.execute(
        """create table member_seen as
        select m.member_id, o.org_no, o.level, o.sector, o.region_no, m.category,
            coalesce(m.is_leader, false) as is_leader, coalesce(m.is_secretary, false) as is_secretary,
            coalesce(m.is_frail, false) as is_frail, coalesce(m.flow, 'none') as flow, m.since, m.until
        from member_in m join organization_seen o using (org_id)"""
    )
    above = tree.regions_above(connection)
    for subject_type, seen, columns, name in (
        (SubjectType.ORGANIZATION, "organization_seen", CLASS_OF_ORGANIZATION, "organization"),
        (SubjectType.MEMBER, "member_seen", CLASS_OF_MEMBER, "member"),
    ):
        listed = ", ".join(columns)
        found = connection.execute(f"select distinct {listed} from {seen} order by all").fetchall()
        rows = [(number, *row) for number, row in enumerate(found)]
        kinds = [subject_class(dict(zip(columns, row, strict=True)), above) for row in found]
        connection.execute(
            f"create table {name}_class as select 0::integer as class_no, {listed} from {seen} limit 0"
        )
        insert(connection, f"{name}_class", rows)
        compile_plans(connection, question.tables[subject_type], kinds)
    connection.execute(
        """create table organization as
        select org_no as subject_no, org_id as subject_id, org_no, parent_no, depth, class_no, since, until
        from organization_seen join organization_class using (level, sector, region_no) order by org_no"""
    )
    connection.execute(
        f"""create table member as
        select (row_number() over (order by org_no, member_id) - 1)::integer as subject_no,
            member_id as subject_id, org_no, class_no, since, until
        from member_seen join member_class using ({", ".join(CLASS_OF_MEMBER)}) order by subject_no"""
    )
    for done in ("org", "place", "root", "organization_seen", "member_seen"):
        connection.execute(f"drop table {done}")


def subject_class(seen: dict[str, object], above: dict[int, frozenset[str]]) -> SubjectClass:
    region = seen["region_no"]
    assert isinstance(region, int)
    organization = Organization("", Level(str(seen["level"])), Sector(str(seen["sector"])))
    if "category" not in seen:
        return SubjectClass(organization, None, above[region])
    leader, secretary, frail = (bool(seen[name]) for name in ("is_leader", "is_secretary", "is_frail"))
    category, flow = Category(str(seen["category"])), Flow(str(seen["flow"]))
    member = Member("", "", category, leader, secretary, frail, flow)
    return SubjectClass(organization, member, above[region])


def compile_plans(connection: Connection, tables: Tables, kinds: Sequence[SubjectClass]) -> None:
    """The tables that ``due.sql`` reads, named after the type of subject, and ``…_duty`` for their names."""
    name = str(tables.subject_type)
    connection.execute(f"create table {name}_demand ({DEMAND})")
    connection.execute(f"create table {name}_duty (duty_no integer, plan_id varchar, duty_id varchar)")
    connection.execute(f"create table {name}_selected (class_no integer, duty_no integer)")
    connection.execute(
        f"create table {name}_calendar (activity varchar, measure varchar, day date, tally_no integer)"
    )
    insert(connection, f"{name}_demand", tables.demand_rows())
    insert(connection, f"{name}_duty", ((no, *cited.key) for no, cited in enumerate(tables.duties)))
    insert(connection, f"{name}_selected", tables.selected_rows(enumerate(kinds)))
    insert(connection, f"{name}_calendar", tables.calendar_rows())


def insert(connection: Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert column by column: row by row DuckDB takes a hundred times as long."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        connection.execute(f"insert into {table} select {', '.join(['unnest(?)'] * len(columns))}", columns)
