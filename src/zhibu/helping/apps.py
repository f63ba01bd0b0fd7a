"""The app of where help is needed."""

from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "zhibu.helping"
    label = "helping"

    def ready(self) -> None:
        from zhibu.access.following import follow
        from zhibu.duties.notices import tell
        from zhibu.helping.following import keep_in_step
        from zhibu.helping.notices import on_duties

        follow(keep_in_step)
        tell(on_duties)
