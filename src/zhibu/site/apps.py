"""The app that holds base templates, the theme and the catalogues."""

from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from zhibu.plans.speaking import translate_with


class SiteConfig(AppConfig):
    name = "zhibu.site"
    label = "site"

    def ready(self) -> None:
        translate_with(in_the_readers_language)


def in_the_readers_language(words: str, number: int) -> str:
    """What the core says, in the language of the page; ``number`` is 0 for words that count nothing."""
    if not words:  # gettext has its own use for the empty text
        return words
    return ngettext(words, words, number) if number else gettext(words)
