"""Reading a roster out of a workbook: which row is the header, which column is which.

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

HEADER_WITHIN = 15
LARGEST_UNPACKED = 300 * 1_048_576  # a workbook that unpacks to more is a bomb or no roster
MOST_ROWS, MOST_COLUMNS = 100_000, 200

COLUMNS = {
    "name": ("姓名", "党员姓名"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "公民身份证号", "身份证"),
    "organization": (
        "党组织",
        "所在党组织",
        "所在党支部",
        "所在支部",
        "党支部",
        "支部",
        "组织关系所在党支部",
    ),
    "group": ("党小组", "所在党小组"),
    "category": ("类别", "党员类别", "人员类别"),
    "standing": ("党籍状态", "党员状态", "正式或预备", "正式/预备"),
    "joined_on": ("入党日期", "入党时间", "加入党组织日期", "加入党组织时间"),
    "phone": ("联系电话", "手机", "手机号", "手机号码", "电话"),
    "flow": ("流动情况", "流动党员", "是否流动党员"),
    "is_leader": ("党员领导干部", "领导干部", "是否领导干部"),
    "is_frail": ("年老体弱或长期患病", "年老体弱", "是否年老体弱"),
    "has_no_vote": ("暂无表决权",),
    "since": ("转入日期", "转入时间"),
}
KNOWN = {name: key for key, names in COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster as it stands in a workbook: rows by their number there, cells by the key of their column."""

    columns: dict[str, str]  # key → the name in the header
    unused: list[str]
    rows: list[tuple[int, dict[str, Any]]]


def read(content: bytes) -> Sheet:
    """The first sheet that has a header; refuses what is no workbook, in words."""
    refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for number in range(len(book.sheet_names)):
            found = roster(grid(book, number))
            if found is not None:
                return found
    except CalamineError as wrong:
        raise RegistryError(_("这个文件读不了：不是 Excel 工作簿（.xlsx），或已损坏、加密")) from wrong
    raise RegistryError(_("没有找到表头：前 15 行里应有一行写着“姓名”和其他列名"))


def refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except zipfile.BadZipFile as wrong:
        raise RegistryError(_("这个文件读不了：不是 Excel 工作簿（.xlsx），或已损坏、加密")) from wrong
    if size > LARGEST_UNPACKED:
        raise RegistryError(_("这个表格解开之后太大，不像名册；请只留名册一张表"))


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


def roster(rows: list[list[Any]]) -> Sheet | None:
    header = header_row(rows)
    if header is None:
        return None
    keys = [KNOWN.get(plain(cell)) for cell in rows[header]]
    columns = {key: plain(cell) for key, cell in zip(keys, rows[header], strict=True) if key}
    unused = [plain(cell) for key, cell in zip(keys, rows[header], strict=True) if not key and plain(cell)]
    return Sheet(columns, list(dict.fromkeys(unused)), list(data(rows, header, keys)))


def header_row(rows: list[list[Any]]) -> int | None:
    best, most = None, 1
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        known = {KNOWN[plain(cell)] for cell in row if plain(cell) in KNOWN}
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
