"""What a table may hold, column by column. Import, export and the empty table to fill in agree on it.

The first name of a column is the one that we write; the others are understood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from zhibu.plans.codes import Category, Code, Flow, Level, Sector
from zhibu.registry import cells
from zhibu.registry.models import Standing


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its names in headers, how a cell is read, how wide it is when we write it."""

    key: str
    names: tuple[str, ...]
    read: Callable[[Any], Any]
    width: int = 12
    terms: type[Code] | None = None
    longest: int = 0  # characters; 0 is no limit


def coded(key: str, names: tuple[str, ...], terms: type[Code], width: int = 12) -> Column:
    return Column(key, names, partial(cells.code, terms), width, terms)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of table. ``name`` is the column without which no row is a header."""

    title: str
    columns: tuple[Column, ...]

    def __getitem__(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    @property
    def known(self) -> dict[str, str]:
        """Every name that is understood, and the key of its column."""
        return {name: column.key for column in self.columns for name in column.names}

    @property
    def heading(self) -> str:
        return self["name"].names[0]


MEMBERS = Layout(
    "党员花名册",
    (
        Column(
            "organization",
            (
                "党组织",
                "所在党组织",
                "所在党支部",
                "所在支部",
                "党支部",
                "支部",
                "组织关系所在党支部",
            ),
            cells.text,
            28,
        ),
        Column("group", ("党小组", "所在党小组"), cells.text),
        Column("name", ("姓名", "党员姓名"), cells.name, longest=50),
        Column(
            "id_number",
            ("身份证号", "身份证号码", "公民身份号码", "公民身份证号", "身份证"),
            cells.id_number,
            22,
        ),
        coded("category", ("类别", "党员类别", "人员类别"), Category),
        coded("standing", ("党籍状态", "党员状态", "正式或预备", "正式/预备"), Standing),
        Column("joined_on", ("入党日期", "入党时间", "加入党组织日期", "加入党组织时间"), cells.day),
        Column("phone", ("联系电话", "手机", "手机号", "手机号码", "电话"), cells.phone, 16),
        coded("flow", ("流动情况", "流动党员", "是否流动党员"), Flow),
        Column("is_leader", ("党员领导干部", "领导干部", "是否领导干部"), cells.truth),
        Column("is_frail", ("年老体弱或长期患病", "年老体弱", "是否年老体弱"), cells.truth),
        Column("has_no_vote", ("暂无表决权",), cells.truth),
        Column("since", ("转入日期", "转入时间"), cells.day),
    ),
)

ORGANIZATIONS = Layout(
    "党组织",
    (
        Column("code", ("代码", "党组织代码", "组织代码", "党组织编码", "编码"), cells.text, 16, longest=40),
        Column(
            "name",
            ("名称", "党组织名称", "组织名称", "党组织全称", "全称", "党组织"),
            cells.name,
            30,
            longest=100,
        ),
        Column(
            "parent_code",
            ("上级代码", "上级党组织代码", "上级组织代码", "上级编码"),
            cells.text,
            16,
        ),
        Column(
            "parent",
            ("上级党组织", "上级党组织名称", "上级组织", "上级名称", "上级", "隶属党组织", "隶属"),
            cells.name,
            30,
        ),
        coded("level", ("层级", "级别", "党组织类别", "组织类别", "党组织类型"), Level, 24),
        coded("sector", ("领域", "所属领域", "行业领域", "单位类别"), Sector, 18),
        Column("since", ("成立日期", "成立时间", "设立日期", "设立时间", "建立时间"), cells.day),
        Column("until", ("撤销日期", "撤销时间", "终止日期"), cells.day),
    ),
)
