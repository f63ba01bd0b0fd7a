"""Every verb leaves an event, found in the source itself: a new verb without one fails here.

A verb is a function of a web app that takes ``acting``. It must reach ``record_event`` (or
``record_events``) by its own calls, through however many functions of ours, on a way that it always
takes or takes when it changed something; and what it records must have words.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from zhibu.access.audit import words

SOURCE = Path(__file__).parents[3] / "src" / "zhibu"
APPS = sorted(path.parent for path in SOURCE.glob("*/apps.py"))
SEAM = {"record_event", "record_events"}
WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}

# Verbs that leave none, each with its reason.
SILENT = {
    (
        "gatherings/actions.py",
        "keep_draft",
    ): "an unfinished form of its writer; no record changes",
}


def functions():
    """name of the file → function of the top level or of a class, of every web app."""
    for app in APPS:
        for file in sorted(app.rglob("*.py")):
            if "migrations" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield file.relative_to(SOURCE).as_posix(), node


FUNCTIONS = list(functions())


def names_known_in(file):
    """name → (file, name) of the functions a file defines or imports; alias → file of the modules."""
    known = {node.name: (where, node.name) for where, node in FUNCTIONS if where == file}
    modules = {}
    for one in ast.walk(ast.parse((SOURCE / file).read_text(encoding="utf-8"))):
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("zhibu."):
            folder = "/".join(one.module.split(".")[1:])
            for alias in one.names:
                name = alias.asname or alias.name
                if (SOURCE / folder / f"{alias.name}.py").exists():
                    modules[name] = f"{folder}/{alias.name}.py"
                known.setdefault(name, (f"{folder}.py", alias.name))
    return known, modules


KNOWN = {file: names_known_in(file) for file in {file for file, _node in FUNCTIONS}}


def calls(file, node):
    """What a function calls, as (file, name); of methods of objects only those of its own class."""
    known, modules = KNOWN[file]
    for one in ast.walk(node):
        called = one.func if isinstance(one, ast.Call) else None
        if isinstance(called, ast.Name):
            yield known.get(called.id, ("", called.id))
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.value.id in modules:
                yield modules[called.value.id], called.attr
            elif called.value.id == "self":
                yield known.get(called.attr, ("", called.attr))


CALLS = {}
for _file, _node in FUNCTIONS:
    CALLS.setdefault((_file, _node.name), set()).update(calls(_file, _node))


def leaves_an_event(function, seen=frozenset()):
    """Whether it calls the seam, itself or through others of ours."""
    called = CALLS.get(function, set())
    return any(name in SEAM for _file, name in called) or any(
        leaves_an_event(one, seen | {function}) for one in called - seen - {function}
    )


def takes_acting(node):
    return "acting" in {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}


def writes(node):
    return any(isinstance(one, ast.Attribute) and one.attr in WRITING for one in ast.walk(node))


VERBS = {
    (file, node.name): node
    for file, node in FUNCTIONS
    if not node.name.startswith("_")
    and node.name not in SEAM
    and (takes_acting(node) or (file.endswith("/actions.py") and writes(node)))
}


def test_the_verbs_are_found():
    some = {("registry/actions.py", "admit_member"), ("issuing/drafts.py", "decide")}
    assert some <= VERBS.keys() and len(VERBS) > 25


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - SILENT.keys()), ids=":".join)
def test_every_verb_leaves_an_event(verb):
    assert leaves_an_event(verb), "call record_event in it (zhibu.access.audit)"


@pytest.mark.parametrize("verb", sorted(SILENT), ids=":".join)
def test_every_exception_is_still_one(verb):
    assert verb in VERBS and not leaves_an_event(verb)


IN_ACTIONS = sorted(verb for verb in VERBS if verb[0].endswith("/actions.py"))


@pytest.mark.parametrize("verb", IN_ACTIONS, ids=":".join)
def test_a_verb_is_one_transaction(verb):
    """An event without its change, or a change without its event, cannot be left behind."""
    node = VERBS[verb]
    decorated = any("atomic" in ast.unparse(one) for one in node.decorator_list)
    assert decorated or "transaction.atomic()" in ast.unparse(node)


def recorded_verbs():
    """The verbs that are recorded, as the source writes them; ``f"{verb}_gathering"`` by its values."""
    for file, node in FUNCTIONS:
        for one in ast.walk(node):
            name = isinstance(one, ast.Call) and getattr(one.func, "id", "")
            for given in one.keywords if name in SEAM | {"Entry", "_keep", "_end_before"} else ():
                if given.arg == "verb" and isinstance(given.value, ast.Constant):
                    yield given.value.value, file


def test_every_verb_that_is_recorded_has_words():
    found = dict(recorded_verbs())
    assert len(found) > 20
    nameless = {verb: file for verb, file in found.items() if verb not in words.VERBS}
    assert not nameless, "give these their words in access/audit/words.py"


def test_every_kind_that_has_words_exists():
    for label in words.KINDS:
        assert apps.get_model(label)
