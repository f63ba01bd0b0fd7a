"""Timed work: what is to be done every so often, run by ``zhibu tick``.

To add some: a function that does what is due and gives how much it did, and its line in ``WORK``. It must be
harmless to run twice or late; days and times it works from come from the rows, never from when it ran.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from zhibu.access.audit import chain
from zhibu.access.models import TimedWork
from zhibu.calendars.reminding import remind_all
from zhibu.helping.fresh import make_all_good
from zhibu.plans.errors import ZhibuError
from zhibu.privacy.forgetting import forget
from zhibu.registry.tables import drop_old_imports

log = logging.getLogger("zhibu.tick")
LATE = timedelta(minutes=10)  # no tick for so long: the timer is not running


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of timed work; ``run`` gives how much it did."""

    name: str
    what: str
    every: timedelta
    run: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one piece; ``amount`` is None when it failed."""

    work: Work
    amount: int | None


def seal_newest() -> int:
    return chain.seal(newest_only=True)


def drop_ended_sessions() -> int:
    number, _by_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return number


def send_reminders() -> int:
    return remind_all().sent


def count_what_is_in_doubt() -> int:
    """So that nobody who opens the help page waits for it, after a plan was issued say."""
    return make_all_good("", timezone.localdate().year)


def forget_what_is_over() -> int:
    return sum(one.rows for one in forget())


TICK = "tick"
WORK = (
    Work("seal", "封存新的操作记录", timedelta(0), seal_newest),
    Work("seal_all", "封存遗漏的操作记录", timedelta(hours=1), chain.seal),
    Work("imports", "删除过期的导入表格", timedelta(hours=1), drop_old_imports),
    Work("remind", "到期提醒", timedelta(minutes=5), send_reminders),
    Work("standings", "重新统计有变动的党组织", timedelta(minutes=5), count_what_is_in_doubt),
    Work("sessions", "删除过期的登录", timedelta(days=1), drop_ended_sessions),
    Work("forget", "删除保存期限已到的个人信息", timedelta(days=1), forget_what_is_over),
)


def run_due(works: tuple[Work, ...] = WORK) -> list[Done]:
    """Run what is due. One that fails is told in the log and is due again; the others are run."""
    now = timezone.now()
    TimedWork.objects.update_or_create(name=TICK, defaults={"at": now})
    return [_run(work, before) for work in works if (before := _claimed(work, now)) is not None]


def _claimed(work: Work, now: datetime) -> datetime | None:
    """When it ran before, if it is due and this process has it now: of two ticks only one gets it."""
    never = datetime.min.replace(tzinfo=now.tzinfo, year=1970)
    row, _is_new = TimedWork.objects.get_or_create(name=work.name, defaults={"at": never})
    mine = TimedWork.objects.filter(pk=row.pk, at=row.at, at__lte=now - work.every).update(at=now)
    return row.at if mine else None


def _run(work: Work, before: datetime) -> Done:
    try:
        return Done(work, work.run())
    except (ZhibuError, DatabaseError, OSError):
        log.exception("timed work failed: %s", work.name)
        TimedWork.objects.filter(name=work.name).update(at=before)
        return Done(work, None)


def is_late(now: datetime) -> bool:
    """Whether the timer seems not to be running."""
    return not TimedWork.objects.filter(name=TICK, at__gt=now - LATE).exists()
