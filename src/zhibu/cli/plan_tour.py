"""``zhibu plan tour``: from a document on paper to one branch's year, shown step by step."""

import shutil
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from zhibu.plans.codes import Level, Sector
from zhibu.plans.documents import Document, read_document
from zhibu.plans.drafting import draft
from zhibu.plans.export import table, year_calendar
from zhibu.plans.extraction import extract
from zhibu.plans.library import sample_document
from zhibu.plans.model import Duty
from zhibu.plans.wording import demand_in_words
from zhibu.plans.year import plan_year

SHOWN = 12  # duties listed with their wording; the whole year follows anyway


@click.command()
@click.argument("path", metavar="[DOC]", required=False, type=click.Path(path_type=Path))
@click.option("--year", "number", type=int, help="哪一年；不写就是今年。")
def tour(path: Path | None, number: int | None) -> None:
    """走一遍：读一份方案（不写就用自带的样例），提取要求，排出一个农村党支部的全年。"""
    year, width = number or date.today().year, shutil.get_terminal_size((100, 24)).columns
    document = read_document(path or sample_document())
    plan = draft(document, extract(document.text), today=date.today())
    duties = [cited.duty for cited in plan.duties()]
    doubtful = sum(duty.review is not None for duty in duties)
    click.echo(f"一、读出《{plan.title}》，{len(document.text)} 字。\n")
    click.echo(
        f"二、提取要求 {len(duties)} 项，其中 {doubtful} 项要请人核对。前 {min(SHOWN, len(duties))} 项是：\n"
    )
    click.echo(listing(document, islice(duties, SHOWN), width))
    click.echo(f"三、只按这一份方案，一个农村党支部的 {year} 年：\n")
    sheet = plan_year([plan], Level.BRANCH, Sector.RURAL, year)
    click.echo(table(year_calendar(sheet), width))
    click.echo("几份方案合成一本日历：")
    click.echo(f"  ./dev zhibu plan year plans --level branch --sector rural --year {year}")
    click.echo("办齐全部要求，最少开几次会：")
    click.echo(f"  ./dev zhibu plan lighten plans --level branch --sector rural --year {year}")


def listing(document: Document, duties: Iterable[Duty], width: int) -> str:
    rows = Table("原文", "事项", "要求", "位置", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for duty in duties:
        assert duty.place  # what is drafted from a document always has its place in it
        quote = "".join(document.text[duty.place.start : duty.place.end].split())
        rows.add_row(quote, duty.activity.label, demand_in_words(duty), f"第 {duty.place.start} 字")
    console = Console(width=width)
    with console.capture() as captured:
        console.print(rows)
    return captured.get()
