"""Processes that write to one SQLite file queue for it; the turn ends with whoever holds it."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

PROGRAM = """
import sys, time
import django
from django.conf import settings
settings.configure(DATABASES={"default": {
    "ENGINE": "zhibu.site.queued_sqlite3", "NAME": sys.argv[1],
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0},
}})
django.setup()
from django.db import connection, transaction

def add(seconds):
    with transaction.atomic(), connection.cursor() as cursor:
        before = cursor.execute("select n from counted").fetchone()[0]
        time.sleep(seconds)
        cursor.execute("update counted set n = %s", [before + 1])
"""
ADDS = PROGRAM + "for _again in range(20): add(0.002)"
HOLDS = PROGRAM + "print('ready', flush=True); add(600)"


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "counted.sqlite3"
    made = sqlite3.connect(path)
    made.executescript("create table counted (n integer); insert into counted values (0);")
    made.close()
    return path


def run(program, database):
    return subprocess.Popen(
        [sys.executable, "-c", program, str(database)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def counted(database):
    connection = sqlite3.connect(database)
    (found,) = connection.execute("select n from counted").fetchone()
    connection.close()
    return found


def test_all_have_their_turn_and_none_is_refused(database):
    """SQLite's own waiting is off (timeout 0): without the queue most would fail as locked."""
    started = [run(ADDS, database) for _number in range(4)]
    told = [one.communicate(timeout=120)[1].decode() for one in started]
    assert [one.returncode for one in started] == [0] * 4, told
    assert counted(database) == 4 * 20


def test_whoever_is_killed_in_turn_hands_it_on(database):
    holder = run(HOLDS, database)
    assert holder.stdout.readline() == b"ready\n"
    waiting = run(ADDS, database)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate(timeout=60)
    assert waiting.communicate(timeout=120) == (b"", b"")
    assert counted(database) == 20


def test_a_write_outside_of_a_transaction_queues_too(database):
    bare = PROGRAM + (
        "\nfor _again in range(50):\n    connection.cursor().execute('update counted set n = n + 1')"
    )
    started = [run(bare, database) for _number in range(3)]
    told = [one.communicate(timeout=120)[1].decode() for one in started]
    assert [one.returncode for one in started] == [0] * 3, told
    assert counted(database) == 3 * 50
