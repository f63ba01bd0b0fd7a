"""How long reading a whole document's obligations takes.

Prints a row a document: characters, obligations, the median of the runs, and characters a second;
then one whole run of the command line, interpreter and imports included. The bundled sample is always
measured; give further documents as arguments.

    ./dev bench extraction
    ./dev python benchmarks/bench_extraction.py a.txt b.docx
"""

import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from zhibu.plans.documents import read_document
from zhibu.plans.extraction import extract

ROOT = Path(__file__).resolve().parents[1]
RUNS = 15
LONG = 40  # the sample this many times over shows that the cost grows with the length, no faster


def seconds(text: str, runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        before = time.perf_counter()
        extract(text)
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


def row(name: str, text: str, runs: int = RUNS) -> None:
    found, median = len(extract(text)), seconds(text, runs)
    print(f"| {name} | {len(text):,} | {found} | {median * 1000:.1f} | {len(text) / median:,.0f} |")


def whole_command(path: Path) -> float:
    taken = []
    for _ in range(3):
        before = time.perf_counter()
        command = [sys.executable, "-m", "zhibu.cli", "plan", "extract", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


def main() -> None:
    samples = sorted((ROOT / "examples").glob("*.txt"))
    print(f"Extraction · Python {platform.python_version()} · {platform.machine()} · median of {RUNS} runs\n")
    print("| document | characters | obligations | milliseconds | characters a second |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for path in [*samples, *map(Path, sys.argv[1:])]:
        row(path.name, read_document(path).text)
    text = read_document(samples[0]).text
    row(f"{samples[0].name} × {LONG}", text * LONG, runs=3)
    print(f"\nThe whole command on {samples[0].name}, imports included: {whole_command(samples[0]):.2f} s")


if __name__ == "__main__":
    main()
