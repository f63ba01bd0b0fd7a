"""The rules' SQL stays within what every engine understands alike."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import expressions as exp

import zhibu.ledger

TEXTS = sorted(Path(zhibu.ledger.__file__).parent.glob("*.sql"))
ALLOWED = {
    *(exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.With, exp.CTE, exp.Distinct, exp.Subquery),
    *(exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Paren),
    *(exp.Literal, exp.Boolean, exp.Null),
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In),
    *(exp.Sum, exp.Count, exp.Coalesce, exp.Case, exp.If),
}


def outside(text):
    """The kinds of node that some engine may understand in its own way."""
    return {type(node).__name__ for node in sqlglot.parse_one(text).walk() if type(node) not in ALLOWED}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_rules_only_join_filter_count_sum_compare_and_choose(path):
    assert outside(path.read_text(encoding="utf-8")) == set()


def test_there_are_rules_to_check():
    assert {path.name for path in TEXTS} >= {"due.sql", "own.sql", "subtree.sql"}


@pytest.mark.parametrize(
    "text",
    [
        "select cast(a as int) from t",
        "select a / 2 from t",
        "select a from t where date_trunc('month', a) = b",
        "select upper(a) from t",
        "select a || b from t",
        "select avg(a) from t",
        "select sum(a) over (order by b) from t",
        "select a from t limit 1",
    ],
)
def test_what_engines_differ_in_is_caught(text):
    assert outside(text)
