"""In which language the core speaks. Its words are written once, in Chinese, where they are needed:

    say("每%(n)s个月", n=2)

and come out in Chinese unless the application has put a translator before them (``translate_with``).
The core knows no other language and imports none: catalogues are the application's.
"""

from collections.abc import Callable
from decimal import Decimal

Translate = Callable[[str, int], str]  # Chinese words, and how many they are about → the reader's


def _as_written(words: str, number: int) -> str:
    return words


_translate: Translate = _as_written


def translate_with(translate: Translate) -> None:
    """From now on, in this process. The translator is asked each time: readers' languages differ."""
    global _translate
    _translate = translate


def say(words: str, **values: object) -> str:
    """The words in the reader's language, with the values filled in."""
    said = _translate(words, 0)
    return said % values if values else said


def counted(words: str, number: Decimal) -> str:
    """A word for what is counted, as it goes with the number: 次, time, times."""
    return _translate(words, 1 if number == 1 else 2)


def term(words: str) -> str:
    """Marks words that are said later (``say(…)``), or kept in Chinese; they are gathered for translation."""
    return words
