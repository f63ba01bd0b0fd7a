"""The app of accounts and posts."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zhibu.access"
    label = "access"

    def ready(self) -> None:
        from zhibu.access import factors

        factors.listen()
