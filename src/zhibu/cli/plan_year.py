"""``zhibu plan year``: one organization's year, for reading, for a phone, for a workbook, for programs."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click

from zhibu.cli.output import write_files
from zhibu.cli.whose_year import whose_year
from zhibu.plans.codes import Level, Sector
from zhibu.plans.export import ics, table, xlsx, year_calendar, year_json
from zhibu.plans.loading import load_plans
from zhibu.plans.workdays import work_calendar
from zhibu.plans.year import YearSheet, plan_year

FORMATS: dict[str, Callable[[YearSheet], bytes]] = {
    "table": lambda sheet: table(year_calendar(sheet), shutil.get_terminal_size((100, 24)).columns).encode(),
    "json": year_json,
    "ics": lambda sheet: ics(year_calendar(sheet)),
    "xlsx": lambda sheet: xlsx(year_calendar(sheet)),
}


@click.command()
@whose_year
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
