"""The web application at a county's work, on SQLite and on PostgreSQL.

    ./dev bench web [--branches 2000] [--quick] [--only sqlite|postgresql] [--sizes 200,2000,20000]
                    [--pretix PYTHON]

Makes a county (30 members a branch and a year of records; kept under out/bench), serves it by
``zhibu serve`` (gunicorn, two processes a processor) and asks it from this machine: pages and saves at one
client, an import of 10,000 members, saves of 40 from 8 and from 50 clients, fifty clients on the evening of a
party day, and SIGKILL of the whole server in the middle of saves. After each it counts in the database.
Clients sign in before the clock starts; each has one connection and asks on as soon as it is answered.
PostgreSQL is one of its own, stopped afterwards, with its usual settings (fsync on).
``--pretix`` names the Python of an environment with pretix and gunicorn (``pip install pretix gunicorn``),
whose check-ins are then measured after Zhibu's saves.

Whole: about half an hour, and ten minutes more for making the counties; ``--quick``: ten minutes.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "out" / "bench"
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measured(engine: str, branches: int, *options: str) -> dict:
    """All measurements of one county on one database."""
    data = KEPT / f"web-{engine}-{branches}"
    data.mkdir(parents=True, exist_ok=True)
    return written_by(
        engine, "benchmarks.web.measured", "--branches", str(branches), "--data", str(data), *options
    )


def written_by(engine: str, module: str, *arguments: str) -> dict:
    """What a module writes, run in a process of its own, with a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "told.json"
        command = [sys.executable, "-m", module, "--into", str(into), *arguments]
        if engine == "postgresql":
            command = [str(ROOT / ".ci" / "postgresql"), *command]
        durable = os.environ | {"POSTGRESQL_OPTIONS": "-c shared_buffers=512MB", "ZHIBU_MODE": "demo"}
        subprocess.run(command, check=True, cwd=ROOT, env=durable)
        return json.loads(into.read_text())


def machine(pretix: Path | None) -> Iterator[str]:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    yield f"machine: {os.cpu_count()} processors ({cpu}), {platform.system()} {platform.release()}"
    packages = ("Django", "gunicorn", "psycopg")
    told = [f"{name} {version(name)}" for name in packages]
    if pretix:
        asked = "from importlib.metadata import version; print('pretix', version('pretix'))"
        told.append(subprocess.check_output([pretix, "-c", asked], text=True).strip())
    yield f"versions: Python {platform.python_version()}, {', '.join(told)}, SQLite {sqlite3.sqlite_version}"
    yield f"command: ./dev bench web {' '.join(sys.argv[1:])}".rstrip()


HEADER = (
    "| database | what | clients | requests | p50 ms | p95 ms | a second | attendances a second | errors "
    "| saved | lost or not whole | load |"
)


def row(engine: str, one: dict) -> str:
    spread = [one.get(name, "") for name in ("what", "clients", "n", "p50", "p95", "a_second")]
    missing = one["lost"] + one["halves"] if "lost" in one else ""
    counted = [one.get("attendances_a_second", ""), one.get("errors", ""), one.get("saved", ""), missing]
    load = f"{one['load']:.1f}" if "load" in one else ""
    return " | ".join(["| " + ENGINES[engine], *map(str, [*spread, *counted, load])]) + " |"


def lines(engine: str, told: dict) -> Iterator[str]:
    for group in ("pages", "saving", "importing"):
        yield from (row(engine, {"clients": 1, **one}) for one in told.get(group, ()))
    for crowd in told.get("crowds", ()):
        yield row(engine, crowd)
        if crowd["what"] == "an evening":
            yield from (row(engine, one | {"what": f"  of which {one['what']}"}) for one in crowd["of_which"])
    if "killed" in told:
        one = told["killed"]
        yield row(engine, one | {"what": f"{one['what']}, {one['times']} times", "clients": 8})


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--branches", type=int, default=2000)
    asked.add_argument("--quick", action="store_true", help="fewer times, shorter, no other sizes")
    asked.add_argument("--only", choices=ENGINES)
    asked.add_argument("--sizes", default="200,2000,20000", help="counties for the cost of a save; 0: none")
    asked.add_argument("--pretix", type=Path, metavar="PYTHON", help="measure its check-ins in the same run")
    given = asked.parse_args()
    options = ["--quick"] if given.quick else []
    say([*machine(given.pretix), "", HEADER, "| " + " | ".join(["---"] * HEADER.count(" | ")) + " | --- |"])
    for engine in [given.only] if given.only else ENGINES:
        say(lines(engine, measured(engine, given.branches, *options)))
        if given.pretix:
            beside = written_by(
                engine, "benchmarks.web.pretix", "--python", str(given.pretix.absolute()), *options
            )
            say(row(engine, one) for one in beside)
    sizes = [] if given.quick else [int(one) for one in given.sizes.split(",") if int(one)]
    for branches in sizes:
        save = measured("sqlite", branches, "--only-save")["saving"][1]
        say([row("sqlite", save | {"what": f"{save['what']}, {branches:,} branches", "clients": 1})])


def say(lines: Iterable[str]) -> None:
    """At once: a later part that fails takes nothing away."""
    print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
