"""Where the bundled plans are: inside the installed package, or beside the sources."""

from pathlib import Path

import zhibu

INSTALLED = Path(zhibu.__file__).parent / "library"
BESIDE_SOURCES = Path(zhibu.__file__).parents[2] / "plans"


def library_folder() -> Path:
    """The folder of the bundled plan files."""
    return INSTALLED if INSTALLED.is_dir() else BESIDE_SOURCES
