"""The app of where help is needed."""

from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "zhibu.helping"
    label = "helping"

    def ready(self) -> None:
        from zhibu.access.following import follow
        from zhibu.helping.following import keep_in_step

        follow(keep_in_step)
