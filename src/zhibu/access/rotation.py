"""Rotating the key of encrypted fields: with the new key in front, every row is written again."""

from typing import Any

from django.apps import apps
from django.db import models, transaction

from zhibu.access.crypto import EncryptedField

BATCH = 500


def rewrite_all() -> int:
    """Write every encrypted value again with the newest key; gives the number of rows. Safe to repeat."""
    return sum(rewrite(model) for model in apps.get_models() if encrypted_fields(model))


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
