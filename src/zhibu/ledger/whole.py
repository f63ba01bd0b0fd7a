"""Files that appear whole or not at all.

What is being made stands in a folder of its own beside the target; when all of it is done each file takes
the place of the old one in one step of the file system. A run that is stopped leaves the old files as
they were, and what it had begun is cleared away by the next run.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhibu.ledger.problems import InputError


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
    """Move finished files into ``out``, in place of older ones of the same name."""
    out.mkdir(exist_ok=True)
    for path in finished:
        target = out / path.name
        if target.is_dir():  # an older ledger kept as a folder of parts
            shutil.rmtree(target)
        os.replace(path, target)
