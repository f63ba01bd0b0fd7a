"""The lightest year as a page to read: the gatherings, the separate matters, what each rests on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from zhibu.plans.lightest.exports.phrases import (
    Footnotes,
    matter_amount,
    matter_name,
    matter_who,
    summary,
    title,
    what,
)
from zhibu.plans.lightest.result import LightestYear, Matter
from zhibu.plans.lightest.wording import length_name, short_day
from zhibu.plans.workdays import in_words

WIDTH = 110
MANY_DAYS = 4


def as_table(year: LightestYear) -> bytes:
    notes = Footnotes.of(year.duties())
    console = Console(file=StringIO(), width=WIDTH, color_system=None, highlight=False, markup=False)
    _lines(console, [title(year), "", *summary(year)])
    if year.gatherings:
        console.print(_gatherings(year, notes))
    if year.matters:
        _lines(console, ["单独事项（要办，但不必聚会；日期是建议）"])
        console.print(_matters(year.matters, notes))
    if notes.numbers:
        _lines(console, ["依据", *(f"{n:>4}  {citation}" for citation, n in notes.numbers.items()), ""])
    _lines(console, ["说明", *(f"  · {note}" for note in year.notes)])
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).encode() + b"\n"


def _lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, soft_wrap=True)


def _table(*columns: tuple[str, int | None]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, width in columns:
        table.add_column(name, width=width, no_wrap=False, overflow="fold")
    return table


def _gatherings(year: LightestYear, notes: Footnotes) -> Table:
    table = _table(("日期", 14), ("谁参加", 10), ("做什么", 52), ("共", 10), ("依据", None))
    for one in year.gatherings:
        cells = (in_words(one.day), one.audience_name, what(one), length_name(one.minutes))
        table.add_row(*cells, notes.marks(one.duties))
    return table


def _matters(matters: Sequence[Matter], notes: Footnotes) -> Table:
    table = _table(("事项", 26), ("谁", 18), ("多少", 14), ("日期", 30), ("依据", None))
    alike: defaultdict[tuple[str, str, str, str], list[Matter]] = defaultdict(list)
    for one in matters:
        marks = notes.marks(one.duties)
        alike[matter_name(one), matter_who(one), matter_amount(one), marks].append(one)
    for (name, who, amount, marks), several in alike.items():
        table.add_row(name, who, amount, _days(several), marks)
    return table


def _days(matters: Sequence[Matter]) -> str:
    """1月5日（聚会当天）, or the first and last of many."""
    days = [short_day(one.day) for one in matters]
    together = "，聚会当天办" if all(one.at_gathering for one in matters) else ""
    if len(days) <= MANY_DAYS:
        return "、".join(days) + together
    return f"{days[0]}、{days[1]}……{days[-1]}，共 {len(days)} 回{together}"
