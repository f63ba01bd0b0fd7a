"""Makes allauth find ``provider.py``."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "zhibu.access.platform"
    label = "platform"
