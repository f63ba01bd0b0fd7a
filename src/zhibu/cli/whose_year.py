"""The options that every command about one organization's year takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from zhibu.plans.codes import Level, Sector
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR

FORMS = ("table", "json", "ics", "xlsx")


def chosen_from(codes: type[Level] | type[Sector]) -> click.Choice[str]:
    return click.Choice([code.value for code in codes])


def named(codes: type[Level] | type[Sector]) -> str:
    return "、".join(f"{code.value} {code.label}" for code in codes)


OPTIONS = (
    click.argument("plans", metavar="PLAN…", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option("--level", type=chosen_from(Level), required=True, help=f"哪一级党组织：{named(Level)}。"),
    click.option("--sector", type=chosen_from(Sector), required=True, help=f"哪一类单位：{named(Sector)}。"),
    click.option(
        "--year", "number", type=click.IntRange(FIRST_YEAR, LAST_YEAR), required=True, help="哪一年。"
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        default="table",
        show_default=True,
        help="输出的样式：表格、数据、手机日历、工作簿。",
    ),
    click.option(
        "--out", metavar="FILE", type=click.Path(path_type=Path), help="写到这个文件；不写就打印出来。"
    ),
    click.option(
        "--under",
        metavar="ORG_ID",
        multiple=True,
        help="所属上级组织的编号，可写几次；只发给某一组织及其下级的方案要用。",
    ),
    click.option(
        "--holidays",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="新公布的放假安排（样式同 holidays.yaml），可写几次。",
    ),
)


def whose_year(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which plans, whose year, in what form, and where to."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
