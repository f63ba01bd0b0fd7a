"""Reminders by e-mail, driven by one indexed column, ``Reminding.next_at``.

1. Claim: an UPDATE of the row whose time has come, on condition that the time is still the one read, puts it
   a lease ahead. Of two workers one changes the row; the other finds nothing to change.
2. Work out what is near and has not been told, and write the letter.
3. Hold: the same conditional UPDATE once more, just before the letter goes. A worker that was stopped for
   longer than its lease has lost it, and sends nothing.
4. Send; then, in one transaction, keep what was told and set the next time.

A worker that dies between 1 and 4 leaves a lease that runs out, and the letter goes with the next run:
none is lost. Only a death between the mail server's yes and the end of 4 can send one twice; both then
carry the same Message-ID, by which mail programs show them once.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.calendars.models import Reminding, Told
from zhibu.calendars.near import Near, near

LEASE = timedelta(minutes=10)
AGAIN = timedelta(minutes=30)  # after the mail server said no
MORNING = time(8)
KEPT_FOR = timedelta(days=400)  # what was told is forgotten when its period can no longer come back
BATCH = 500

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What a run did: accounts looked at, letters sent, letters that could not be."""

    seen: int = 0
    sent: int = 0
    failed: int = 0


def choice_of(account: Account) -> Reminding:
    """What somebody has chosen; the usual, unsaved, for whoever has not."""
    found: Reminding | None = Reminding.objects.filter(account=account).first()
    return found or Reminding(account=account, address=account.email)


@transaction.atomic
def choose(*, acting: Account, given: dict[str, Any]) -> Reminding:
    """Keep one's own choice. A worker looks at the next good moment, or never where no e-mail is wanted."""
    made, _is_new = Reminding.objects.update_or_create(account=acting, defaults=given)
    made.next_at = next_look(made, timezone.now()) if made.by_email else None
    made.save(update_fields=["next_at"])
    record_event(acting=acting, verb="choose_reminding", subject=made)
    return made


def remind_all(now: datetime | None = None) -> Tally:
    """Everybody whose time has come. Safe to run at any time, and by several at once."""
    tally = Tally()
    now = now or timezone.now()
    due = Reminding.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    for pk, next_at in list(due.values_list("pk", "next_at")[:BATCH]):
        assert next_at is not None
        lease = claim(pk, next_at, now)
        if lease is not None:
            remind(Reminding.objects.select_related("account__member").get(pk=pk), lease, now, tally)
    return tally


def claim(pk: int, seen: datetime, now: datetime) -> datetime | None:
    """The end of the lease, or None when another worker, or the owner's own change, came first."""
    lease = now + LEASE
    changed = Reminding.objects.filter(pk=pk, next_at=seen).update(next_at=lease)
    return lease if changed else None


def remind(reminding: Reminding, lease: datetime, now: datetime, tally: Tally) -> None:
    tally.seen += 1
    news = [] if is_quiet(reminding, now) else untold(reminding, now)
    if not news:
        _settle(reminding, lease, next_look(reminding, now))
        return
    held = claim(reminding.pk, lease, timezone.now())
    if held is None:
        return
    try:
        letter(reminding, news).send()
    except (OSError, SMTPException) as wrong:
        tally.failed += 1
        log.warning("reminder %s could not be sent: %s", reminding.pk, type(wrong).__name__)
        _settle(reminding, held, now + AGAIN)
        return
    tally.sent += 1
    with transaction.atomic():
        rows = [Told(reminding=reminding, key=one.key, day=one.day) for one in news]
        Told.objects.bulk_create(rows, ignore_conflicts=True)
        reminding.told.filter(at__lt=now - KEPT_FOR).delete()
        _settle(reminding, held, next_look(reminding, now))


def _settle(reminding: Reminding, lease: datetime, next_at: datetime) -> None:
    """Set the next time, unless the owner has changed the choice meanwhile."""
    Reminding.objects.filter(pk=reminding.pk, next_at=lease).update(next_at=next_at)


def untold(reminding: Reminding, now: datetime) -> list[Near]:
    """What is near and was not mailed yet; nothing for an account that is closed."""
    if not (reminding.account.is_active and reminding.by_email and reminding.address):
        return []
    with translation.override("zh-hans"):
        found = near(reminding.account, timezone.localdate(now), reminding.days_ahead)
    told = set(reminding.told.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    return [one for one in found if one.key not in told]


def is_quiet(reminding: Reminding, now: datetime) -> bool:
    """Whether it is between the hours at which nobody wants to hear anything; they may span midnight."""
    at, start, end = timezone.localtime(now).time(), reminding.quiet_from, reminding.quiet_to
    return start <= at < end if start <= end else at >= start or at < end


def next_look(reminding: Reminding, now: datetime) -> datetime:
    """The end of the quiet hours that are on now; else the next morning, or the end of its quiet hours."""
    here = timezone.localtime(now)
    if is_quiet(reminding, now):
        return _at(here, reminding.quiet_to)
    morning = _at(here, MORNING)
    return _at(morning, reminding.quiet_to) if is_quiet(reminding, morning) else morning


def _at(after: datetime, at: time) -> datetime:
    """The next moment at which the clock says so."""
    wanted = after.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return wanted if wanted > after else wanted + timedelta(days=1)


def letter(reminding: Reminding, news: list[Near]) -> EmailMessage:
    """In Chinese, one line a due with its clause and its link; nobody is named."""
    with translation.override("zh-hans"):
        body = "\n".join(
            [
                f"您好！下面 {len(news)} 件事快到日子了：",
                "",
                *(_line(number, one) for number, one in enumerate(news, start=1)),
                "",
                "不需要回复。提醒是您自己打开的，随时可以改或者关掉：",
                address(reverse("calendars:reminders")),
            ]
        )
    name = blind_index(" ".join([str(reminding.pk), *sorted(one.key for one in news)]))[:40]
    return EmailMessage(
        subject=f"支部提醒：{len(news)} 件事快到日子了",
        body=body,
        to=[reminding.address],
        headers={"Message-ID": f"<{name}@zhibu>", "Auto-Submitted": "auto-generated"},
    )


def _line(number: int, one: Near) -> str:
    day = one.line.when
    clauses = "；".join(one.clauses)
    return f"{number}. {day}　{one.whose}：{one.line.title}（{clauses}）{address(one.line.why)}"


def address(path: str) -> str:
    """The full address of a page, as the installation is found from outside."""
    return f"{settings.ADDRESS}{path}"
