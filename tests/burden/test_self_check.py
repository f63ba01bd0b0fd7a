"""The self-check looks at the application as it runs, and covers all of it."""

import re
from pathlib import Path

import pytest
from django import forms
from django.db import models

from zhibu.access.pages import PAGES, Open
from zhibu.burden import evidence
from zhibu.burden.evidence import CHECKS
from zhibu.burden.queries import self_check
from zhibu.burden.reading import rulebook

ROOT = Path(__file__).parents[2]
LIBRARY = re.compile("account_|mfa_|socialaccount_|openid_connect_")


def test_every_page_belongs_to_a_function():
    ours = [name for name, page in PAGES.items() if page.asks is not Open.CLOSED and not LIBRARY.match(name)]
    assert [name for name in ours if rulebook().function_of(name) is None] == []


def test_every_rule_is_held_against_something():
    book = rulebook()
    used = {rule.id for function in book.functions for rule in function.rules}
    assert len(book.rules) == 14 and len(used) >= 9
    assert all(rule.sources and rule.done for rule in book.rules)


def test_the_evidence_and_the_tests_that_are_named_exist():
    for rule in rulebook().rules:
        assert set(rule.evidence) <= set(CHECKS)
        for name in rule.tests:
            assert (ROOT / name).is_file()


def test_the_application_keeps_the_rules():
    check = self_check()
    assert [one.rule.id for one in check.rules if not one.is_kept] == []
    assert check.is_kept


class _Field(models.CharField):
    """A column as a careless change would add it."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.model = rulebook  # stands in for a model; only its label is asked for
        self.model._meta = type("Meta", (), {"label": "x.X"})


@pytest.mark.parametrize(
    ("check", "name"),
    [("nothing_watches", "read_at"), ("nothing_tracks", "longitude"), ("nothing_scores", "points")],
)
def test_a_field_that_breaks_a_rule_is_found(monkeypatch, check, name):
    monkeypatch.setattr(evidence, "stored_fields", lambda: [_Field(name)])
    found = CHECKS[check]()
    assert not found.is_kept and name in found.said


def test_a_form_that_breaks_a_rule_is_found(monkeypatch):
    class Greedy(forms.Form):
        photo = forms.FileField(label="现场照片")
        times = forms.IntegerField(label="本月次数")

    monkeypatch.setattr(evidence, "form_classes", lambda app: iter([Greedy]))
    assert CHECKS["files_are_optional"]() == evidence.Finding(False, "现场照片")
    assert not CHECKS["no_figure_is_asked"]().is_kept
