"""The app."""

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    """Gatherings and the facts that come of them."""

    name = "zhibu.gatherings"
