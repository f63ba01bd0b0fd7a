"""Facts are dealt out to ranges only where their file is in another order, and the dues are the same."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.ledger import ways
from tests.ledger.test_single import plan
from zhibu.ledger import Inputs, Question, arrange, batch, build_ledger

DUTIES = [
    {"id": "m", "activity": "general_meeting", "every": "quarter"},
    {"id": "t", "activity": "heart_talk", "every": "year", "subject": "member"},
]


@pytest.fixture
def in_order_of(tmp_path):
    """Two thousand branches with a member and a few facts each, the facts' file in the order asked for."""

    def write(order):
        folder = tmp_path / order
        folder.mkdir()
        with duckdb.connect() as connection:
            copy(
                connection,
                folder,
                "organizations",
                "'branch' as level, 'rural' as sector, null::date as since",
            )
            copy(connection, folder, "members", "'M' || org_id as member_id, 'rural' as category")
            connection.execute(
                f"""copy (select org_id || n as fact_id, org_id,
                case when n > 4 then 'M' || org_id end as member_id,
                case when n > 4 then 'heart_talk' else 'general_meeting' end as activity,
                date '2024-01-01' + (n * 50 + no % 50)::integer as occurred_on
                from ({BRANCHES}), range(7) t(n) order by {order}, fact_id)
                to '{folder}/facts.parquet' (row_group_size 2048)"""
            )
        return Inputs(*(folder / f"{name}.parquet" for name in ("organizations", "members", "facts")))

    return write


BRANCHES = "select range as no, 'B' || lpad(range::varchar, 4, '0') as org_id from range(2000)"


def copy(connection, folder, name, columns):
    connection.execute(f"copy (select org_id, {columns} from ({BRANCHES})) to '{folder}/{name}.parquet'")


def test_a_file_in_order_is_read_as_it_is_and_another_is_dealt_out(in_order_of, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "ROWS_A_RANGE", 1000)
    dealt: list[Path | None] = []

    def watched(*given):
        dealt.append(arrange.dealt_out(*given))
        return dealt[-1]

    monkeypatch.setattr(batch, "dealt_out", watched)
    ledgers = {}
    for order in ("org_id", "occurred_on"):
        out = tmp_path / f"out-{order}"
        question = Question([plan(*DUTIES)], 2024, date(2024, 12, 31))
        build_ledger(question, in_order_of(order), out)
        ledgers[order] = ways.read_ledger(out)
    assert [folder is None for folder in dealt] == [True, True, False, False]
    assert ledgers["org_id"] == ledgers["occurred_on"]
    dues, _ = ledgers["org_id"]
    assert len(dues) == 2000 * 5
    assert sum(value[1] for value in dues.values()) == 2000 * 7
