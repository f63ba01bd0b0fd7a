"""The seam of the audit: every action calls ``record_event`` inside its own transaction.

``changes`` maps a field to (before, after), or to None where only that it changed is to be kept.

What is never kept: ID numbers, telephones, passwords (only that they changed). What an event says of a
person is encrypted under that person's own key, so that erasing it does not touch the chain.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from zhibu.access.audit import chain, person_keys
from zhibu.access.following import Change, tell
from zhibu.access.models import Account, Event

HIDDEN = frozenset({"id_number", "phone", "password"})  # that they changed is kept, their values are not
MEMBER = "registry.member"
Changes = Mapping[str, tuple[Any, Any] | None]
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be recorded; ``path`` is where in the tree it happened."""

    verb: str
    subject: Model
    path: str = ""
    changes: Changes | None = None

    @property
    def concerns(self) -> int | None:
        """The member it is about."""
        is_member = self.subject._meta.label_lower == MEMBER
        member_id: int | None = self.subject.pk if is_member else getattr(self.subject, "member_id", None)
        return member_id

    def kept(self) -> dict[str, list[Any] | None]:
        return {name: _kept(name, pair) for name, pair in (self.changes or {}).items()}


def record_event(
    *,
    acting: Account | None,
    verb: str,
    subject: Model,
    path: str = "",
    changes: Changes | None = None,
) -> Event:
    """Keep that ``acting`` did ``verb`` to ``subject``. ``acting`` is None for the command line."""
    entry = Entry(verb=verb, subject=subject, path=path, changes=changes)
    return record_events([entry], acting=acting)[0]


def record_events(entries: Iterable[Entry], *, acting: Account | None) -> list[Event]:
    """The same for many: two statements in place of two a row."""
    entries = list(entries)
    if not entries:
        return []
    kept = [entry.kept() for entry in entries]
    told = [
        entry.concerns
        for entry, values in zip(entries, kept, strict=True)
        if entry.concerns is not None and any(values.values())
    ]
    keys = person_keys.keys_of(told)
    events = [_event(entry, values, acting, keys) for entry, values in zip(entries, kept, strict=True)]
    made = Event.objects.bulk_create(events, BATCH)
    tell([Change(one.verb, one.subject, one.path, one.changes or {}) for one in entries])
    transaction.on_commit(chain.seal_now_and_then, robust=True)
    return made


def _event(
    entry: Entry, values: dict[str, list[Any] | None], acting: Account | None, keys: Mapping[int, bytes]
) -> Event:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    personal, concerns = "", entry.concerns
    if concerns is not None and concerns in keys:
        told = {name: pair for name, pair in plain.items() if pair is not None}
        personal = person_keys.encrypt(keys[concerns], told) if told else ""
        plain = dict.fromkeys(plain)
    event = Event(
        acting=acting,
        verb=entry.verb,
        subject_type=entry.subject._meta.label_lower,
        subject_id=str(entry.subject.pk),
        path=entry.path,
        changes=plain,
        concerns=concerns,
        personal=personal,
        nonce=secrets.token_hex(16),
    )
    event.mac = chain.mac_of(event)
    return event


def _kept(name: str, pair: tuple[Any, Any] | None) -> list[Any] | None:
    return None if pair is None or name in HIDDEN else [_plain(one) for one in pair]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
