"""The ledger at three sizes, side by side with what else could have been written.

    ./dev bench ledger

A world of ZHIBU_BENCH_BRANCHES branches (46,140 when not set: a hundredth of the nation), and ten and a
hundred times that; worlds are made once and kept under .dev. Each run is a process of its own, for its
own peak of memory. ZHIBU_BENCH_SIZES=1,10 leaves out the largest.

Seconds on the clock and of processor are both given: on a machine that others use as well, only the
latter compare. ZHIBU_BENCH_PROVINCE=184000 adds a province of so many branches with all its members.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

HERE = Path(__file__).parent / "ledger"
sys.path.insert(0, str(HERE))

from world import KEPT, made  # noqa: E402

BRANCHES = int(os.environ.get("ZHIBU_BENCH_BRANCHES", "46140"))
SIZES = [int(size) for size in os.environ.get("ZHIBU_BENCH_SIZES", "1,10,100").split(",")]
PROVINCE = int(os.environ.get("ZHIBU_BENCH_PROVINCE", "0"))
OPENFISCA = "openfisca-core==46.0.1"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds that it measured itself, and processor and memory as the system counted them."""

    seconds: float
    cpu: float
    memory: float
    told: dict


def run(python: str, program: str, *args: object) -> Run:
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen([python, str(HERE / program), *map(str, args)], stdout=out)
        _, status, used = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"{program} failed")
        out.seek(0)
        told = json.loads(out.read().splitlines()[-1])
    return Run(told["seconds"], used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6, told)


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
    ratio = f"{done.seconds / base.seconds:.2f} / {done.cpu / base.cpu:.2f}" if base else ""
    seconds = f"{done.seconds:.1f}", f"{done.cpu:.1f}"
    line(what, f"{facts:,}", f"{dues:,}", *seconds, f"{done.memory:.2f}", ratio, stages(done))


def stages(done: Run) -> str:
    return ", ".join(f"{name} {seconds:.1f}" for name, seconds in done.told.get("stages", {}).items())


def organizations(size: int, work: Path) -> None:
    files = made(BRANCHES * size, members=False)
    facts, out = rows(files.folder / "facts.parquet"), work / "out"
    ours = run(sys.executable, "ours.py", files.folder, "bundled", out)
    dues = rows(out / "dues.parquet")
    least = run(sys.executable, "minimal.py", files.folder, "bundled", work / "least.parquet")
    row(f"×{size} ledger: checks, dues, summary", facts, dues, ours, least)
    row(f"×{size} (a) minimal query: dues only", facts, dues, least)
    one = run(sys.executable, "ours.py", files.folder, "one-rule", out)
    row(f"×{size} ledger, one rule", facts, rows(out / "dues.parquet"), one)
    fisca = run(openfisca_python(), "openfisca_count.py", files.folder, work / "fisca.parquet")
    row(f"×{size} (c) OpenFisca-core, one rule: dues only", facts, fisca.told["dues"], fisca)
    if size == SIZES[0]:
        loop(files.folder, facts)


def loop(folder: Path, facts: int) -> None:
    done = run(sys.executable, "loop.py", folder, "bundled", "-")
    row(f"×{SIZES[0]} (b) plain Python loop: dues only", facts, done.told["dues"], done)
    for size in SIZES[1:]:
        times = size / SIZES[0]
        seconds = f"{done.seconds * times:.0f}", f"{done.cpu * times:.0f}"
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
    line(
        "what", "facts", "dues", "seconds", "CPU s", "peak GB", "ratio to (a), clock / CPU", "stages, seconds"
    )
    line(*["---"] * 8)
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
