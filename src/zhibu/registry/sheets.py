"""Reading a table out of a workbook: which row is the header, which column is which.

1. Every cell of a merged range gets the value of its first cell.
2. Of the first rows, the one with the most known names is the header; of equal ones the last, so that a
   header of two rows (“基本信息” over “姓名”) is read by its lower one.
3. The rows below are the data; wholly empty ones are left out.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from zhibu.registry.errors import RegistryError
from zhibu.registry.layouts import Layout

HEADER_WITHIN = 15
LARGEST_UNPACKED = 300 * 1_048_576  # a workbook that unpacks to more is a bomb or no roster
MOST_ROWS, MOST_COLUMNS = 100_000, 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a workbook: rows by their number there, cells by the key of their column."""

    columns: dict[str, str]  # key → the name in the header
    unused: list[str]
    rows: list[tuple[int, dict[str, Any]]]


def read(content: bytes, layout: Layout) -> Sheet:
    """The first sheet that has a header; refuses what is no workbook, in words."""
    refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for number in range(len(book.sheet_names)):
            found = table(grid(book, number), layout.known)
            if found is not None:
                return found
    except CalamineError as wrong:
        raise RegistryError(_("这个文件读不了：不是 Excel 工作簿（.xlsx），或已损坏、加密")) from wrong
    wanted = {"rows": HEADER_WITHIN, "name": layout.heading}
    raise RegistryError(_("没有找到表头：前 %(rows)s 行里应有一行写着“%(name)s”和其他列名") % wanted)


def refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except zipfile.BadZipFile as wrong:
        raise RegistryError(_("这个文件读不了：不是 Excel 工作簿（.xlsx），或已损坏、加密")) from wrong
    if size > LARGEST_UNPACKED:
        raise RegistryError(_("这个表格解开之后太大；请只留要导入的一张表"))


def grid(book: CalamineWorkbook, number: int) -> list[list[Any]]:
    sheet = book.get_sheet_by_index(number)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise RegistryError(
            _("表格太大（最多 %(rows)s 行、%(columns)s 列）；请删去多余的行列，或分几次导入")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    rows = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        fill(rows, range(top, bottom + 1), range(left, right + 1))
    return rows


def fill(rows: list[list[Any]], down: range, across: range) -> None:
    if down.start >= len(rows) or across.start >= len(rows[down.start]):
        return
    value = rows[down.start][across.start]
    for row in rows[down.start : down.stop]:
        for column in across:
            if column < len(row):
                row[column] = value


def table(rows: list[list[Any]], known: dict[str, str]) -> Sheet | None:
    header = header_row(rows, known)
    if header is None:
        return None
    keys = [known.get(plain(cell)) for cell in rows[header]]
    columns = {key: plain(cell) for key, cell in zip(keys, rows[header], strict=True) if key}
    unused = [plain(cell) for key, cell in zip(keys, rows[header], strict=True) if not key and plain(cell)]
    return Sheet(columns, list(dict.fromkeys(unused)), list(data(rows, header, keys)))


def header_row(rows: list[list[Any]], names: dict[str, str]) -> int | None:
    best, most = None, 1
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        known = {names[plain(cell)] for cell in row if plain(cell) in names}
        if "name" in known and len(known) >= most:
            best, most = number, len(known)
    return best


def data(rows: list[list[Any]], header: int, keys: list[str | None]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells = {key: cell for key, cell in zip(keys, row, strict=False) if key}
        if any(plain(cell) for cell in cells.values()):
            yield number, cells


def plain(cell: Any) -> str:
    """A header as it is meant: without spaces, line breaks, stars and units in brackets."""
    return "".join(str(cell).split()).strip("*＊:：")
