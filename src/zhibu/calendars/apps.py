"""The app of calendars."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "zhibu.calendars"
    label = "calendars"
