"""``zhibu plan lighten``: the fewest gatherings that meet every clause."""

import shutil
from collections.abc import Callable
from pathlib import Path

import click

from zhibu.cli.plan_year import give
from zhibu.cli.whose_year import whose_year
from zhibu.plans.codes import Level, Sector
from zhibu.plans.lightest import LightestYear, lightest_year, load_settings
from zhibu.plans.lightest.exports import lightest_ics, lightest_json, lightest_table, lightest_xlsx
from zhibu.plans.lightest.planning import USUAL_LONGEST, USUAL_SECONDS
from zhibu.plans.lightest.wording import summary
from zhibu.plans.loading import load_plans
from zhibu.plans.workdays import work_calendar

FORMATS: dict[str, Callable[[LightestYear], bytes]] = {
    "table": lambda year: lightest_table(year, shutil.get_terminal_size((110, 24)).columns).encode(),
    "json": lightest_json,
    "ics": lightest_ics,
    "xlsx": lightest_xlsx,
}


@click.command()
@whose_year
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
    metavar="FILE",
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
    under: tuple[str, ...],
    holidays: tuple[Path, ...],
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
        calendar=work_calendar(holidays),
        ancestors=under,
    )
    give(FORMATS[form](year), form, out)
    if form != "table" or out is not None:
        for sentence in summary(year):
            click.echo(sentence, err=True)
