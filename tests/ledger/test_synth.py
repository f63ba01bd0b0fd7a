"""Synthetic worlds: the same for a seed, in proportion, and taken by the ledger without complaint."""

from datetime import date

import duckdb
import pytest

from zhibu.ledger import Inputs, Question, build_ledger
from zhibu.ledger.synth import World, make_world
from zhibu.plans.codes import Category, Level, Sector
from zhibu.plans.model import Plan

NAMES = ("organizations", "members", "facts", "exemptions")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    make_world(World(600, 7, 2024), folder)
    return folder


def query(folder, sql):
    with duckdb.connect() as connection:
        for name in NAMES:
            connection.execute(f"create view {name} as from '{folder}/{name}.parquet'")
        return connection.execute(sql).fetchall()


def test_a_seed_gives_the_same_world_and_another_seed_another(made, tmp_path):
    again, other = tmp_path / "again", tmp_path / "other"
    for folder, seed in ((again, 7), (other, 8)):
        folder.mkdir()
        make_world(World(600, seed, 2024), folder)
    for name in NAMES:
        rows = {folder: sorted(query(folder, f"from {name}"), key=str) for folder in (made, again, other)}
        assert rows[made] == rows[again]
        assert rows[made] != rows[other]


def test_codes_are_the_contracts(made):
    assert {row[0] for row in query(made, "select distinct level from organizations")} == set(Level)
    assert {row[0] for row in query(made, "select distinct sector from organizations")} == set(Sector)
    assert {row[0] for row in query(made, "select distinct category from members")} <= set(Category)


def test_proportions_follow_the_published_figures(made):
    [(size,)] = query(made, "select count(*) / 600 from members")
    assert 20 < size < 24  # 21.7 members a branch
    [(late,)] = query(made, "select count(*) from facts where occurred_on > '2024-12-31'")
    assert late > 0
    [(branches, held)] = query(
        made,
        """select count(distinct org_id), count(*) from facts
        where activity = 'party_day' and member_id is null and org_id[1] = 'B'""",
    )
    assert branches == 600
    assert 0.85 < held / (600 * 12) < 0.98  # some are missing


def test_days_are_of_the_year_asked_for(tmp_path):
    make_world(World(20, 1, 2031, members=False, groups=False), tmp_path)
    [(first, last)] = query(tmp_path, "select min(occurred_on), max(occurred_on) from facts")
    assert date(2031, 1, 1) <= first < last < date(2032, 3, 1)
    assert query(tmp_path, "select count(*) from members") == [(0,)]
    assert query(tmp_path, "select count(*) from organizations where level = 'group'") == [(0,)]


def test_the_ledger_takes_it(made, tmp_path):
    duties = [{"id": "m", "activity": "general_meeting", "every": "quarter", "for": {"level": ["branch"]}}]
    plan = Plan.model_validate(
        {
            "id": "p",
            "title": "测试方案",
            "issuer": {"name": "某镇党委", "level": "town"},
            "in_force": {"from": date(2020, 1, 1)},
            "clauses": [{"ref": "一", "duties": duties}],
        }
    )
    files = Inputs(*(made / f"{name}.parquet" for name in NAMES))
    build_ledger(Question([plan], 2024, date(2024, 12, 31)), files, tmp_path / "out")
    with duckdb.connect() as connection:
        [(all_dues,)] = connection.execute(f"select count(*) from '{tmp_path}/out/dues.parquet'").fetchall()
        [(at_top,)] = connection.execute(
            f"select sum(n) from '{tmp_path}/out/summary.parquet' where organization_id = 'C00000000'"
        ).fetchall()
    assert 2300 < all_dues <= 2400
    assert at_top == all_dues
