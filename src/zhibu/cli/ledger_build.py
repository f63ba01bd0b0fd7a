"""``zhibu ledger build``: files in, the ledger of a year out (contract, section 9)."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce, wraps
from pathlib import Path
from typing import Any

import click

from zhibu.cli.progress import reporter
from zhibu.ledger.build import ENGINES, MEMORY_LIMIT, Engine, build_ledger
from zhibu.ledger.prepare import Inputs, Question
from zhibu.ledger.spark import MASTER
from zhibu.plans.loading import load_plans
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR

FILE = click.Path(path_type=Path)
WORLD = (
    click.option(
        "--plans", required=True, type=FILE, metavar="DIR", help="方案文件，或存放方案文件的文件夹。"
    ),
    click.option(
        "--organizations", required=True, type=FILE, metavar="F", help="党组织表（.parquet 或 .csv）。"
    ),
    click.option("--members", required=True, type=FILE, metavar="F", help="党员表。"),
    click.option("--facts", required=True, type=FILE, metavar="F", help="办结事实表。"),
    click.option("--exemptions", type=FILE, metavar="F", help="免除表，可不给。"),
    click.option(
        "--year", required=True, type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="Y", help="计算哪一年。"
    ),
    click.option(
        "--as-of",
        required=True,
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="截至哪一天，如 2024-06-30。",
    ),
)


def world(command: Callable[..., None]) -> Callable[..., None]:
    """Options that name plans, subjects, facts, year and day; the command gets a question and files."""

    @wraps(command)
    def asked(
        plans: Path,
        organizations: Path,
        members: Path,
        facts: Path,
        exemptions: Path | None,
        year: int,
        as_of: datetime,
        **rest: Any,
    ) -> None:
        question = Question(load_plans([plans]), year, as_of.date())
        command(question, Inputs(organizations, members, facts, exemptions), **rest)

    return reduce(lambda decorated, option: option(decorated), reversed(WORLD), asked)


@click.command()
@world
@click.option("--out", required=True, type=FILE, metavar="DIR", help="台账写入的文件夹。")
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True, help="计算引擎。")
@click.option("--spark-master", default=MASTER, show_default=True, metavar="URL", help="Spark 集群的地址。")
@click.option(
    "--memory",
    default=MEMORY_LIMIT,
    show_default=True,
    metavar="SIZE",
    help="DuckDB 可用的内存，超出即写盘。",
)
def build(question: Question, files: Inputs, out: Path, engine: str, spark_master: str, memory: str) -> None:
    """计算一年的全部应办，写出 dues.parquet 和 summary.parquet。

    输入有错时逐行列出，不写任何文件；中途停止时，原有的台账保持原样。
    """
    build_ledger(question, files, out, Engine(engine, memory, spark_master), reporter())
