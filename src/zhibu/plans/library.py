"""Where the bundled plans and the sample document are: in the installed package, or beside the sources."""

from pathlib import Path

import zhibu

PACKAGE = Path(zhibu.__file__).parent
SOURCES = PACKAGE.parents[1]


def library_folder() -> Path:
    """The folder of the bundled plan files."""
    return _bundled("library", "plans")


def sample_document() -> Path:
    """A work plan of a town that does not exist, to try things on."""
    return _bundled("examples", "examples") / "example-town-plan.txt"


def _bundled(installed: str, beside_sources: str) -> Path:
    return PACKAGE / installed if (PACKAGE / installed).is_dir() else SOURCES / beside_sources
