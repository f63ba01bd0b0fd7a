"""All ways in give the same answer as the contract's plain reading, on generated worlds."""

import copy
import importlib.util
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger import reference, ways
from tests.ledger.worlds import changes, worlds
from zhibu.ledger import batch

CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@settings(max_examples=150, **CALM)
@given(worlds())
def test_one_organization_at_a_time_follows_the_contract(world):
    assert ways.by_single(world) == reference.dues(world)


@settings(max_examples=25, **CALM)
@given(world=worlds(), write=st.sampled_from([ways.write_csv, ways.write_parquet]), rows=st.integers(1, 60))
def test_the_batch_follows_the_contract_whatever_the_ranges(world, write, rows):
    expected = reference.dues(world)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "ROWS_A_RANGE", rows)
        dues, summary = ways.by_batch(world, Path(folder), write)
    assert dues == expected
    assert summary == reference.summary(world, expected)


@settings(max_examples=100, **CALM)
@given(st.data())
def test_the_running_ledger_follows_every_change(data):
    world = data.draw(worlds())
    ledger = ways.running(world)
    assert ways.by_running(ledger) == reference.dues(world)
    for kind, value in data.draw(changes(world)):
        apply(ledger, world, kind, value)
        assert ways.by_running(ledger) == reference.dues(world)


def apply(ledger, world, kind, value):
    """One change to the plain world and to the running ledger."""
    if kind == "put_fact":
        world["facts"] = [each for each in world["facts"] if each["fact_id"] != value["fact_id"]] + [value]
        check_touched(ledger, ledger.put_fact(ways.fact_of(value)))
    elif kind == "remove_fact":
        world["facts"] = [each for each in world["facts"] if each["fact_id"] != value]
        check_touched(ledger, ledger.remove_fact(value))
    elif kind == "put_exemption":
        world["exemptions"] = [*world["exemptions"], value]
        ways.put_exemptions(ledger, world, value["subject_type"], value["subject_id"])
    elif kind == "put_member":
        world["members"] = [
            each if each["member_id"] != value["member_id"] else value for each in world["members"]
        ]
        ways.put_member(ledger, world, value)
    else:
        world["organizations"] = [
            each if each["org_id"] != value["org_id"] else value for each in world["organizations"]
        ]
        ways.put_organization(ledger, world, value)


def check_touched(ledger, touched):
    """What a change returns is what now stands."""
    standing = ways.by_running(ledger)
    assert all(standing[key] == value for key, value in map(ways.plain, touched))


@settings(max_examples=60, **CALM)
@given(st.data())
def test_a_fact_touches_only_dues_of_its_subject_and_activity(data):
    world = data.draw(worlds().filter(lambda each: each["facts"]))
    ledger = ways.running(world)
    before = ways.by_running(ledger)
    fact = ways.fact_of(data.draw(st.sampled_from(world["facts"])))
    touched = dict(map(ways.plain, ledger.remove_fact(fact.fact_id)))
    after = ways.by_running(ledger)
    assert {key for key in after if after[key] != before[key]} <= set(touched)
    for _, _, kind, subject_id, first, last in touched:
        assert (kind, subject_id) == fact.subject
        assert first <= fact.occurred_on <= last


@pytest.mark.slow
def test_spark_follows_the_contract(tmp_path):
    needs_spark()

    @settings(max_examples=1, derandomize=True, database=None, **CALM)
    @given(st.lists(worlds(), min_size=2, max_size=2))
    def check(several):
        for world in map(copy.deepcopy, several):
            expected = reference.dues(world)
            with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
                dues, summary = ways.by_batch(world, Path(folder), engine="spark")
            assert dues == expected
            assert summary == reference.summary(world, expected)

    check()


def needs_spark():
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not tested: it needs Java 17 and requirements/spark.txt")
