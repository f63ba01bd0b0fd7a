"""Results: on standard output, or in files that are written whole or not at all."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from zhibu.plans.errors import ZhibuError, why_not


class OutputError(ZhibuError):
    """A place that results cannot be written to."""


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write all files or none. Each lies complete beside its target before the first is put in place."""
    for target in contents:
        refuse_other_than_file(target)
    with ExitStack() as unfinished:
        try:
            for folder in {target.parent for target in contents}:
                unfinished.enter_context(made(folder))
            drafts = {
                unfinished.enter_context(beside(target, data)): target for target, data in contents.items()
            }
            for draft, target in drafts.items():
                os.replace(draft, target.resolve())  # a link stays a link, its file is renewed
        except OSError as wrong:
            place = wrong.filename2 or wrong.filename or next(iter(contents))
            raise OutputError(f"{place}：写不了：{why_not(wrong)}") from None


def refuse_other_than_file(target: Path) -> None:
    try:
        other = target.exists() and not target.is_file()
    except OSError as wrong:
        raise OutputError(f"{target}：写不了：{why_not(wrong)}") from None
    if other:
        raise OutputError(f"{target}：写不了：这里已有文件夹或设备；请换一个文件名")


@contextlib.contextmanager
def made(folder: Path) -> Iterator[None]:
    """The folder, made when it is not there; gone again when nothing came to be in it."""
    absent = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for parent in absent:
            with contextlib.suppress(OSError):
                parent.rmdir()


@contextlib.contextmanager
def beside(target: Path, data: bytes) -> Iterator[Path]:
    """A complete file in the folder of its target; removed unless it has been put in place."""
    draft = target.resolve().with_name(f".{os.getpid()}-{target.name}"[-120:])
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
