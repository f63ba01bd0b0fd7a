"""Erasing what its time is over for: ``zhibu forget``, and timed work (call ``forget``).

1. For each line the class's term of today gives the day by which its time must have ended.
2. Rows are taken in batches. A batch is locked, looked at again, erased, counted in an ``Erasure`` and told
   in an event, in one transaction: whatever stops the process, a batch is erased and told, or neither.
3. What was erased is no longer found, so that doing it again, or from two processes, does nothing more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access import erasing as access
from zhibu.access.audit import record_event
from zhibu.api import erasing as api
from zhibu.calendars import erasing as calendars
from zhibu.gatherings import erasing as gatherings
from zhibu.privacy import erasing as own
from zhibu.privacy.models import Erasure
from zhibu.privacy.retention import term_of
from zhibu.registry import erasing as registry

BATCH = 200  # rows


@dataclass(frozen=True, slots=True)
class Line:
    """What is erased of a class: ``due`` finds the rows whose time ended by a day, ``erase`` erases them."""

    class_code: str
    what: Any
    due: Callable[[date], QuerySet[Any]]
    erase: Callable[[QuerySet[Any]], int]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of a line were erased, or would be."""

    line: Line
    rows: int


def delete(rows: QuerySet[Any]) -> int:
    number = rows.count()
    rows.delete()
    return number


LEFT = (  # of those who left
    Line(
        "id_number",
        _("已转出或终止者的身份证号"),
        registry.id_numbers_of_those_who_left,
        registry.blank_id_numbers,
    ),
    Line("phone", _("已转出或终止者的联系电话"), registry.phones_of_those_who_left, registry.blank_phones),
    Line("account", _("已转出或终止者的账号"), access.accounts_of_those_who_left, access.blank_accounts),
    Line("account", _("已转出或终止者的日历订阅"), calendars.feeds_of_those_who_left, delete),
    Line("account", _("已转出或终止者的提醒方式"), calendars.remindings_of_those_who_left, delete),
    Line("account", _("已转出或终止者的接口令牌"), api.tokens_of_those_who_left, delete),
    Line("account", _("已转出或终止者的接口请求的回执"), api.receipts_of_those_who_left, delete),
    Line("audit_words", _("已转出或终止者的操作记录的密钥"), registry.audit_keys_of_those_who_left, delete),
)
ENDED = (
    Line("session", _("到期的登录"), access.ended_sessions, delete),
    Line(
        "exemption_reason", _("免除的说明"), gatherings.reasons_of_ended_exemptions, gatherings.blank_reasons
    ),
    Line(
        "exemption_reason",
        _("请假和免除申请的说明"),
        gatherings.words_of_ended_requests,
        gatherings.blank_words,
    ),
    Line(
        "exemption_reason",
        _("答复请假和免除申请的话"),
        gatherings.words_of_ended_steps,
        gatherings.blank_words,
    ),
    Line("draft", _("没有提交的表单"), gatherings.unsent_forms, delete),
    Line("upload", _("没有确认的党员名册"), registry.roster_tables, delete),
    Line("upload", _("没有确认的党组织表格"), registry.tree_tables, delete),
    Line("request_text", _("更正和删除申请的文字"), own.texts_of_ended, own.blank_texts),
)
LINES = LEFT + ENDED


def forget(today: date | None = None) -> tuple[Erased, ...]:
    """Erase all that is due; safe to repeat at any time."""
    day = today or timezone.localdate()
    return tuple(Erased(line, sum(_batches(line, day))) for line in LINES)


def foreseen(today: date | None = None) -> tuple[Erased, ...]:
    """What ``forget`` would erase."""
    day = today or timezone.localdate()
    return tuple(Erased(line, due.count() if (due := due_of(line, day)) is not None else 0) for line in LINES)


def due_of(line: Line, day: date) -> QuerySet[Any] | None:
    """The rows whose time is over on a day; None where the class is kept without end."""
    term = term_of(line.class_code, day)
    if term is None or term.days is None:
        return None
    return line.due(day - timedelta(days=term.days))


def _batches(line: Line, day: date) -> Iterator[int]:
    due = due_of(line, day)
    while due is not None:
        keys = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield _erase(line, due, keys)


@transaction.atomic
def _erase(line: Line, due: QuerySet[Any], keys: list[Any]) -> int:
    """Only what is still due once it is locked: another process may have been first."""
    locked = due.filter(pk__in=keys).select_for_update(of=("self",))
    still = list(locked.values_list("pk", flat=True))
    if not still:
        return 0
    number = line.erase(due.model._default_manager.filter(pk__in=still))
    told = {"class_code": ("", line.class_code), "rows": (0, number)}
    erasure = Erasure.objects.create(class_code=line.class_code, rows=number)
    record_event(acting=None, verb="forget", subject=erasure, changes=told)
    return number
