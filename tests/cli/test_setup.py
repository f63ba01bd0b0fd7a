"""``zhibu setup`` and ``zhibu serve`` on a folder of one's own, as real processes."""

import os
import re
import sqlite3
import subprocess
import sys

import pytest


def zhibu(folder, *arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIBU_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "zhibu.cli", *arguments, "--data", str(folder)],
        env=kept | {"PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def rows(folder, query):
    with sqlite3.connect(folder / "zhibu.sqlite3") as connection:
        return connection.execute(query).fetchall()


def link_of(done):
    assert done.returncode == 0, done.stderr
    return re.search(r"^  (https?://\S+)$", done.stdout, re.M)[1]


def test_setup_makes_all_that_is_missing_and_says_one_link(tmp_path):
    done = zhibu(tmp_path, "setup", "--organization", "向阳县委", "--address", "https://zhibu.test/")
    assert link_of(done).startswith("https://zhibu.test/sign-in/password/reset/key/1-")
    assert rows(tmp_path, "SELECT code, name, level FROM registry_organization") == [
        ("A", "向阳县委", "county")
    ]
    (account,) = rows(tmp_path, "SELECT username, is_administrator, password FROM access_account")
    assert account[:2] == ("admin", 1) and account[2].startswith("!"), "no password yet, whatever was printed"
    secrets = tmp_path / "secrets"
    assert {path.stat().st_mode & 0o777 for path in secrets.iterdir()} == {0o600}
    verbs = [verb for (verb,) in rows(tmp_path, "SELECT verb FROM access_event ORDER BY id")]
    assert verbs == ["found_organization", "open_account", "make_sign_in_link"]


def test_again_it_only_makes_a_new_link(tmp_path):
    first = link_of(zhibu(tmp_path, "setup", "--organization", "向阳县委"))
    kept = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    again = zhibu(tmp_path, "setup", "--organization", "另一个县委", "--administrator", "admin")
    assert link_of(again) != first and "已有党组织“向阳县委”" in again.stdout
    assert rows(tmp_path, "SELECT count(*) FROM registry_organization") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM access_account") == [(1,)]
    assert kept == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}


def test_a_level_that_is_none_and_a_name_that_is_another_s_are_refused(tmp_path):
    wrong = zhibu(tmp_path, "setup", "--level", "branch")
    assert wrong.returncode == 2 and "county" in wrong.stderr and not (tmp_path / "zhibu.sqlite3").exists()
    link_of(zhibu(tmp_path, "setup"))
    with sqlite3.connect(tmp_path / "zhibu.sqlite3") as connection:
        connection.execute("UPDATE access_account SET is_administrator = 0")
    taken = zhibu(tmp_path, "setup", "--administrator", "admin")
    assert taken.returncode == 2 and "不是系统管理员" in taken.stderr and "Traceback" not in taken.stderr


@pytest.mark.parametrize(
    ("before", "arguments", "reason"),
    [
        ([], [], "zhibu setup"),
        (["migrate"], [], "zhibu setup"),
        (["setup"], ["--host", "0.0.0.0"], "ZHIBU_HOSTS"),
    ],
)
def test_serve_says_what_is_missing(tmp_path, before, arguments, reason):
    for command in before:
        zhibu(tmp_path, "secrets")
        assert zhibu(tmp_path, command).returncode == 0
    done = zhibu(tmp_path, "serve", "--port", "18799", *arguments)
    assert done.returncode == 2 and reason in done.stderr and "Traceback" not in done.stderr
