"""Whoever keeps something in step with changes is told of them, inside their own transaction.

An app that stands above others (and that they therefore do not know) registers a function once, in
``AppConfig.ready``; ``audit.record_events`` calls it. If it fails, the change does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Change:
    """``changes`` maps a field to what it was before and is after; ``path`` is where in the tree."""

    verb: str
    subject: Model
    path: str
    changes: Mapping[str, tuple[Any, Any] | None]


Follower = Callable[[Sequence[Change]], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def tell(changes: Sequence[Change]) -> None:
    for follower in _followers:
        follower(changes)
