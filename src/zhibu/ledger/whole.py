"""Files that appear whole or not at all.

What is being made stands in a folder of its own beside the target; when all of it is done the files take
the place of the old ones in one step of the file system. A run that is stopped leaves the old files as
they were, and what it had begun is cleared away by the next run.
"""

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhibu.ledger.problems import InputError

CARRIED_OVER = 100  # other files of the output folder that are linked into the one that takes its place


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder to work in, beside ``out``, that is gone afterwards whatever happens."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}：已有同名文件，不能用作输出文件夹；请另选一个")
    out.parent.mkdir(parents=True, exist_ok=True)
    clear_abandoned(out)
    folder = out.parent / f".{out.name}.{os.getpid()}.partial"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned(out: Path) -> None:
    """Remove what runs that were killed left behind; those that still run are let be."""
    for folder in out.parent.glob(f".{out.name}.*.partial"):
        match = re.fullmatch(rf"\.{re.escape(out.name)}\.(\d+)\.partial", folder.name)
        if match and not _runs(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def put_in_place(finished: list[Path], out: Path) -> None:
    """Move finished files into ``out``, in place of older ones of the same names: all of them or none.

    They are gathered in a folder, with links to whatever else lies in ``out``, and that folder and ``out``
    change places in one step. Where that cannot be, the older files are taken away before the first new
    one comes: a reader may then for a moment find a file missing, but never files of two runs.
    """
    gathered = finished[0].parent / "gathered"
    gathered.mkdir()
    for path in finished:
        os.replace(path, gathered / path.name)
    if not out.exists():
        os.rename(gathered, out)
    elif _carry_over(out, gathered) and exchange(gathered, out):
        _return_late_comers(gathered, out)
    else:
        _one_by_one([path.name for path in finished], gathered, out)


def _carry_over(out: Path, gathered: Path) -> bool:
    """Link what else lies in ``out``; False where it is too much or one is standing in that folder."""
    others = [entry for entry in out.iterdir() if not (gathered / entry.name).exists()]
    plain = all(entry.is_file() and not entry.is_symlink() for entry in others)
    if not plain or len(others) > CARRIED_OVER or out.samefile(Path.cwd()):
        return False
    try:
        for entry in others:
            os.link(entry, gathered / entry.name)
    except OSError:  # a file system without links
        return False
    shutil.copystat(out, gathered)
    return True


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step of the file system; False where it offers none."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "renameat2"):
        return False
    here, swap = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
    return bool(libc.renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0)


def _return_late_comers(old: Path, out: Path) -> None:
    """What somebody put into the old folder after the others had been gathered."""
    for entry in old.iterdir():
        if not (out / entry.name).exists():
            os.rename(entry, out / entry.name)


def _one_by_one(names: list[str], gathered: Path, out: Path) -> None:
    for name in names:
        (out / name).unlink(missing_ok=True)
    for name in names:
        os.replace(gathered / name, out / name)
