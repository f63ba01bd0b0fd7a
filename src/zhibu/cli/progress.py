"""Progress of long runs, on standard error."""

import sys
import time
from collections.abc import Callable

import click

PATIENCE = 3.0  # seconds before a run that nobody watches on a terminal begins to report


def reporter() -> Callable[[str], None]:
    """A function that prints what is being done now and how long the run has taken."""
    began = time.monotonic()

    def say(what: str) -> None:
        elapsed = time.monotonic() - began
        if sys.stderr.isatty() or elapsed >= PATIENCE:
            click.echo(f"[{elapsed:6.1f} 秒] {what}", err=True)

    return say
