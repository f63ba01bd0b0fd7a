"""All measurements of one county on one database; writes them as JSON. Run by ``bench_web.py``."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--branches", type=int, required=True)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--into", type=Path, required=True)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only-save", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("ZHIBU_MODE", "demo")
    data = given.data.resolve()
    if "DATABASE_URL" in os.environ or not (data / "made").exists():
        shutil.rmtree(data)  # what a run that was stopped had begun
        data.mkdir()
        make = [
            sys.executable,
            "-m",
            "benchmarks.web.county",
            "--branches",
            str(given.branches),
            "--data",
            str(data),
        ]
        subprocess.run(make, check=True)
        (data / "made").touch()
    data = copied(data)

    from benchmarks.web import measures
    from benchmarks.web.server import Server
    from zhibu.site import set_up

    set_up.use_folder(data)
    set_up.start_django()
    set_up.make_tables()  # those of an older version
    in_use()
    server, told = Server.started(data), dict[str, object]()
    try:
        few = given.quick
        told["saving"] = [one.told() for one in measures.saving(server.port, 15 if few else 60)]
        if not given.only_save:
            told["pages"] = [one.told() for one in measures.pages(server.port, 15 if few else 60)]
            told["crowds"] = [
                measures.crowd("saves of 40", server.port, clients, 8 if few else 30, evening=False).told()
                for clients in (8, 50)
            ]
            told["crowds"] += [
                measures.crowd("an evening", server.port, 50, 15 if few else 60, evening=True).told()
            ]  # type: ignore[operator]
            told["killed"] = measures.killed(server, 2 if few else 10)
            told["importing"] = [
                one.told() for one in measures.importing(server.port, 10_000, 1 if few else 3)
            ]
    finally:
        server.stop()
        shutil.rmtree(data)
    given.into.write_text(json.dumps(told, ensure_ascii=False, indent=1))


def copied(data: Path) -> Path:
    """Work on a copy, so that every run begins with the same county."""
    at_work = data.with_name(f"{data.name}-at-work")
    shutil.rmtree(at_work, ignore_errors=True)
    shutil.copytree(data, at_work)
    return at_work


def in_use() -> None:
    """What the database of an installation in use has long done: standings counted, statistics gathered."""
    from django.db import connection
    from django.utils import timezone

    from zhibu.helping.fresh import make_all_good

    make_all_good("", timezone.localdate().year)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


if __name__ == "__main__":
    main()
