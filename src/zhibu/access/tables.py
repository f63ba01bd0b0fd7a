"""The tables of the whole application, each once."""

from django.apps import apps
from django.db.models import Model


def models_with_tables() -> list[type[Model]]:
    """Those of many-to-many fields as well; no proxy, which shows the rows of another model again."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy]
