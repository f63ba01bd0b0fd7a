"""Rotating the key of encrypted fields: with the new key in front, every row is written again."""

from typing import Any

from django.conf import settings
from django.db import models, transaction

from zhibu.access.audit import record_event
from zhibu.access.crypto import EncryptedField
from zhibu.access.models import Seal
from zhibu.access.tables import models_with_tables

BATCH = 500


def rewrite_all() -> int:
    """Write every encrypted value again with the newest key; gives the number of rows. Safe to repeat.

    Told last: a run that was stopped half-way is run again, and the event says that all of it is done.
    """
    rows = sum(rewrite(model) for model in models_with_tables() if encrypted_fields(model))
    tell(rows)
    return rows


@transaction.atomic
def tell(rows: int) -> None:
    """An event of the whole installation, told of the end of the chain; keys by their names only."""
    end = Seal.objects.order_by("-number").first() or Seal(number=0)
    newest: str = settings.FIELD_KEYS.partition(":")[0].strip()
    record_event(
        acting=None, verb="rotate_keys", subject=end, changes={"key": (None, newest), "n": (None, rows)}
    )


def encrypted_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if isinstance(field, EncryptedField)]


@transaction.atomic
def rewrite(model: type[models.Model]) -> int:
    names = encrypted_fields(model)
    waiting: list[Any] = []
    done = 0
    for row in model._default_manager.only("pk", *names).iterator(BATCH):
        waiting.append(row)
        if len(waiting) == BATCH:
            done += save(model, waiting, names)
    return done + save(model, waiting, names)


def save(model: type[models.Model], waiting: list[Any], names: list[str]) -> int:
    number = len(waiting)
    model._default_manager.bulk_update(waiting, names)
    waiting.clear()
    return number
