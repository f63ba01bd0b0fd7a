"""The app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is kept about people, for how long, and what they may ask."""

    name = "zhibu.privacy"
