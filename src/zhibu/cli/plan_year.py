"""``zhibu plan year``: one organization's year, for reading, for a phone, for a workbook, for programs."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click

from zhibu.cli.output import write_files
from zhibu.plans.codes import Level, Sector
from zhibu.plans.export import ics, table, xlsx, year_calendar, year_json
from zhibu.plans.loading import load_plans
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR
from zhibu.plans.workdays import work_calendar
from zhibu.plans.year import YearSheet, plan_year

FORMATS: dict[str, Callable[[YearSheet], bytes]] = {
    "table": lambda sheet: table(year_calendar(sheet), shutil.get_terminal_size((100, 24)).columns).encode(),
    "json": year_json,
    "ics": lambda sheet: ics(year_calendar(sheet)),
    "xlsx": lambda sheet: xlsx(year_calendar(sheet)),
}


def chosen_from(codes: type[Level] | type[Sector]) -> click.Choice[str]:
    return click.Choice([code.value for code in codes])


def named(codes: type[Level] | type[Sector]) -> str:
    return "、".join(f"{code.value} {code.label}" for code in codes)


@click.command()
@click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--level", type=chosen_from(Level), required=True, help=f"哪一级党组织：{named(Level)}。")
@click.option("--sector", type=chosen_from(Sector), required=True, help=f"哪一类单位：{named(Sector)}。")
@click.option("--year", "number", type=click.IntRange(FIRST_YEAR, LAST_YEAR), required=True, help="哪一年。")
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    default="table",
    show_default=True,
    help="输出的样式：表格、数据、手机日历、工作簿。",
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="写到这个文件；不写就打印出来。")
@click.option(
    "--under",
    metavar="ORG_ID",
    multiple=True,
    help="所属上级组织的编号，可写几次；只发给某一组织及其下级的方案要用。",
)
@click.option(
    "--holidays",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="新公布的放假安排（样式同 holidays.yaml），可写几次。",
)
def year(
    plans: tuple[Path, ...],
    level: str,
    sector: str,
    number: int,
    form: str,
    out: Path | None,
    under: tuple[str, ...],
    holidays: tuple[Path, ...],
) -> None:
    """排全年：一个党组织和它的党员一年要办的事。

    PLAN 是方案文件，或放方案文件的文件夹。几份方案要求的同一件事合为一项，逐条注明出处；
    日期遇放假改到工作日。
    """
    calendar = work_calendar(holidays)
    sheet = plan_year(
        load_plans(plans), Level(level), Sector(sector), number, ancestors=under, calendar=calendar
    )
    give(FORMATS[form](sheet), form, out)
    say_what_to_know(sheet, shown=form == "table" and out is None)


def give(content: bytes, form: str, out: Path | None) -> None:
    if out is not None:
        write_files({out: content})
    elif form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("xlsx 是工作簿，不能显示在屏幕上；请用 --out 写到文件")
    else:
        click.echo(content, nl=False)


def say_what_to_know(sheet: YearSheet, *, shown: bool) -> None:
    """On standard error, what the output itself does not say to the person who asked for it."""
    calendar = year_calendar(sheet)
    if not sheet.dues:
        click.echo(f"给出的方案中没有一项适用：{calendar.title}为空。", err=True)
    if not shown:
        for remark in calendar.remarks:
            click.echo(remark, err=True)
