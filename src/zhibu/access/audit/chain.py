"""The chain: every event carries a keyed digest from the moment it is written, and is then sealed in order.

1. ``mac_of`` covers everything a row says. Whoever lacks the key can neither edit nor make one.
2. ``seal`` gives each event the next number and a link made of the link before and its mac, in a
   transaction of its own right after the event's: saving never waits for another saving's place.
3. ``anchor`` writes the newest number and link into a file outside the database, so that taking rows
   away from the end shows too.

All digests are HMAC-SM3 under a key that the database does not hold.
"""

import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from zhibu.access.crypto import audit_key, keyed_digest
from zhibu.access.models import Event, Seal

FIRST = ""  # the link before the first
BATCH = 500
RECENT = 1_000  # on PostgreSQL a lower id may be committed after a higher one; later still, the hourly sweep
PAUSE = 1.0  # seconds: a process seals at most so often, however many saves there are
LOCK = 0x5A_48_49_42  # of PostgreSQL's advisory locks, ours for sealing

log = logging.getLogger("zhibu.audit")
_sealing = threading.Lock()
_last_sealed = float("-inf")


def mac_of(event: Event) -> str:
    told = [
        event.nonce,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.acting_id,
        event.verb,
        event.subject_type,
        event.subject_id,
        event.path,
        event.concerns,
        event.changes,
        event.personal,
    ]
    return _digest("event", json.dumps(told, sort_keys=True, ensure_ascii=False))


def link_of(before: str, number: int, mac: str) -> str:
    return _digest("link", f"{number} {before} {mac}")


def _digest(kind: str, text: str) -> str:
    return keyed_digest(audit_key(settings.INDEX_KEY), f"{kind} {text}").hex()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many events are sealed, and the link of the last."""

    number: int = 0
    link: str = FIRST


def head() -> Head:
    last = Seal.objects.order_by("-number").first()
    return Head(last.number, last.link) if last else Head()


def seal_now_and_then() -> None:
    """After a commit: seal what waits, unless this process did a moment ago (the next save or tick will)."""
    global _last_sealed
    if time.monotonic() - _last_sealed < PAUSE or not _sealing.acquire(blocking=False):
        return
    try:
        _last_sealed = time.monotonic()
        seal(newest_only=True)
    finally:
        _sealing.release()


def seal(*, newest_only: bool = False) -> int:
    """Seal what is not sealed yet, oldest first; gives how many. ``newest_only`` looks at the last rows."""
    done = number = _seal_batch(newest_only)
    while number == BATCH:
        number = _seal_batch(newest_only)
        done += number
    if done:
        anchor(head())
    return done


@transaction.atomic
def _seal_batch(newest_only: bool) -> int:
    if not _my_turn():
        return 0
    end = head()
    seals = list(_seals(unsealed(newest_only).order_by("pk")[:BATCH], end))
    Seal.objects.bulk_create(seals)
    return len(seals)


def _my_turn() -> bool:
    """One process seals at a time, and none waits for it. SQLite's transaction has the turn by itself."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def unsealed(newest_only: bool = False) -> QuerySet[Event]:
    waiting = Event.objects.filter(seal__isnull=True)
    if not newest_only:
        return waiting
    last = Seal.objects.aggregate(last=Max("event_id"))["last"] or 0
    return waiting.filter(pk__gt=last - RECENT)


def _seals(events: Iterable[Event], end: Head) -> Iterator[Seal]:
    link = end.link
    for number, event in enumerate(events, end.number + 1):
        link = link_of(link, number, event.mac)
        yield Seal(number=number, event=event, link=link)


def anchor(end: Head) -> None:
    """Add the head to the file outside the database; a line is written whole, whoever else writes."""
    path = Path(settings.AUDIT_ANCHORS)
    line = json.dumps(asdict(end) | {"at": timezone.now().isoformat(timespec="seconds")})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(line + "\n")
    except OSError:
        log.exception("the head of the audit chain could not be written beside the database")


def anchors() -> list[Head]:
    """The heads that were written down, oldest first; a line that was cut short is left out."""
    path = Path(settings.AUDIT_ANCHORS)
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            told = json.loads(line)
            found.append(Head(int(told["number"]), str(told["link"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found
