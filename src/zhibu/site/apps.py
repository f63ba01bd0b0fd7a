"""The app that holds base templates, the theme and the catalogues."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "zhibu.site"
    label = "site"
