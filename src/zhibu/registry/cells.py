"""What people type into tables, made plain: spaces, full-width signs, dates as text, numbers as dates.

A cell that cannot be read raises ``CellError`` with the reason; nothing is guessed.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhibu.plans.codes import Category, Code, Flow, Level, Sector
from zhibu.registry import id_numbers
from zhibu.registry.models import Standing

EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
EXACT_DIGITS = 15  # a number with more has lost its last ones
YES, NO = ("是", "√", "✓", "有", "1", "Y", "y"), ("否", "×", "无", "0", "N", "n")
DATE = re.compile(r"(?P<y>(?:19|20)\d\d)[年./\-](?P<m>\d{1,2})(?:[月./\-](?:(?P<d>\d{1,2})日?)?)?")
DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)?")

# Full-width letters, digits, spaces and the signs of dates; brackets in names stay as they are.
WIDE = "－．／０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
ORDINARY = {ord("　"): " "} | {ord(sign): ord(sign) - 0xFEE0 for sign in WIDE + WIDE.lower()}

SHORT: dict[type[Code], dict[str, Code]] = {
    Category: {
        "在职": Category.IN_SERVICE,
        "农村": Category.RURAL,
        "农民": Category.RURAL,
        "两新": Category.TWO_NEW,
        "离退休": Category.RETIRED,
        "退休": Category.RETIRED,
        "离休": Category.RETIRED,
        "学生": Category.STUDENT,
        "其他": Category.OTHER,
    },
    Standing: {"正式": Standing.FORMAL, "预备": Standing.PROBATIONARY},
    Flow: {"流入": Flow.IN, "流出": Flow.OUT, "否": Flow.NONE, "无": Flow.NONE},
    Level: {  # “党委” alone may be of three levels, and is not guessed
        "县委": Level.COUNTY,
        "区委": Level.COUNTY,
        "机关工委": Level.DEPARTMENT,
        "工委": Level.DEPARTMENT,
        "单位党委": Level.DEPARTMENT,
        "部门党委": Level.DEPARTMENT,
        "镇党委": Level.TOWN,
        "乡党委": Level.TOWN,
        "乡镇党委": Level.TOWN,
        "镇街党委": Level.TOWN,
        "街道党工委": Level.TOWN,
        "街道工委": Level.TOWN,
        "镇街党工委": Level.TOWN,
        "社区党委": Level.COMMITTEE,
        "村党委": Level.COMMITTEE,
        "基层党委": Level.COMMITTEE,
        "总支": Level.GENERAL_BRANCH,
        "党总支部": Level.GENERAL_BRANCH,
        "支部": Level.BRANCH,
        "小组": Level.GROUP,
    },
    Sector: {
        "村": Sector.RURAL,
        "城市社区": Sector.COMMUNITY,
        "机关": Sector.ORGAN,
        "机关事业单位": Sector.ORGAN,
        "县直机关": Sector.ORGAN,
        "事业单位": Sector.ORGAN,
        "乡镇机关": Sector.TOWN_ORGAN,
        "街道机关": Sector.TOWN_ORGAN,
        "两新": Sector.TWO_NEW,
        "非公企业": Sector.TWO_NEW,
        "社会组织": Sector.TWO_NEW,
        "非公企业和社会组织": Sector.TWO_NEW,
        "教育": Sector.SCHOOL,
        "卫生健康": Sector.HEALTH,
        "卫健": Sector.HEALTH,
    },
}


class CellError(Exception):
    """Why a cell cannot be read."""


def text(value: Any) -> str:
    """Plain text without spaces at the ends; full-width letters, digits and spaces made ordinary."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(abs(value))) > EXACT_DIGITS:
        raise CellError(_("这一格被当成数字，末几位已经丢失；请把这一列设为“文本”后重新填写"))
    written = str(value).translate(ORDINARY).strip()
    if written in EXCEL_ERRORS:
        raise CellError(_("公式出错（%(error)s），请改成文字") % {"error": written})
    return written


def alike(name: str) -> str:
    """The same for names that differ only in spaces and the width of signs: 党(工)委, 党（工）委."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def name(value: Any) -> str:
    """A name: spaces within a Chinese one are only for show (张　三)."""
    written = text(value)
    return written if written.isascii() else re.sub(r"\s+", "", written)


def id_number(value: Any) -> str:
    written = re.sub(r"\s", "", text(value)).lstrip("'").upper()
    wrong = id_numbers.problem(written) if written else ""
    if wrong:
        raise CellError(wrong)
    return written


def phone(value: Any) -> str:
    written = re.sub(r"[\s()]", "", text(value))
    if written and not re.fullmatch(r"\+?[\d\-]{5,20}", written):
        raise CellError(_("电话应由数字组成"))
    return written


def day(value: Any) -> date | None:
    """A day; a month without a day is its first."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = re.sub(r"\s", "", text(value))
    if not written:
        return None
    if isinstance(value, float) and re.fullmatch(r"\d{4}\.1", written):
        raise CellError(
            _("“%(given)s”可能是 1 月，也可能是 10 月；请写成 2024年1月 这样") % {"given": written}
        )
    found = DATE.fullmatch(written) or DIGITS.fullmatch(written)
    if found is None:
        raise CellError(_("“%(given)s”不像日期；请写成 2024-05-01 或 2024年5月 这样") % {"given": written})
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"] or 1))
    except ValueError as wrong:
        raise CellError(_("没有“%(given)s”这一天") % {"given": written}) from wrong


def truth(value: Any) -> bool | None:
    written = text(value)
    if not written:
        return None
    if written in YES or written in NO:
        return written in YES
    raise CellError(_("“%(given)s”应写“是”或“否”") % {"given": written})


def code(kind: type[Code], value: Any) -> str:
    """The code of a term, whole or in its usual short form."""
    written = text(value)
    if not written:
        return ""
    for one in kind:
        if alike(written) in (alike(one.label), one.value):
            return one.value
    short = SHORT[kind].get(alike(written).removesuffix("党员"))
    if short is not None:
        return short.value
    allowed = "、".join(one.label for one in kind)
    raise CellError(_("“%(given)s”不在可填的范围；可填 %(allowed)s") % {"given": written, "allowed": allowed})
