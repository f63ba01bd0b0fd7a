"""The app."""

from django.apps import AppConfig


class BurdenConfig(AppConfig):
    """The self-check against the rules, and the burden meter. It keeps nothing of its own."""

    name = "zhibu.burden"
