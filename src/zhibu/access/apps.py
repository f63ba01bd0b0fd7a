"""The app of accounts and posts."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zhibu.access"
    label = "access"
