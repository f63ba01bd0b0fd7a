"""The seam of the audit: every action calls ``record_event`` inside its own transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from zhibu.access.following import Change, tell
from zhibu.access.models import Account, Event

HIDDEN = frozenset({"id_number", "phone", "password"})  # that they changed is kept, their values are not


def record_event(
    *,
    acting: Account | None,
    verb: str,
    subject: Model,
    path: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Event:
    """Keep that ``acting`` did ``verb`` to ``subject``; ``changes`` maps a field to (before, after).

    ``path`` is where in the tree it happened. ``acting`` is None for the command line.
    """
    kept = {name: _kept(name, pair) for name, pair in (changes or {}).items()}
    event = Event.objects.create(
        acting=acting,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        path=path,
        changes=kept,
    )
    tell(Change(verb, subject, path, changes or {}))
    return event


def _kept(name: str, pair: tuple[Any, Any]) -> list[Any]:
    return ["…", "…"] if name in HIDDEN else [_plain(value) for value in pair]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
