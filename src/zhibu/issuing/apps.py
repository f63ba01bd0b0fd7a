"""The app of plans."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    name = "zhibu.issuing"
    label = "issuing"
