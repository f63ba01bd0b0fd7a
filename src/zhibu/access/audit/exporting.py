"""A search of the audit as a table to be kept or sent on, in Chinese whatever the language of the page."""

import io
from collections.abc import Iterable

import xlsxwriter

from zhibu.access.audit.reading import Line, Told

COLUMNS = (
    ("序号", 8),
    ("时间", 20),
    ("何人", 14),
    ("做了什么", 18),
    ("对象", 12),
    ("名称", 28),
    ("由何改为何", 70),
)
MOST = 20_000  # rows of one table; narrow the days for more


def workbook(lines: Iterable[Line]) -> bytes:
    """Every cell is text: nothing in it can become a formula."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("操作记录")
        bold = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines, 1):
            for column, text in enumerate(cells(line)):
                sheet.write_string(number, column, text, body)
    return kept.getvalue()


def cells(line: Line) -> list[str]:
    changes = [in_words(one) for one in line.changes]
    if line.is_forgotten:
        changes.append("（涉及个人的内容已按规定删除）")
    when = f"{line.at:%Y-%m-%d %H:%M:%S}"
    number = str(line.number) if line.number else "待封存"
    return [number, when, line.who, line.verb, line.kind, line.subject, "\n".join(changes)]


def in_words(one: Told) -> str:
    return f"{one.label}：{one.before} → {one.after}" if one.is_kept else f"{one.label}：有变动，内容不记"
