"""Logs name nobody, whatever people type where; and they still say what happened where."""

import ast
import io
import json
import logging
import re
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from zhibu.access.policy import Role
from zhibu.registry.models import Member
from zhibu.site.logs import JsonLines

LOGGING = re.compile(r"(log|logger|requests)\.(debug|info|warning|error|exception|critical)")
SOURCE = Path(__file__).parents[2] / "src" / "zhibu"
NAME, NUMBER, PHONE = "欧阳测试", "11010519491231002X", "10012345678"
PERSONAL = (NAME, NUMBER, PHONE, "%E6%AC%A7%E9%98%B3", "\\u6b27\\u9633", "secretary")


@pytest.fixture
def written():
    """Everything that is logged, on every level, as the server writes it."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


def lines(written):
    return [json.loads(line) for line in written.getvalue().splitlines()]


def clean(written):
    text = written.getvalue()
    assert text and not [one for one in PERSONAL if one in text]
    return lines(written)


@pytest.mark.django_db
def test_a_person_in_forms_and_addresses_is_in_no_log(world, written):
    world.admit(NAME, world.branch, id_number=NUMBER, phone=PHONE)
    member = Member.objects.get(name=NAME)
    client = world.client(Role.SECRETARY)
    roster = reverse("registry:roster")
    for q in (NAME, NUMBER, PHONE):
        client.get(roster, {"q": q})
        client.get(f"/registry/{q}/")
        client.post(f"/nowhere/{q}", {"x": q})
        client.get("/health/", headers={"referer": f"http://x/{q}", "user-agent": "x"})
    client.post(reverse("registry:member", args=[member.pk]), {"show": "phone"})
    form = {"person-name": NAME, "person-id_number": NUMBER[:-1] + "1", "person-phone": PHONE, "correct": "1"}
    client.post(reverse("registry:change_member", args=[member.pk]), form)
    client.post(reverse("registry:admit", args=[world.branch.pk]), {"name": NAME, "id_number": NUMBER})
    client.post("/sign-in/login/", {"login": NAME, "password": PHONE})
    client.put(roster, NAME.encode())
    found = clean(written)
    pages = {(one["page"], one["status"]) for one in found if one["logger"] == "zhibu.requests"}
    assert {("registry:roster", 200), ("", 404), ("registry:roster", 405)} <= pages
    asked = [one for one in found if one["logger"] == "zhibu.requests"]
    assert set(asked[0]) == {"at", "level", "logger", "place", "said", "method", "page", "status", "ms"}


@pytest.mark.django_db
def test_a_fall_tells_its_kind_and_place_and_not_what_was_typed(world, written, monkeypatch):
    def fall(*_arguments):
        try:
            int(NAME)
        except ValueError as wrong:
            raise RuntimeError(f"{NAME} {NUMBER}") from wrong

    monkeypatch.setattr("zhibu.registry.queries.roster", fall)
    client = world.client(Role.SECRETARY)
    client.raise_request_exception = False
    assert client.get(reverse("registry:roster"), {"q": NAME}).status_code == 500
    (error,) = [one for one in clean(written) if "error" in one]
    assert error["error"] == ["builtins.RuntimeError", "builtins.ValueError"]
    (place,) = [one for one in error["trace"] if one.startswith("zhibu/registry/views.py:")]
    assert place.endswith(" roster")
    assert error["logger"] == "django.request" and error["level"] == "error"


@pytest.mark.django_db
def test_what_the_database_refuses_is_not_repeated(world, written, monkeypatch):
    def refuse(*_arguments):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM registry_member WHERE name = %s AND no_such = %s", [NAME, NUMBER])

    monkeypatch.setattr("zhibu.registry.queries.roster", refuse)
    client = world.client(Role.SECRETARY)
    client.raise_request_exception = False
    assert client.get(reverse("registry:roster")).status_code == 500
    clean(written)


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["zhibu.test"])
def test_suspicious_requests_are_logged_without_their_words(written):
    client = Client(enforce_csrf_checks=True)
    client.get("/", headers={"host": f"{PHONE}.test"})
    client.post(f"/sign-in/login/?next=/{NAME}", {"login": NAME}, headers={"host": "zhibu.test"})
    found = clean(written)
    assert {"django.security.DisallowedHost", "django.security.csrf"} <= {one["logger"] for one in found}


def test_ready_made_texts_of_others_are_left_out_and_their_place_stays(written):
    logging.getLogger("some.library").error(f"cannot read {NAME}")
    logging.getLogger("some.library").error("cannot read %s", NAME)
    logging.getLogger("zhibu.x").warning("ours %s", NUMBER)
    first, second, third = clean(written)
    assert "said" not in first and first["place"].startswith("test_logs:")
    assert second["said"] == "cannot read %s" and third["said"] == "ours %s"


def test_our_own_texts_are_written_out():
    """A value put into the text itself would pass the formatter."""
    found = 0
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and LOGGING.fullmatch(ast.unparse(node.func)):
                found += 1
                assert isinstance(node.args[0], ast.Constant), f"{file}:{node.lineno}"
    assert found >= 3


def test_every_line_is_json_even_with_line_ends_and_odd_letters():
    """Not through the root: a runner in several processes cannot pass such letters on."""
    said = logging.LogRecord("zhibu.x", logging.WARNING, "x.py", 1, "a\nb \udc80 %s", (uuid.uuid4(),), None)
    line = JsonLines().format(said)
    assert "\n" not in line and json.loads(line)["said"][:3] == "a\nb"
    assert line.encode("utf-8")
