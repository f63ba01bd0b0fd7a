"""The register (台账) of a year as a workbook: one line a gathering, columns as branches keep them.

Like the minutes it is an official paper, in Chinese whatever the language of the pages.
"""

import io
from collections.abc import Iterable

import xlsxwriter

from zhibu.gatherings.models import REASONS_OF_HEALTH, Attendance, Reason
from zhibu.gatherings.queries import RegisterRow

# Heading and width in characters.
COLUMNS = (
    ("时间", 12),
    ("党组织", 22),
    ("类型", 12),
    ("地点", 16),
    ("主持人", 9),
    ("记录人", 9),
    ("应到", 6),
    ("实到", 6),
    ("缺席及原因", 26),
    ("列席", 16),
    ("议题", 24),
    ("环节", 22),
    ("内容", 44),
    ("决议", 34),
    ("记于", 12),
)
FIRST_ROW = 2
LONGEST = 32_000  # a cell holds 32,767 characters


def workbook(rows: Iterable[RegisterRow], year: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("台账")
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    head = book.add_format(
        {"bold": True, "valign": "vcenter", "align": "center", "border": 1, "bg_color": "#F1EFEA"}
    )
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"{year} 年组织生活台账", title)
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, heading, head)
    for number, row in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(cells(row)):
            sheet.write(number, column, value, body)
    _for_paper(sheet)
    book.close()
    return out.getvalue()


def _for_paper(sheet: "xlsxwriter.worksheet.Worksheet") -> None:
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def cells(row: RegisterRow) -> list[str | int]:
    """One line, in the order of ``COLUMNS``."""
    one = row.gathering
    return [
        f"{one.occurred_on}" + (f" {one.starts_at:%H:%M}" if one.starts_at else ""),
        one.organization.name,
        one.label,
        one.place,
        one.chair.name if one.chair else "",
        one.recorder.name if one.recorder else "",
        row.numbers.required,
        row.numbers.present,
        "、".join(absences(row.absences, tells_health=row.tells_health)),
        one.guests,
        one.topic,
        "、".join(each.activity.label for each in row.segments),
        one.discussed[:LONGEST],
        one.decided[:LONGEST],
        one.recorded_on.isoformat(),
    ]


def absences(people: Iterable[Attendance], *, tells_health: bool) -> list[str]:
    """王志强（病假）; above the branch without the illness, and of those excused for long only the number."""
    people = list(people)
    if tells_health:
        return [absence(each) for each in people]
    spared = sum(each.is_spared for each in people)
    expected = [each for each in people if not each.is_spared]
    told = [absence(each) if each.reason not in REASONS_OF_HEALTH else each.member.name for each in expected]
    return told + ([f"另有 {spared} 人不计入应到"] if spared else [])


def absence(one: Attendance) -> str:
    """王志强（病假）"""
    why = "不计入应到" if one.is_spared else Reason(one.reason).label if one.reason else ""
    why = "送学上门" if one.is_visited else why
    return f"{one.member.name}（{why}）" if why else one.member.name
