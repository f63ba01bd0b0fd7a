"""What is kept about a member, as a file to take away: JSON for programs, .xlsx for people."""

import io
import json
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.privacy.collecting import Section, Table
from zhibu.privacy.retention import retention
from zhibu.registry.models import Member

JSON = "application/json"
WIDTH = 22
LONGEST_CELL = 32_767  # characters; Excel's own limit


def as_json(member: Member, sections: list[Section]) -> bytes:
    kept = {
        "member": member.name,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "notice_version": retention().version,
        "kinds": [_section(section) for section in sections],
    }
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind.value,
        "title": str(section.about.title),
        "what": str(section.about.what),
        "purpose": str(section.about.purpose),
        "tables": [
            {
                "of": table.model,
                "as": table.as_,
                "labels": {column.name: column.label for column in table.columns},
                "rows": [
                    dict(zip([column.name for column in table.columns], row, strict=True))
                    for row in table.rows
                ],
            }
            for table in section.tables
        ],
    }


def as_workbook(member: Member, sections: list[Section], taken_by: str) -> bytes:
    """One sheet a kind; every cell is text, so that nothing in it can become a formula."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        bold, head = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"bold": True, "font_size": 13}),
        )
        note = book.add_worksheet(_("说明"))
        note.set_column(0, 0, WIDTH)
        note.set_column(1, 1, 4 * WIDTH)
        _write_note(note, member, sections, taken_by, head, bold)
        for section in sections:
            sheet = book.add_worksheet(str(section.about.title)[:31])
            sheet.set_column(0, 12, WIDTH)
            _write_section(sheet, section, head, bold)
    return made.getvalue()


def _write_note(
    sheet: Any, member: Member, sections: list[Section], taken_by: str, head: Any, bold: Any
) -> None:
    when = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    sheet.write_string(0, 0, _("%(name)s的个人信息") % {"name": member.name}, head)
    words = _("%(who)s 导出于 %(when)s，含个人信息，请妥善保管") % {"who": taken_by, "when": when}
    sheet.write_string(1, 0, words)
    for column, title in enumerate((_("种类"), _("内容"), _("条数"))):
        sheet.write_string(3, column, title, bold)
    for line, section in enumerate(sections, 4):
        cells = (section.about.title, section.about.what, section.number)
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, str(cell))


def _write_section(sheet: Any, section: Section, head: Any, bold: Any) -> None:
    line = 0
    for table in section.tables:
        line = _write_table(sheet, table, line, head, bold) + 2


def _write_table(sheet: Any, table: Table, line: int, head: Any, bold: Any) -> int:
    sheet.write_string(line, 0, f"{table.as_}（{table.number}）", head)
    for column, one in enumerate(table.columns):
        sheet.write_string(line + 1, column, one.label, bold)
    for number, row in enumerate(table.rows, line + 2):
        for column, value in enumerate(row):
            sheet.write_string(number, column, _text(value)[:LONGEST_CELL])
    return line + 1 + len(table.rows)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
