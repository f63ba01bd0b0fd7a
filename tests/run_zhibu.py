"""The real command line, in this process: what ``zhibu ARGS`` prints and the code it ends with."""

import sys
from dataclasses import dataclass

import pytest

from zhibu.cli import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def run_zhibu(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *args: object) -> Outcome:
    monkeypatch.setattr(sys, "argv", ["zhibu", *map(str, args)])
    capfd.readouterr()
    code = 0
    try:
        main()
    except SystemExit as done:
        code = int(done.code or 0)
    printed = capfd.readouterr()
    return Outcome(code, printed.out, printed.err)
