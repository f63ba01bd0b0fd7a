"""Members and organizations as tables, in the columns that the import reads; and values in words."""

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
from zhibu.registry.bulk import Change
from zhibu.registry.layouts import MEMBERS, ORGANIZATIONS, Column, Layout
from zhibu.registry.models import Member, Organization
from zhibu.registry.queries import masked_id_number, masked_phone

SENSITIVE = ("id_number", "phone")
MOST_ROWS = 10_000  # for which a sheet offers the terms to choose from


def members_table(user: Account, members: Iterable[Member]) -> bytes:
    numbers, phones = reach(user, Ability.SEE_ID_NUMBERS), reach(user, Ability.SEE_PHONES)
    rows = ([cell(one, column, numbers, phones) for column in MEMBERS.columns] for one in members)
    return workbook(MEMBERS, rows, [signed(user) + "，含个人信息，请妥善保管"])


def organizations_table(user: Account, organizations: Iterable[Organization]) -> bytes:
    rows = ([organization_cell(one, column) for column in ORGANIZATIONS.columns] for one in organizations)
    return workbook(ORGANIZATIONS, rows, [signed(user)])


def template(layout: Layout) -> bytes:
    """An empty table: the columns, with the terms to choose from."""
    return workbook(layout, [], notes_of(layout))


def signed(user: Account) -> str:
    return f"{user.username} 导出于 {timezone.localtime():%Y-%m-%d %H:%M}"


def workbook(layout: Layout, rows: Iterable[list[str]], notes: list[str]) -> bytes:
    """Every cell is text: nothing in it can become a formula, no date or number another."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet(layout.title)
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        for number, column in enumerate(layout.columns):
            sheet.write_string(0, number, column.names[0], bold)
            sheet.set_column(number, number, column.width, text)
            if column.terms:
                choices = {"validate": "list", "source": terms_of(column)}
                sheet.data_validation(1, number, MOST_ROWS, number, choices | {"error_type": "warning"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                sheet.write_string(number, place, value)
        second = book.add_worksheet("说明")
        second.set_column(0, 0, 100)
        for number, note in enumerate(notes):
            second.write_string(number, 0, note)
    return kept.getvalue()


def terms_of(column: Column) -> list[str]:
    return [one.label for one in column.terms or ()]


def notes_of(layout: Layout) -> list[str]:
    """What a template says on its second sheet."""
    lines = [
        f"一行一个，“{layout.heading}”必填；空着的格不改动原有内容；同一张表再导入一次，什么也不会变。",
        "日期写成 2024-05-01、2024.5 或 2024年5月都可以。",
    ]
    lines += [
        f"“{column.names[0]}”可填：{'、'.join(terms_of(column))}" for column in layout.columns if column.terms
    ]
    if layout is ORGANIZATIONS:
        lines += [
            "“代码”在全县不重复，一经使用不再更改；新设的党组织可以不填，按上级代码往下编。",
            "“上级党组织”写名称或代码，可以是表里的另一行，先后不论；空着就设在导入时所选的党组织之下。",
        ]
    return lines


def cell(member: Member, column: Column, numbers: Any, phones: Any) -> str:
    key = column.key
    if key == "id_number" and not numbers.covers(member.path, member.pk):
        return masked_id_number(member)
    if key == "phone" and not phones.covers(member.path, member.pk):
        return masked_phone(member)
    return words(column, getattr(member, key))


def organization_cell(organization: Organization, column: Column) -> str:
    if column.key == "parent_code":
        return organization.parent.code if organization.parent else ""
    return words(column, getattr(organization, column.key))


def words(column: Column, value: Any) -> str:
    """A value as a table says it, in Chinese whatever the language of the page: tables are data."""
    if value is None or value == "":
        return ""
    if column.terms:
        return column.terms(value).label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "name", value))


def in_words(layout: Layout, change: Change, key: str) -> dict[str, str]:
    """A field of a change, before and after; of a sensitive one only that it changes."""
    column = layout[key]
    if key in SENSITIVE:
        return {"label": column.names[0], "before": "", "after": _("有变动")}
    before, after = getattr(change.subject, key), change.fields[key]
    return {
        "label": column.names[0],
        "before": words(column, before) or "—",
        "after": words(column, after),
    }
