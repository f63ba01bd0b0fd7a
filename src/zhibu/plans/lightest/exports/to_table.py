"""The lightest year as a page to read: the gatherings, the separate matters, what each rests on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from zhibu.plans.export.table import NARROWEST, WIDEST
from zhibu.plans.lightest.exports.rows import Footnotes
from zhibu.plans.lightest.result import LightestYear, Matter
from zhibu.plans.lightest.wording import (
    length_in_words,
    matter_title,
    matter_who,
    segments_in_words,
    summary,
    title,
)
from zhibu.plans.wording import quantity_in_words
from zhibu.plans.workdays import in_words, short_day

MANY_DAYS = 4


def lightest_table(year: LightestYear, width: int = 100) -> str:
    """Plain text with no colours; ``width`` in columns of the terminal."""
    notes = Footnotes.of(year.duties())
    held = StringIO()
    console = Console(
        file=held, width=min(max(width, NARROWEST), WIDEST), color_system=None, force_terminal=False
    )
    _lines(console, [title(year), *summary(year)])
    if year.gatherings:
        console.print(_gatherings(year, notes))
    if year.matters:
        _lines(console, ["单独事项（要办，但不必聚会；日期是建议）"])
        console.print(_matters(year.matters, notes))
    if notes.numbers:
        _lines(console, ["依据：", *(f"[{n}] {citation}" for citation, n in notes.numbers.items())])
    _lines(console, ["说明：", *year.notes])
    return "".join(f"{line.rstrip()}\n" for line in held.getvalue().splitlines())


def _lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(line))


def _table(**columns: int) -> Table:
    """Columns by name, each with its share of the width."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, share in columns.items():
        table.add_column(name, ratio=share, overflow="fold")
    return table


def _gatherings(year: LightestYear, notes: Footnotes) -> Table:
    table = _table(日期=14, 谁参加=10, 做什么=44, 共=10, 依据=18)
    for one in year.gatherings:
        what = (in_words(one.day), one.audience_name, segments_in_words(one), length_in_words(one.minutes))
        table.add_row(*(Text(cell) for cell in (*what, notes.marks(one.duties))))
    return table


def _matters(matters: Sequence[Matter], notes: Footnotes) -> Table:
    table = _table(事项=24, 谁=18, 多少=12, 日期=30, 依据=12)
    alike: defaultdict[tuple[str, ...], list[Matter]] = defaultdict(list)
    for one in matters:
        amount = quantity_in_words(one.amount, one.measure)
        alike[matter_title(one), matter_who(one), amount, notes.marks(one.duties)].append(one)
    for (name, who, amount, marks), several in alike.items():
        table.add_row(*(Text(cell) for cell in (name, who, amount, _days(several), marks)))
    return table


def _days(matters: Sequence[Matter]) -> str:
    """1月5日（聚会当天）, or the first and last of many."""
    days = [short_day(one.day) for one in matters]
    together = "，聚会当天办" if all(one.at_gathering for one in matters) else ""
    if len(days) <= MANY_DAYS:
        return "、".join(days) + together
    return f"{days[0]}、{days[1]}……{days[-1]}，共{len(days)}回{together}"
