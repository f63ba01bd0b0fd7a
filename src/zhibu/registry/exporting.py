"""The roster as a table, in the columns that the import reads; and values in words."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.plans.codes import Category, Code, Flow
from zhibu.registry.bulk import Change
from zhibu.registry.models import Member, Organization, Standing
from zhibu.registry.queries import masked_id_number, masked_phone
from zhibu.registry.sheets import COLUMNS

KINDS: dict[str, type[Code]] = {"category": Category, "standing": Standing, "flow": Flow}
SENSITIVE = ("id_number", "phone")
ORDER = (
    "organization",
    "group",
    "name",
    "id_number",
    "category",
    "standing",
    "joined_on",
    "phone",
    "flow",
    "is_leader",
    "is_frail",
    "has_no_vote",
    "since",
)
WIDTHS = {"organization": 28, "id_number": 22, "phone": 16}


def workbook(user: Account, members: Iterable[Member]) -> bytes:
    """Every cell is text: nothing in it can become a formula. Who exported it when is on the second sheet."""
    numbers, phones = reach(user, Ability.SEE_ID_NUMBERS), reach(user, Ability.SEE_PHONES)
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("党员花名册")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, key in enumerate(ORDER):
            sheet.write_string(0, column, COLUMNS[key][0], bold)
            sheet.set_column(column, column, WIDTHS.get(key, 12))
        sheet.freeze_panes(1, 0)
        for number, member in enumerate(members, 1):
            for column, key in enumerate(ORDER):
                sheet.write_string(number, column, cell(member, key, numbers, phones))
        note = book.add_worksheet("说明")
        when = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        note.write_string(0, 0, f"{user.username} 导出于 {when}，含个人信息，请妥善保管")
    return kept.getvalue()


def cell(member: Member, key: str, numbers: Any, phones: Any) -> str:
    if key == "id_number" and not numbers.covers(member.path, member.pk):
        return masked_id_number(member)
    if key == "phone" and not phones.covers(member.path, member.pk):
        return masked_phone(member)
    return words(key, getattr(member, key))


def words(key: str, value: Any) -> str:
    """A value as a table says it, in Chinese whatever the language of the page: tables are data."""
    if value is None or value == "":
        return ""
    if key in KINDS:
        return KINDS[key](value).label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return value.name if isinstance(value, Organization) else str(value)


def in_words(change: Change, key: str) -> dict[str, str]:
    label = COLUMNS[key][0]
    if key in SENSITIVE:
        return {"label": label, "before": "", "after": _("有变动")}
    before, after = getattr(change.member, key), change.fields[key]
    return {"label": label, "before": words(key, before) or "—", "after": words(key, after)}
