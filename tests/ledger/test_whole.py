"""Files that take the places of older ones together, whatever moment the run is killed at."""

import os
import shutil
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from zhibu.ledger import whole
from zhibu.ledger.whole import put_in_place, workshop

NAMES = ["dues.parquet", "summary.parquet"]
KILLED = """
import ctypes, os, signal, sys
from pathlib import Path
from zhibu.ledger import whole
left = int(sys.argv[2])
def counted(call):
    def step(*args, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return call(*args, **named)
    return step
for name in ("replace", "rename", "link", "unlink", "mkdir"):
    setattr(os, name, counted(getattr(os, name)))
whole.exchange = (lambda *folders: False) if sys.argv[3] == "one by one" else counted(whole.exchange)
out = Path(sys.argv[1])
with whole.workshop(out) as work:
    for name in ("dues.parquet", "summary.parquet"):
        (work / name).write_text("new")
    whole.put_in_place([work / "dues.parquet", work / "summary.parquet"], out)
print("whole")
"""
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def found(out):
    """What a reader who knows the two names finds."""
    return [(out / name).read_text() if (out / name).exists() else None for name in NAMES]


def prepare(out, *, older, notes):
    shutil.rmtree(out, ignore_errors=True)
    if older or notes:
        out.mkdir()
    for name in NAMES if older else []:
        (out / name).write_text("old")
    if notes:
        (out / "notes.txt").write_text("mine")


def killed_at_every_step(out, how, **before):
    """What is found after a run killed before its first, second … step in the file system, and at the end."""
    for steps in count():
        prepare(out, **before)
        run = subprocess.run(
            [sys.executable, "-c", KILLED, str(out), str(steps), how], capture_output=True, text=True
        )
        yield found(out)
        if before["notes"]:
            assert (out / "notes.txt").read_text() == "mine"
        if run.returncode == 0:
            assert (run.stdout, list(out.parent.glob(".out*"))) == ("whole\n", [])
            return
        assert run.returncode == -signal.SIGKILL, run.stderr


@posix
@pytest.mark.skipif(sys.platform != "linux", reason="folders change places on Linux")
@pytest.mark.parametrize("notes", [False, True])
@pytest.mark.parametrize("older", [False, True])
def test_a_reader_finds_both_old_or_both_new(tmp_path, older, notes):
    before = ["old", "old"] if older else [None, None]
    seen = list(killed_at_every_step(tmp_path / "out", "exchange", older=older, notes=notes))
    assert seen[0] == before
    assert seen[-1] == ["new", "new"]
    assert all(pair in (before, ["new", "new"]) for pair in seen)
    assert len(seen) > 4  # it was killed at several steps


@posix
def test_without_an_exchange_a_reader_never_finds_files_of_two_runs(tmp_path):
    seen = list(killed_at_every_step(tmp_path / "out", "one by one", older=True, notes=False))
    assert (seen[0], seen[-1]) == (["old", "old"], ["new", "new"])
    assert all(set(pair) - {None} in ({"old"}, {"new"}, set()) for pair in seen)
    assert [None, None] in seen


def put(out, *names):
    with workshop(out) as work:
        for name in names:
            (work / name).write_text("new")
        put_in_place([work / name for name in names], out)


def test_the_folder_keeps_its_rights_and_its_other_files(tmp_path):
    out = tmp_path / "out"
    prepare(out, older=True, notes=True)
    out.chmod(0o750)
    put(out, *NAMES)
    assert found(out) == ["new", "new"]
    assert (out / "notes.txt").read_text() == "mine"
    assert out.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_folders_in_the_output_folder_stay_what_they_are(tmp_path):
    out = tmp_path / "out"
    prepare(out, older=True, notes=True)
    (out / "more").mkdir()
    number = (out / "more").stat().st_ino
    put(out, *NAMES)
    assert found(out) == ["new", "new"]
    assert (out / "more").stat().st_ino == number


def test_the_folder_that_one_stands_in_stays_the_same(tmp_path, monkeypatch):
    out = tmp_path / "out"
    prepare(out, older=True, notes=False)
    monkeypatch.chdir(out)
    put(out, *NAMES)
    assert [Path(name).read_text() for name in NAMES] == ["new", "new"]


def test_what_was_put_in_at_the_last_moment_is_kept(tmp_path, monkeypatch):
    out = tmp_path / "out"
    prepare(out, older=True, notes=False)

    def late(one, other, exchange=whole.exchange):
        (out / "late.txt").write_text("late")
        return exchange(one, other)

    monkeypatch.setattr(whole, "exchange", late)
    put(out, *NAMES)
    assert (out / "late.txt").read_text() == "late"
    assert found(out) == ["new", "new"]
