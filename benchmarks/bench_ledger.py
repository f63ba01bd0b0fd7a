"""The ledger at three sizes, side by side with what else could have been written.

    ./dev bench ledger

A world of ZHIBU_BENCH_BRANCHES branches (46,140 when not set: a hundredth of the nation), and ten and a
hundred times that; worlds are made once and kept under .dev. Each run is a process of its own, for its
own peak of memory. ZHIBU_BENCH_SIZES=1,10 leaves out the largest.

Both seconds on the clock and seconds of processor are given: on a machine that others use as well only the latter compare.
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

from world import KEPT, ROOT, made  # noqa: E402

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
        subprocess.run([str(python), "-m", "pip", "install", "-q", OPENFISCA, "duckdb"], check=True)
    return str(python)


def line(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def row(size: object, what: str, facts: int, dues: int, done: Run, base: Run | None = None, note: str = "") -> None:
    ratio = f"{done.seconds / base.seconds:.2f} / {done.cpu / base.cpu:.2f}" if base else ""
    line(size, what, f"{facts:,}", f"{dues:,}", f"{done.seconds:.1f}", f"{done.cpu:.1f}", f"{done.memory:.2f}", ratio, note)


def stages(done: Run) -> str:
    return ", ".join(f"{name} {seconds:.1f}" for name, seconds in done.told["stages"].items())


def organizations(size: int, work: Path) -> None:
    files = made(BRANCHES * size, members=False)
    facts, out = rows(files.folder / "facts.parquet"), work / "out"
    ours = run(sys.executable, "ours.py", files.folder, "bundled", out)
    dues = rows(out / "dues.parquet")
    least = run(sys.executable, "minimal.py", files.folder, "bundled", work / "least.parquet")
    row(f"×{size}", "the ledger, everything", facts, dues, ours, least, stages(ours))
    row(f"×{size}", "(a) minimal query, dues only", facts, dues, least)
    one = run(sys.executable, "ours.py", files.folder, "one-rule", out)
    row(f"×{size}", "the ledger, one rule", facts, rows(out / "dues.parquet"), one, None, stages(one))
    fisca = run(openfisca_python(), "openfisca_count.py", files.folder)
    row(f"×{size}", "(c) OpenFisca-core, one rule", facts, fisca.told["dues"], fisca)
    if size == SIZES[0]:
        loop(files.folder, facts)


def loop(folder: Path, facts: int) -> None:
    done = run(sys.executable, "loop.py", folder, "bundled", "-")
    row("×1", "(b) plain Python loop", facts, done.told["dues"], done)
    for size in SIZES[1:]:
        line(f"×{size}", "(b) extrapolated linearly", "", "", f"{done.seconds * size:.0f}", f"{done.cpu * size:.0f}", "", "", "not run")


def province(work: Path) -> None:
    files = made(PROVINCE, members=True)
    out = work / "out"
    done = run(sys.executable, "ours.py", files.folder, "bundled", out)
    facts, dues = rows(files.folder / "facts.parquet"), rows(out / "dues.parquet")
    row("province", f"the ledger, {rows(files.folder / 'members.parquet'):,} members", facts, dues, done, None, stages(done))


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}, DuckDB {duckdb.__version__}\n")
    line("size", "what", "facts", "dues", "seconds", "CPU s", "peak GB", "ratio to (a), clock / CPU", "")
    line(*["---"] * 9)
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
    assert ROOT.exists()
    main()
