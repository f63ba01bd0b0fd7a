"""The app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Visits to branches, matters raised there, and draws of what to look at."""

    name = "zhibu.oversight"

    def ready(self) -> None:
        from zhibu.duties.notices import tell
        from zhibu.oversight.notices import on_duties

        tell(on_duties)
