"""The ledger itself: ours.py FOLDER bundled|one-rule OUT → seconds by stage as JSON.

Starting Python, importing and reading the plan files are not counted, here and in the other programs.
"""

import json
import sys
import time
from pathlib import Path

import numpy  # noqa: F401  (DuckDB imports it when first asked for an array)
from world import Files, question

from zhibu.ledger import build_ledger

STAGES = {
    "读取": "checks",
    "核对": "checks",
    "整理": "tables",
    "计算": "dues",
    "逐级": "summary",
    "合成": "join",
}


def main(folder: str, which: str, out: str) -> None:
    seconds = dict.fromkeys(STAGES.values(), 0.0)
    last, stage = 0.0, "checks"

    def say(what: str) -> None:
        nonlocal last, stage
        now = time.perf_counter()
        seconds[stage] += now - last
        last, stage = now, STAGES[what[:2]]

    asked = question(which)
    began = last = time.perf_counter()
    build_ledger(asked, Files(Path(folder)).inputs, Path(out), say=say)
    say("读取")
    print(json.dumps({"seconds": time.perf_counter() - began, "stages": seconds}))


main(*sys.argv[1:])
