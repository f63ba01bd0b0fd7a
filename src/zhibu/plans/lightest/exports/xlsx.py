"""The lightest year as a workbook: gatherings, separate matters, and what the answer rests on."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook

from zhibu.plans.lightest.exports.phrases import (
    citations,
    matter_amount,
    matter_name,
    matter_who,
    summary,
    title,
    what,
)
from zhibu.plans.lightest.result import LightestYear
from zhibu.plans.model import CitedDuty
from zhibu.plans.workdays import WEEKDAY_NAMES

Row = Sequence[object]
GATHERING_COLUMNS = (("日期", 12), ("星期", 6), ("谁参加", 12), ("做什么", 60), ("分钟", 7), ("依据", 90))
MATTER_COLUMNS = (("日期", 12), ("星期", 6), ("事项", 26), ("谁", 20), ("多少", 14), ("依据", 90))


def as_xlsx(year: LightestYear) -> bytes:
    file = BytesIO()
    # text that begins like a formula or an address stays text
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, options)
    book.set_properties({"title": title(year), "created": datetime(year.year, 1, 1)})
    _sheet(book, "聚会", GATHERING_COLUMNS, _gatherings(year))
    _sheet(book, "单独事项", MATTER_COLUMNS, _matters(year))
    notes = [[line] for line in (title(year), *summary(year), *year.notes)]
    _sheet(book, "说明", (("说明", 110),), notes)
    book.close()
    return file.getvalue()


def _gatherings(year: LightestYear) -> list[Row]:
    return [
        (
            one.day,
            _weekday(one.day),
            one.audience_name,
            what(one),
            one.minutes,
            _grounds(one.duties),
        )
        for one in year.gatherings
    ]


def _matters(year: LightestYear) -> list[Row]:
    return [
        (
            one.day,
            _weekday(one.day),
            matter_name(one),
            matter_who(one),
            matter_amount(one),
            _grounds(one.duties),
        )
        for one in year.matters
    ]


def _weekday(day: date) -> str:
    return WEEKDAY_NAMES[day.weekday()]


def _grounds(duties: Iterable[CitedDuty]) -> str:
    return "\n".join(citations(duties))


def _sheet(book: Workbook, name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for n, (heading, width) in enumerate(columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, heading, head)
    for r, row in enumerate(rows, start=1):
        for n, value in enumerate(row):
            if n == 0 and len(columns) > 1:
                sheet.write_datetime(r, n, value, day)
            else:
                sheet.write(r, n, value, text)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
