"""``zhibu plan lighten``: the fewest gatherings that meet every clause."""

import sys
from pathlib import Path

import click

from zhibu.cli.output import write_files
from zhibu.plans.codes import Level, Sector
from zhibu.plans.lightest import lightest_year, load_settings
from zhibu.plans.lightest.exports import FORMATS
from zhibu.plans.lightest.planning import USUAL_LONGEST, USUAL_SECONDS
from zhibu.plans.loading import load_plans
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR


def chosen_from(codes: type[Level] | type[Sector]) -> click.Choice[str]:
    return click.Choice([code.value for code in codes])


def named(codes: type[Level] | type[Sector]) -> str:
    return "、".join(f"{code.value} {code.label}" for code in codes)


@click.command()
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--level", type=chosen_from(Level), required=True, help=f"哪一级党组织：{named(Level)}。")
@click.option("--sector", type=chosen_from(Sector), required=True, help=f"哪一类单位：{named(Sector)}。")
@click.option(
    "--year", "number", type=click.IntRange(FIRST_YEAR + 1, LAST_YEAR - 1), required=True, help="哪一年。"
)
@click.option(
    "--format", "form", type=click.Choice([*FORMATS]), default="table", show_default=True, help="输出的样式。"
)
@click.option("--out", type=click.Path(path_type=Path), help="写到这个文件；不写就打印出来。")
@click.option(
    "--groups",
    type=click.IntRange(0, 50),
    default=0,
    show_default=True,
    help="有几个党小组；各组另开自己的会。",
)
@click.option(
    "--max-minutes",
    "longest",
    type=click.IntRange(15, 24 * 60),
    default=USUAL_LONGEST,
    show_default=True,
    help="一次聚会最长多少分钟。",
)
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(0.1, 3600),
    default=USUAL_SECONDS,
    show_default=True,
    help="最多算多少秒；到时没有证明最少，就写明还差多少。",
)
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    help="本地的聚会约定（样式同 gatherings.yaml）：哪些事要聚会、谁参加、多长、哪些能合在一次。",
)
def lighten(
    plans: tuple[Path, ...],
    level: str,
    sector: str,
    number: int,
    form: str,
    out: Path | None,
    groups: int,
    longest: int,
    seconds: float,
    settings: Path | None,
) -> None:
    """求最轻的一年：用最少的聚会办完方案里的每一项要求。

    PLAN 是方案文件，或放方案文件的文件夹。同样的人参加的几件事合在一次聚会里办，
    例如党课、讨论、集中学习随主题党日一起；每次聚会写明满足哪些条款。
    """
    year = lightest_year(
        load_plans(plans),
        Level(level),
        Sector(sector),
        number,
        groups=groups,
        longest=longest,
        seconds=seconds,
        settings=load_settings(settings) if settings else None,
    )
    content = FORMATS[form](year)
    if out is not None:
        write_files({out: content})
    elif form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("xlsx 是工作簿，不能显示在屏幕上；请用 --out 写到文件")
    else:
        click.echo(content, nl=False)
