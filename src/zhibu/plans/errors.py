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


class ZhibuError(Exception):
    """Base of what a person can cause; the command line prints it and exits with 2."""


class DocumentError(ZhibuError):
    """A document that is empty, damaged, encrypted, too large or of a kind not read here."""


class YearError(ZhibuError):
    """A year, or a demand in it, that cannot be worked out."""


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
