"""What a program is told when it is refused: a code to decide by, and a sentence to show to a person.

ZhibuError
└── Refused            any refusal of the interface, with its status
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from zhibu.plans.errors import ZhibuError


class Why(StrEnum):
    """The codes of refusals; ``docs/api.md`` explains each."""

    NO_TOKEN = "no_token"  # noqa: S105
    READ_ONLY = "read_only"
    NOT_FOUND = "not_found"
    NO_SUCH_METHOD = "no_such_method"
    INVALID = "invalid"
    NOT_JSON = "not_json"
    ROWS_REFUSED = "rows_refused"
    KEY_USED = "key_used"
    OF_GATHERING = "of_gathering"
    ALREADY_RECORDED = "already_recorded"
    EDITED_MEANWHILE = "edited_meanwhile"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row of many is refused; rows count from 1."""

    row: int
    sentence: str
    field: str | None = None


class Refused(ZhibuError):
    """A request that is refused; ``more`` goes into the answer as it stands."""

    def __init__(
        self,
        status: int,
        code: Why,
        sentence: str,
        field: str | None = None,
        rows: Sequence[RowProblem] = (),
        **more: Any,
    ) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence, self.field = status, code, sentence, field
        self.rows, self.more = tuple(rows), more

    @property
    def body(self) -> dict[str, Any]:
        rows = [{"row": one.row, "field": one.field, "sentence": one.sentence} for one in self.rows]
        shown = {"code": self.code.value, "sentence": self.sentence, "field": self.field}
        return shown | ({"rows": rows} if rows else {}) | self.more


def not_found() -> Refused:
    return Refused(404, Why.NOT_FOUND, _("没有找到，或您无权查看"))


def no_such_method() -> Refused:
    return Refused(405, Why.NO_SUCH_METHOD, _("这个地址不能这样用；能用的方法见 Allow"))


def rows_refused(rows: Sequence[RowProblem]) -> Refused:
    """All rows or none: nothing was written."""
    words = _("有 %(n)s 行不能导入，一行也没有写入；请按所列原因改正后整批重发") % {
        "n": len({one.row for one in rows})
    }
    return Refused(422, Why.ROWS_REFUSED, words, rows=sorted(rows, key=lambda one: one.row))
