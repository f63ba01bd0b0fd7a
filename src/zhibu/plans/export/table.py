"""The year for a terminal or a text file: month by month, the clauses by number below.

Rich lays the table out: Chinese characters take two columns, long titles wrap, and it is measured for
any width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from zhibu.plans.export.rows import Calendar, Row

NARROWEST, WIDEST = 60, 160  # columns
NOTHING = "没有应办事项。"


def table(calendar: Calendar, width: int = 100) -> str:
    """Plain text with no colours; ``width`` in columns of the terminal."""
    numbers = {citation: n for n, citation in enumerate(_citations(calendar.rows), 1)}
    held = StringIO()
    console = Console(
        file=held, width=min(max(width, NARROWEST), WIDEST), color_system=None, force_terminal=False
    )
    for line in (calendar.title, *calendar.remarks):
        console.print(Text(line))
    console.print(_laid_out(calendar, numbers) if calendar.rows else Text(NOTHING))
    if numbers:
        console.print(Text("依据："))
    for citation, n in numbers.items():
        console.print(Text(f"[{n}] {citation}"))
    return "".join(f"{line.rstrip()}\n" for line in held.getvalue().splitlines())


def _laid_out(calendar: Calendar, numbers: dict[str, int]) -> Table:
    laid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    laid.add_column("日期", overflow="fold", ratio=7)
    laid.add_column("事项", overflow="fold", ratio=9)
    laid.add_column("要求", overflow="fold", ratio=7)
    laid.add_column("对象", overflow="fold", ratio=6)
    laid.add_column("依据", overflow="fold", ratio=4)
    for month, rows in groupby(calendar.rows, lambda row: _month(row, calendar.year)):
        laid.add_row(Text(f"【{month}】"))
        for row in _weeks_together(list(rows)):
            laid.add_row(*(Text(cell) for cell in _cells(row, numbers)))
        laid.add_section()
    return laid


def _month(row: Row, year: int) -> str:
    day = row.days[0]
    return f"{day.month}月" if day.year == year else f"{day.year}年{day.month}月"


def _weeks_together(rows: Sequence[Row]) -> list[Row]:
    """A thing done every week is one line a month."""
    lines: dict[str, list[Row]] = {}
    for row in rows:
        lines.setdefault(row.series if row.weekly else row.key, []).append(row)
    return [_as_one(same) if len(same) > 1 else same[0] for same in lines.values()]


def _as_one(weeks: Sequence[Row]) -> Row:
    first, last = weeks[0].period, weeks[-1].period
    notes = dict.fromkeys(week.note for week in weeks if week.note)
    span = f"{first.removesuffix('周')}至{last.removeprefix('第')}"
    return replace(weeks[0], when=span, period=weeks[0].weekly, note="；".join(notes))


def _cells(row: Row, numbers: dict[str, int]) -> tuple[str, ...]:
    asked = f"{row.period}{row.amount}" if row.period else row.amount
    title = f"{row.title}（{row.note}）" if row.note else row.title
    return row.when, title, asked, row.who, "".join(f"[{numbers[one]}]" for one in row.citations)


def _citations(rows: Iterable[Row]) -> Iterable[str]:
    return dict.fromkeys(citation for row in rows for citation in row.citations)
