"""The app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Visits to branches, matters raised there, and draws of what to look at."""

    name = "zhibu.oversight"
