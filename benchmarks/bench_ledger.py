"""The ledger at three sizes, side by side with what else could have been written.

    ./dev bench ledger

A world of ZHIBU_BENCH_BRANCHES branches (46,140 when not set: a hundredth of the nation), and ten and a
hundred times that, and a province of ZHIBU_BENCH_PROVINCE branches (184,000) with all its members; 0
leaves it out, ZHIBU_BENCH_SIZES=1,10 the nation. Worlds are made once and kept under .dev (1.5 GB; what is
written takes up to 30 GB more). Each run is a process of its own, for its own peak of memory. Small sizes are
run five and three times, in turns with what they are compared with; the run of median time is shown.

Seconds are those of the work; “process” adds starting Python, importing and reading plans. Load is that of
the machine when the run began. On a machine that others use as well, compare processor seconds.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

import duckdb

HERE = Path(__file__).parent / "ledger"
sys.path.insert(0, str(HERE))

from world import KEPT, made  # noqa: E402

BRANCHES = int(os.environ.get("ZHIBU_BENCH_BRANCHES", "46140"))
SIZES = [int(size) for size in os.environ.get("ZHIBU_BENCH_SIZES", "1,10,100").split(",")]
PROVINCE = int(os.environ.get("ZHIBU_BENCH_PROVINCE", "184000"))
OPENFISCA = "openfisca-core==46.0.1"


TIMES = {1: 5, 10: 3}  # how often each size is run; once when not named
COLUMNS = "what", "facts", "dues", "seconds", "process s", "CPU s", "peak GB", "load", "ratio: clock / CPU"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds that it measured itself, and processor and memory as the system counted them.

    A run that fails has “nan” seconds.
    """

    seconds: float
    process: float
    cpu: float
    memory: float
    load: float
    told: dict


def run(python: str, program: str, *args: object) -> Run:
    load, began = os.getloadavg()[0], time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen([python, str(HERE / program), *map(str, args)], stdout=out)
        _, status, used = os.wait4(child.pid, 0)
        process = time.perf_counter() - began
        out.seek(0)
        told = {"seconds": nan} if status else json.loads(out.read().splitlines()[-1])
    return Run(told["seconds"], process, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6, load, told)


def in_turns(size: int, *commands: tuple[object, ...]) -> list[Run]:
    """Each command run as often as its size allows, one after the other in turns: the median run of each."""
    turns = [[run(*command) for command in commands] for _ in range(TIMES.get(size, 1))]
    return [sorted(runs, key=lambda each: each.seconds)[len(runs) // 2] for runs in zip(*turns, strict=True)]


def same_dues(one: Path, other: Path) -> None:
    """Stop when two files of dues do not hold the same rows, in whatever order."""
    named = "plan_id, duty_id, subject_type, subject_id, period_start, period_end, required, achieved, status"
    with duckdb.connect() as connection:
        first, second = (
            connection.execute(
                f"select count(*), sum(hash({named}, coalesce(excess, false))::hugeint) from '{path}'"
            ).fetchone()
            for path in (one, other)
        )
    if first != second:
        raise SystemExit(f"{one} and {other} are not the same dues: {first} and {second}")


def rows(path: Path) -> int:
    with duckdb.connect() as connection:
        return connection.execute(f"select count(*) from '{path}'").fetchone()[0]


def openfisca_python() -> str:
    """An environment for OpenFisca alone: its requirements are not the project's."""
    folder = KEPT / OPENFISCA
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        packages = [OPENFISCA, "pandas", "pyarrow"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    return str(python)


def line(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def row(what: str, facts: int, dues: int, done: Run, base: Run | None = None) -> None:
    """A line of the table; ``base`` is what the ratio is to."""
    ratio = f"{done.seconds / base.seconds:.2f} / {done.cpu / base.cpu:.2f}" if base else ""
    clock = f"{done.seconds:.2f}", f"{done.process:.2f}", f"{done.cpu:.1f}"
    line(what, f"{facts:,}", f"{dues:,}", *clock, f"{done.memory:.2f}", f"{done.load:.1f}", ratio)
    if "stages" in done.told:
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in done.told["stages"].items())
        line(f"  of which {told}", *[""] * (len(COLUMNS) - 1))


def organizations(size: int, work: Path) -> None:
    files = made(BRANCHES * size, members=False)
    facts, out, least = rows(files.folder / "facts.parquet"), work / "out", work / "least.parquet"
    ours, minimal = in_turns(
        size,
        (sys.executable, "ours.py", files.folder, "bundled", out),
        (sys.executable, "minimal.py", files.folder, "bundled", least),
    )
    dues = rows(out / "dues.parquet")
    if not isnan(minimal.seconds):  # it has to hold all dues at once
        same_dues(out / "dues.parquet", least)
    row(f"×{size} ledger: checks, dues, summary", facts, dues, ours, minimal)
    row(f"×{size} (a) minimal query: dues", facts, dues, minimal)
    shutil.rmtree(out)
    least.unlink(missing_ok=True)
    one_rule(size, files.folder, facts, work)
    if size == SIZES[0]:
        loop(files.folder, facts)


def one_rule(size: int, folder: Path, facts: int, work: Path) -> None:
    out, theirs, least = work / "one", work / "fisca.parquet", work / "least.parquet"
    fisca = openfisca_python()
    ours, bare, minimal = in_turns(
        size,
        (sys.executable, "ours.py", folder, "one-rule", out),
        (fisca, "openfisca_count.py", folder, theirs),
        (sys.executable, "minimal.py", folder, "one-rule", least),
    )
    same_dues(out / "dues.parquet", theirs)
    same_dues(theirs, least)
    dues = rows(theirs)
    row(f"×{size} one rule, ledger: checks, dues, summary", facts, dues, ours, minimal)
    row(f"×{size} one rule, (c) OpenFisca-core: dues", facts, dues, bare, minimal)
    if size < 100:  # pyarrow would hold two hundred million ids at once
        checked = run(fisca, "openfisca_count.py", folder, theirs, "checked")
        row(f"×{size} one rule, (c) OpenFisca-core: checks and dues", facts, dues, checked, minimal)
    row(f"×{size} one rule, (a) minimal query: dues", facts, dues, minimal)


def loop(folder: Path, facts: int) -> None:
    done = run(sys.executable, "loop.py", folder, "bundled", "-")
    row(f"×{SIZES[0]} (b) plain Python loop: dues only", facts, done.told["dues"], done)
    for size in SIZES[1:]:
        times = size / SIZES[0]
        seconds = f"{done.seconds * times:.0f}", "", f"{done.cpu * times:.0f}"
        line(f"×{size} (b) extrapolated linearly, not run", "", "", *seconds, "", "", "")


def province(work: Path) -> None:
    files = made(PROVINCE, members=True)
    out = work / "out"
    done = run(sys.executable, "ours.py", files.folder, "bundled", out)
    facts, dues = rows(files.folder / "facts.parquet"), rows(out / "dues.parquet")
    members = rows(files.folder / "members.parquet")
    row(f"a province: ledger, {members:,} members", facts, dues, done)


def main() -> None:
    machine = platform.platform(), f"{os.cpu_count()} processors", f"Python {platform.python_version()}"
    print(", ".join([*machine, f"DuckDB {duckdb.__version__}"]), end="\n\n")
    line(*COLUMNS)
    line(*["---"] * len(COLUMNS))
    KEPT.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=KEPT))
    try:
        for size in SIZES:
            organizations(size, work)
        if PROVINCE:
            province(work)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
