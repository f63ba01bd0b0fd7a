"""What a table would do, for tables of members and of organizations alike.

Nothing is written while a single row is wrong. An empty cell changes nothing, so that a table with a few
columns only changes those; the same table again changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhibu.access.crypto import blind_index
from zhibu.registry.bulk import Change
from zhibu.registry.cells import CellError
from zhibu.registry.layouts import Column, Layout
from zhibu.registry.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is wrong: its number in the table, the column's name there, and why."""

    row: int
    column: str
    reason: str


@dataclass(slots=True)
class Comparison:
    """What a table would do: new things, changes, what is wrong; how many rows change nothing."""

    new: list[tuple[int, Any]] = field(default_factory=list)
    changes: list[tuple[int, Change]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    unused: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changes)

    @property
    def may_apply(self) -> bool:
        return not self.problems and not self.is_empty

    def fingerprint(self) -> str:
        """The same as long as the same would be done."""
        done = [f"+{row}" for row, _one in self.new]
        done += [f"{row}:{one.subject.pk}:{sorted(one.fields)}" for row, one in self.changes]
        return blind_index("|".join(done))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, read: its number, what its cells mean, and which cannot be read."""

    number: int
    given: dict[str, Any]
    problems: list[Problem]


def read_rows(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    columns = {column.key: column for column in layout.columns}
    for number, cells in sheet.rows:
        row = Row(number, {}, [])
        for key, cell in cells.items():
            try:
                row.given[key] = read_cell(columns[key], cell)
            except CellError as wrong:
                row.problems.append(Problem(number, sheet.columns[key], str(wrong)))
        if "name" in row.given and not row.given["name"]:
            reason = _("没有%(what)s；如果是公式，请先在 Excel 里打开并保存一次") % {"what": layout.heading}
            row.problems.append(Problem(number, sheet.columns["name"], reason))
        yield row


def read_cell(column: Column, cell: Any) -> Any:
    value = column.read(cell)
    if column.longest and len(value) > column.longest:
        raise CellError(_("太长，最多 %(n)s 个字") % {"n": column.longest})
    return value
