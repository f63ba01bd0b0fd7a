"""A county of any number of branches with a year of records, for measuring: from a seed, in about a minute.

    ZHIBU_MODE=demo ./dev python -m benchmarks.web.county --branches 2000 --data out/county

The tree is the ledger's synthetic one in small (fifteen branches a committee, eight committees a town);
what branches hold in a month is the demo's; facts come of gatherings by the application's own rule
(``facts_from``), asked once for each kind of gathering. Telephone and ID numbers are left empty.
"""

import argparse
import os
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhibu.registry.models import Organization

BRANCHES_A_COMMITTEE, COMMITTEES_A_TOWN = 15, 8
MEMBERS = 30  # a branch, on average
ACCOUNTS = 60  # branches whose secretary can sign in: ``branch1`` …
PEOPLE = 40  # members of each of these: what a measured gathering lists
SEED = 20261123
PASSWORD = "county-2026"
FOUNDED = "2015-07-01"
SECTORS = ["rural"] * 28 + ["community"] * 14 + ["organ"] * 18 + ["town_organ"] * 5 + ["two_new"] * 21
SECTORS += ["school"] * 6 + ["health"] * 4 + ["other"] * 4
CATEGORIES = {"rural": "rural", "community": "rural", "two_new": "two_new"}


@dataclass
class Keys:
    """The next key of each table that is filled with rows."""

    last: dict[str, int] = field(default_factory=dict)

    def next(self, table: str) -> int:
        self.last[table] = self.last.get(table, 0) + 1
        return self.last[table]


def make(branches: int, today: date) -> dict[str, int]:
    """Fill an empty database; gives the number of rows by table."""
    from django.db import transaction

    from benchmarks.web import rows
    from zhibu.gatherings.models import Attendance, Fact, Gathering, Segment

    draw = random.Random(SEED)
    counted: dict[str, int] = {}
    with rows.unchecked(), transaction.atomic():
        places = organizations(branches, draw)
        people = members(places, draw, counted)
        accounts(places, people)
        with rows.without_indexes(Attendance, Fact, Segment, Gathering):
            records(places, people, draw, today, counted)
        rows.follow_sequences(Attendance, Fact, Segment, Gathering, *roster_tables())
        plans(places)
    return counted


def roster_tables() -> tuple[Any, ...]:
    from zhibu.registry.models import Member, MemberState

    return Member, MemberState


def organizations(branches: int, draw: random.Random) -> "list[Organization]":
    """County, towns and departments, committees, branches: made by the registry's own action."""
    from zhibu.plans.codes import Level, Sector
    from zhibu.registry.bulk import Foundation, found_many

    founded = date.fromisoformat(FOUNDED)

    def foundation(code: str, name: str, level: Level, sector: str, parent: str | None) -> Foundation:
        return Foundation(code, name, level, Sector(sector), parent, founded)

    wanted = [foundation("C", "测试县委", Level.COUNTY, "organ", None)]
    for number in range(branches):
        committee, is_first = divmod(number, BRANCHES_A_COMMITTEE)
        town, is_new_town = divmod(committee, COMMITTEES_A_TOWN)
        if not is_first and not is_new_town:
            wanted.append(foundation(f"T{town}", f"第{town + 1}镇党委", Level.TOWN, "town_organ", "C"))
        if not is_first:
            sector = draw.choice(SECTORS)
            name = f"第{town + 1}镇第{is_new_town + 1}党委"
            wanted.append(foundation(f"P{committee}", name, Level.COMMITTEE, sector, f"T{town}"))
        name = f"第{town + 1}镇第{is_new_town + 1}党委第{is_first + 1}党支部"
        wanted.append(foundation(f"B{number}", name, Level.BRANCH, sector, f"P{committee}"))
    return [organization for organization, _tag in found_many(acting=None, wanted=wanted).values()]


def members(
    places: "list[Organization]", draw: random.Random, counted: dict[str, int]
) -> dict[int, list[int]]:
    """The keys of the members of each branch."""
    from benchmarks.web import rows
    from zhibu.demo.names import people as names
    from zhibu.registry.models import Member, MemberState

    called, found = names(draw), dict[int, list[int]]()
    branches = [one for one in places if one.level == "branch"]
    measured = set(with_accounts([one.pk for one in branches]))
    table: list[tuple[Any, ...]] = []
    number = 0
    for place in branches:
        size = PEOPLE if place.pk in measured else draw.randint(MEMBERS // 2, MEMBERS * 3 // 2)
        found[place.pk] = list(range(number + 1, number + 1 + size))
        number = found[place.pk][-1]
        category = CATEGORIES.get(place.sector, "in_service")
        for order, pk in enumerate(found[place.pk]):
            retired = draw.random() < 0.2
            dated = (
                *(place.pk, None, "retired" if retired else category, "formal"),
                *("out" if draw.random() < 0.04 else "none", order == 1, draw.random() < 0.06, False),
            )
            table.append((pk, *dated, FOUNDED, None, next(called), None, "", "", "", place.path))
    columns = ("id", *Member.DATED, "since", "until")
    own = (*columns, "name", "joined_on", "id_number", "id_number_index", "phone", "path")
    counted["Member"] = rows.insert(Member, own, table)
    states = ((*row[:11], row[0]) for row in table)
    rows.insert(MemberState, (*columns, "member"), states)
    return found


def with_accounts(branches: list[int]) -> list[int]:
    """Branches spread over the county."""
    return branches[:: max(1, len(branches) // ACCOUNTS)][:ACCOUNTS]


def accounts(places: "list[Organization]", people: dict[int, list[int]]) -> None:
    """``county``, and ``branch1`` … ``branch60``: secretaries spread over the county."""
    from zhibu.access.actions import open_account
    from zhibu.access.models import Post
    from zhibu.access.policy import Role
    from zhibu.registry.models import Member

    branches = list(people)
    since = date.fromisoformat(FOUNDED)
    posts = [
        Post(member_id=pks[order], organization_id=pk, role_code=role.value, since=since)
        for pk, pks in people.items()
        for order, role in enumerate((Role.SECRETARY, *[Role.COMMITTEE_MEMBER] * 4))
    ]
    staff = people[branches[0]][7]
    posts.append(Post(member_id=staff, organization=places[0], role_code=Role.COUNTY.value, since=since))
    Post.objects.bulk_create(posts, 2000)
    open_account(acting=None, username="county", member=Member.objects.get(pk=staff), password=PASSWORD)
    for number, pk in enumerate(with_accounts(branches), 1):
        secretary = Member.objects.get(pk=people[pk][0])
        open_account(acting=None, username=f"branch{number}", member=secretary, password=PASSWORD)


def plans(places: "list[Organization]") -> None:
    """The bundled plans that branches of these sectors can have, issued by the county."""
    from zhibu.issuing.actions import issue
    from zhibu.plans.library import library_folder
    from zhibu.plans.loading import load_plans

    for plan in load_plans([library_folder()]):
        issue(plan, acting=None, organization=places[0])


# ── records ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Pattern:
    """What a gathering with certain segments gives: (activity, measure, quantity, place of the segment)."""

    own: list[tuple[str, str, str | None, int | None]]
    each: list[tuple[str, str, str | None, int | None]]


def pattern(kind: Any, segments: dict[Any, int]) -> Pattern:
    from zhibu.gatherings.facts import facts_from
    from zhibu.gatherings.models import Gathering, Segment

    gathering = Gathering(organization_id=0, kind=kind.value, occurred_on=date(2000, 1, 1))
    parts = [Segment(activity_code=one.value, minutes=minutes) for one, minutes in segments.items()]
    rows: dict[bool, list[Any]] = {True: [], False: []}
    for fact in facts_from(gathering, parts, [1]):
        # ``is``: parts not yet saved have no key to be told apart by
        at = next((number for number, one in enumerate(parts) if one is fact.segment), None)
        quantity = None if fact.quantity is None else str(fact.quantity)
        rows[fact.member_id is None].append((fact.activity_code, fact.measure, quantity, at))
    return Pattern(rows[True], rows[False])


@dataclass
class Tables:
    """Rows on their way into the four tables of records."""

    gatherings: list[tuple[Any, ...]] = field(default_factory=list)
    segments: list[tuple[Any, ...]] = field(default_factory=list)
    attendances: list[tuple[Any, ...]] = field(default_factory=list)
    facts: list[tuple[Any, ...]] = field(default_factory=list)


def records(
    places: "list[Organization]",
    people: dict[int, list[int]],
    draw: random.Random,
    today: date,
    counted: dict[str, int],
) -> None:
    keys, patterns, tables = Keys(), dict[Any, Pattern](), Tables()
    for number, (place, pks) in enumerate(people.items()):
        for kind, day, segments in year_of(draw, today):
            whom = pks[:5] if kind.value == "committee_meeting" else pks
            about = (kind, *segments.items())
            if about not in patterns:
                patterns[about] = pattern(kind, segments)
            add(tables, keys, place, kind.value, day, segments, whom, patterns[about], draw)
        if number % 40 == 39:
            flush(tables, counted)
    flush(tables, counted)


def year_of(draw: random.Random, today: date) -> Iterator[tuple[Any, date, dict[Any, int]]]:
    """What one branch held in the year up to today: most of it, in two branches of five with gaps."""
    from zhibu.demo.facts import months_until, of_month

    diligence = draw.choices((0.98, 0.88, 0.6), (6, 3, 1))[0]
    for month in months_until(today):
        for kind, number, segments in of_month(month, draw):
            day = month.replace(day=number)
            if day <= today and draw.random() < diligence:
                yield kind, day, segments


def add(
    tables: Tables,
    keys: Keys,
    place: int,
    kind: str,
    day: date,
    segments: dict[Any, int],
    whom: list[int],
    facts: Pattern,
    draw: random.Random,
) -> None:
    pk, written = keys.next("gathering"), day.isoformat()
    key = uuid.UUID(int=draw.getrandbits(128), version=4).hex
    recorded = f"{day + timedelta(days=1)} 12:00:00+00:00"
    tables.gatherings.append(
        (pk, place, kind, written, "党员活动室", "集中学习", "", "", "", whom[0], "{}", recorded, 1, key)
    )
    parts = []
    for activity, minutes in segments.items():
        parts.append(keys.next("segment"))
        tables.segments.append((parts[-1], pk, activity.value, minutes))
    absent = set(draw.choices(whom, k=len(whom) // 12))
    present = [one for one in whom if one not in absent]
    tables.attendances += [
        (pk, one, one not in absent, "work" if one in absent else "", False, True, False, False, False)
        for one in whom
    ]
    for rows, subjects in ((facts.own, [None]), (facts.each, present)):
        told = [(None if at is None else parts[at], *rest) for *rest, at in rows]
        tables.facts += [
            (pk, part, place, one, activity, measure, written, quantity)
            for one in subjects
            for part, activity, measure, quantity in told
        ]


def flush(tables: Tables, counted: dict[str, int]) -> None:
    from benchmarks.web import rows
    from zhibu.gatherings.models import Attendance, Fact, Gathering, Segment

    columns = {
        Gathering: "id organization kind occurred_on place topic discussed decided guests chair amounts "
        "recorded_at version key",
        Segment: "id gathering activity_code minutes",
        Attendance: "gathering member is_present reason is_exempt has_vote is_frail leaves_quorum is_visited",
        Fact: "gathering segment organization member activity_code measure occurred_on quantity",
    }
    filled = (tables.gatherings, tables.segments, tables.attendances, tables.facts)
    for model, found in zip(columns, filled, strict=True):
        counted[model.__name__] = counted.get(model.__name__, 0) + rows.insert(
            model, columns[model].split(), found
        )
        found.clear()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--branches", type=int, default=2000)
    asked.add_argument("--data", type=Path, default=Path("out/county"))
    given = asked.parse_args()
    os.environ.setdefault("ZHIBU_MODE", "demo")
    given.data.mkdir(parents=True, exist_ok=True)

    from zhibu.site import set_up

    set_up.write_secrets(given.data)
    set_up.use_folder(given.data)
    set_up.start_django()
    set_up.make_tables()

    from django.utils import timezone

    began = time.perf_counter()
    counted = make(given.branches, timezone.localdate())
    print(f"{given.branches} branches in {time.perf_counter() - began:.1f} s:", counted)


if __name__ == "__main__":
    main()
