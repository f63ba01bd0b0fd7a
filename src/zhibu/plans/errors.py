"""Everything the core can refuse, in one small tree.

    ZhibuError
    ├── PlanFileError      a plan file that breaks the schema: all its problems at once
    ├── DocumentError      a document whose text cannot be read
    └── YearError          a year or a demand that cannot be worked out

Each carries a sentence in Chinese that says what is wrong and what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhibu.plans.speaking import say, term


class ZhibuError(Exception):
    """Base of what a person can cause; the command line prints it and exits with 2."""


class DocumentError(ZhibuError):
    """A document that is empty, damaged, encrypted, too large or of a kind not read here."""


class YearError(ZhibuError):
    """A year, or a demand in it, that cannot be worked out."""


class TooLongError(YearError):
    """One segment alone is longer than the longest gathering."""


class TooSlowError(YearError):
    """No lightest year was found in the time given."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a plan file; ``line`` counts from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class PlanFileError(ZhibuError):
    """A plan file, or several, refused; ``problems`` are in the order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def why_not(wrong: OSError) -> str:
    """Why the system would not open or write a file, in words that say what to do."""
    for kind, words in SYSTEM_WORDS.items():
        if isinstance(wrong, kind):
            return say(words)
    return say("系统报告“%(why)s”；请核对路径、权限和磁盘空间", why=wrong.strerror)


SYSTEM_WORDS: dict[type[OSError], str] = {
    FileNotFoundError: term("没有这个文件或文件夹，请核对路径"),
    PermissionError: term("没有权限，请换一个位置或请管理员授权"),
    IsADirectoryError: term("这是文件夹，不是文件"),
    NotADirectoryError: term("路径中有一段不是文件夹，请核对路径"),
    FileExistsError: term("已有同名的文件，请换一个名字"),
}
