"""The year as a workbook: one sheet to work from and print, one with the clauses behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhibu.plans.export.rows import Calendar, Row, Source
from zhibu.plans.workdays import WEEKDAY_NAMES

A4 = 9
CALENDAR_COLUMNS = {
    "日期": 12,
    "星期": 6,
    "事项": 26,
    "周期": 12,
    "要求": 14,
    "对象": 16,
    "时间": 26,
    "说明": 32,
    "依据": 48,
}
SOURCE_COLUMNS = {
    "应办事项": 26,
    "方案": 44,
    "文号": 22,
    "条款": 16,
    "条款名称": 24,
    "原要求事项": 26,
    "原要求": 22,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines on top, columns with their widths, and cells row by row."""

    name: str
    top: Sequence[str]
    columns: dict[str, int]
    rows: Sequence[Sequence[date | str]]


def xlsx(calendar: Calendar) -> bytes:
    rows = [_calendar_cells(row, day) for row in calendar.rows for day in row.days]
    rows.sort(key=lambda cells: cells[0])
    top = (calendar.title, *calendar.remarks)
    sources = [_source_cells(source) for source in calendar.sources]
    sheets = [
        Sheet("全年安排", top, CALENDAR_COLUMNS, rows),
        Sheet("条款出处", (f"{calendar.title}：条款出处",), SOURCE_COLUMNS, sources),
    ]
    return workbook(calendar.title, calendar.year, sheets)


def workbook(title: str, year: int, sheets: Iterable[Sheet]) -> bytes:
    """The same content gives the same file, byte for byte: its time of making is the year's first day."""
    held = BytesIO()
    # text stays text: a title that begins with = is not a formula, an address not a link
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": datetime(year, 1, 1)})
        for sheet in sheets:
            _sheet(book, sheet.name, sheet.top, sheet.columns, sheet.rows)
    return held.getvalue()


def _sheet(
    book: Workbook,
    name: str,
    top: Sequence[str],
    columns: dict[str, int],
    rows: Iterable[Sequence[date | str]],
) -> None:
    sheet = book.add_worksheet(name)
    formats = _formats(book)
    for n, line in enumerate(top):
        sheet.write_string(n, 0, line, formats["title"] if n == 0 else formats["remark"])
    head = len(top)
    for column, (title, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, title, formats["head"])
    last = head
    for last, cells in enumerate(rows, head + 1):
        _write(sheet, last, cells, formats)
    sheet.autofilter(head, 0, last, len(columns) - 1)
    sheet.freeze_panes(head + 1, 0)
    _for_printing(sheet, head)


def _write(sheet: Worksheet, row: int, cells: Sequence[date | str], formats: dict[str, Format]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, formats["date"])
        else:
            sheet.write_string(row, column, cell, formats["cell"])


def _for_printing(sheet: Worksheet, head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _formats(book: Workbook) -> dict[str, Format]:
    cell: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#CCCCCC"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "remark": book.add_format({"font_color": "#9B1C1C"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#F3E9E7", "valign": "vcenter"}),
        "cell": book.add_format(cell),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _calendar_cells(row: Row, day: date) -> tuple[date | str, ...]:
    week_day = WEEKDAY_NAMES[day.weekday()]
    citations = "\n".join(row.citations)
    return day, week_day, row.title, row.period, row.amount, row.who, row.when, row.note, citations


def _source_cells(source: Source) -> tuple[str, ...]:
    return (
        source.title,
        source.plan,
        source.document_no,
        source.ref,
        source.clause,
        source.duty,
        source.asked,
    )
