"""Synthetic worlds of any size: a nation's organizations, members, facts and exemptions, from a seed.

Every row is a pure function of the seed and its own number, so DuckDB streams each file in one pass with
bounded memory and the same seed gives the same bytes of data. Proportions follow the published figures for
2024: 4.614 million branches, 306 thousand committees, 330 thousand general branches, 21.7 members a
branch, 28.9 % of members aged 61 or more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

BRANCHES_A_COMMITTEE = 15
COMMITTEES_A_TOWN = 8
TOWNS_A_COUNTY = 13

MACROS = """
create macro scramble(x) as (xor(x, x >> 16) * 73244475::UBIGINT) & 4294967295::UBIGINT;
create macro draw(key, stream, among) as (scramble(scramble(scramble(
    (key::UBIGINT * 2654435761::UBIGINT + stream::UBIGINT * 97::UBIGINT * 65537::UBIGINT
     + {seed}::UBIGINT * 40503::UBIGINT) & 4294967295::UBIGINT))) % among::UBIGINT)::INTEGER;
create macro org_id(letter, number) as letter || lpad(number::VARCHAR, 8, '0');
create macro sector_of(committee) as case
    when draw(committee, 1, 100) < 28 then 'rural' when draw(committee, 1, 100) < 42 then 'community'
    when draw(committee, 1, 100) < 60 then 'organ' when draw(committee, 1, 100) < 65 then 'town_organ'
    when draw(committee, 1, 100) < 86 then 'two_new' when draw(committee, 1, 100) < 92 then 'school'
    when draw(committee, 1, 100) < 96 then 'health' else 'other' end;
create macro size_of(branch) as 4 + draw(branch, 2, 19) + draw(branch, 3, 19);
create macro day_of(number, key, stream) as make_date({year}, 1, 1) + draw(key, stream, number)::INTEGER;
"""

# activity, measure, times a year, of a hundred done, quantity in quarter units (0: not given)
ORGANIZATION_HABITS = [
    ("party_day", None, 12, 93, 0),
    ("committee_meeting", None, 12, 88, 0),
    ("general_meeting", None, 4, 95, 0),
    ("lecture", None, 4, 90, 0),
    ("group_study", "hours", 6, 85, 12),
    ("org_life_meeting", None, 1, 92, 0),
    ("appraisal", None, 1, 92, 0),
    ("volunteer", None, 2, 70, 0),
    ("disclosure", None, 2, 80, 0),
]
MEMBER_HABITS = [
    ("dues", None, 12, 94, 0),
    ("heart_talk", None, 2, 85, 0),
    ("self_study", "hours", 4, 80, 16),
    ("volunteer", "hours", 2, 60, 12),
]


@dataclass(frozen=True, slots=True)
class World:
    """How large a world to make; ``groups`` gives larger branches groups of their own."""

    branches: int
    seed: int
    year: int
    members: bool = True
    groups: bool = True

    @property
    def committees(self) -> int:
        return -(-self.branches // BRANCHES_A_COMMITTEE)

    @property
    def towns(self) -> int:
        return -(-self.committees // COMMITTEES_A_TOWN)

    @property
    def counties(self) -> int:
        return -(-self.towns // TOWNS_A_COUNTY)


def make_world(world: World, out: Path, done: Callable[[str], None] = lambda name: None) -> None:
    """Write the four files as Parquet into the folder ``out``."""
    with duckdb.connect(config={"preserve_insertion_order": True}) as connection:
        connection.execute(MACROS.format(seed=world.seed, year=world.year))
        for name, query in queries(world).items():
            target = str(out / f"{name}.parquet").replace("'", "''")
            connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")
            done(name)


def queries(world: World) -> dict[str, str]:
    none = "" if world.members else " limit 0"
    return {
        "organizations": organizations(world),
        "members": members(world) + none,
        "facts": facts(world),
        "exemptions": exemptions(world) + none,
    }


def organizations(world: World) -> str:
    """From county to group, in the order of the tree's levels."""
    opened = "case when draw({0}, {1}, 200) = 0 then day_of(365, {0}, {2}) end"
    closed = "case when draw({0}, {1}, 250) = 0 then day_of(365, {0}, {2}) end"
    never = "null::DATE as since, null::DATE as until"
    branch_life = f"{opened.format('i', 11, 12)} as since, {closed.format('i + 7', 13, 14)} as until"
    parts = [
        f"""select org_id('C', i) as org_id, null::VARCHAR as parent_id, 'county' as level, 'organ' as sector,
            {never} from range({world.counties}) t(i)""",
        f"""select org_id('T', i), org_id('C', i // {TOWNS_A_COUNTY}),
            case when i % 4 = 3 then 'department' else 'town' end,
            case when i % 4 = 3 then 'organ' else 'town_organ' end, {never} from range({world.towns}) t(i)""",
        f"""select org_id('P', i), org_id('T', i // {COMMITTEES_A_TOWN}), 'committee', sector_of(i), {never}
            from range({world.committees}) t(i)""",
        f"""select org_id('G', i), org_id('P', i), 'general_branch', sector_of(i), {never}
            from range({world.committees}) t(i)""",
        f"""select org_id('B', i), org_id(case when i % {BRANCHES_A_COMMITTEE} < 4 then 'G' else 'P' end,
            i // {BRANCHES_A_COMMITTEE}), 'branch', sector_of(i // {BRANCHES_A_COMMITTEE}), {branch_life}
            from range({world.branches}) t(i)""",
    ]
    if world.groups:
        parts.append(
            f"""select org_id('B', i) || '-' || n, org_id('B', i), 'group',
            sector_of(i // {BRANCHES_A_COMMITTEE}),
            {branch_life} from range({world.branches}) t(i), range(1, 3) u(n) where size_of(i) >= 24"""
        )
    return " union all ".join(parts)


def members(world: World) -> str:
    return f"""
    select org_id('B', i) || 'M' || lpad(n::VARCHAR, 2, '0') as member_id, org_id('B', i) as org_id,
        case when draw(i * 50 + n, 21, 100) < 22 then 'retired'
             when sector_of(i // {BRANCHES_A_COMMITTEE}) in ('rural', 'community') then 'rural'
             when sector_of(i // {BRANCHES_A_COMMITTEE}) = 'two_new' then 'two_new'
             when sector_of(i // {BRANCHES_A_COMMITTEE}) = 'school' and draw(i * 50 + n, 22, 100) < 40
                 then 'student'
             when draw(i * 50 + n, 22, 100) < 8 then 'other' else 'in_service' end as category,
        n = 1 or draw(i * 50 + n, 23, 100) < 2 as is_leader, n = 0 as is_secretary,
        draw(i * 50 + n, 24, 100) < 8 as is_frail,
        case when draw(i * 50 + n, 25, 100) < 4 then 'out' when draw(i * 50 + n, 25, 100) < 6 then 'in'
             else 'none' end as flow,
        case when draw(i * 50 + n, 26, 100) < 2 then day_of(365, i * 50 + n, 27) end as since,
        case when draw(i * 50 + n, 28, 200) < 1 then day_of(365, i * 50 + n, 29) end as until
    from range({world.branches}) t(i), range(42) u(n) where n < size_of(i)"""


def facts(world: World) -> str:
    """A habit comes round in equal steps of the year; one fact in twenty is late by up to forty days."""
    own = f"""
    select org_id('B', i) as org_id, null::VARCHAR as member_id, activity, measure, i * 64 + slot as key,
        nth, times, done, quarters from range({world.branches}) t(i), organization_habit"""
    parts = [own]
    for letter, number in (("P", world.committees), ("G", world.committees)):
        offset = 1 if letter == "P" else 2
        parts.append(
            f"""select org_id('{letter}', i), null, activity, measure, i * 64 + slot + {offset} * 500000000,
            nth, times, done - 6, quarters from range({number}) t(i), organization_habit"""
        )
    if world.members:
        parts.append(
            f"""select org_id('B', i), org_id('B', i) || 'M' || lpad(n::VARCHAR, 2, '0'), activity, measure,
            (i * 42 + n) * 20 + slot + 2000000000, nth, times, done, quarters
            from range({world.branches}) t(i), range(42) u(n), member_habit where n < size_of(i)"""
        )
    return f"""
    with organization_habit as ({habit_rows(ORGANIZATION_HABITS)}),
        member_habit as ({habit_rows(MEMBER_HABITS)})
    select 'F' || lpad(key::VARCHAR, 10, '0') as fact_id, org_id, member_id, activity, measure,
        make_date({world.year}, 1, 1) + (nth * 365 // times + draw(key, 31, 365 // times)
            + case when draw(key, 32, 20) = 0 then draw(key, 33, 40) else 0 end)::INTEGER as occurred_on,
        case when quarters > 0 then ((1 + draw(key, 34, quarters)) * 0.25)::DOUBLE end as quantity
    from ({" union all ".join(parts)})
    where draw(key, 35, 100) < done"""


def habit_rows(habits: list[tuple[str, str | None, int, int, int]]) -> str:
    rows, slot = [], 0
    for activity, measure, times, done, quarters in habits:
        named = f"'{measure}'" if measure else "null"
        for nth in range(times):
            rows.append(f"('{activity}', {named}, {slot}, {nth}, {times}, {done}, {quarters})")
            slot += 1
    columns = "activity, measure, slot, nth, times, done, quarters"
    return f"select * from (values {', '.join(rows)}) v({columns})"


def exemptions(world: World) -> str:
    """Frail members are let off the meetings, mostly, and a few leave before the year is out."""
    return f"""
    select 'member' as subject_type, org_id('B', i) || 'M' || lpad(n::VARCHAR, 2, '0') as subject_id,
        case when draw(i * 50 + n, 41, 3) > 0 then 'volunteer' end as activity,
        make_date({world.year}, 1, 1) as "from",
        case when draw(i * 50 + n, 42, 5) = 0 then day_of(365, i * 50 + n, 43) end as "to"
    from range({world.branches}) t(i), range(42) u(n)
    where n < size_of(i) and draw(i * 50 + n, 24, 100) < 8 and draw(i * 50 + n, 44, 4) > 0"""
