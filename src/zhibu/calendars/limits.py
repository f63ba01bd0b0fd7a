"""How often somebody may ask, counted in the cache that every worker sees.

Counts are of windows that begin on the clock; two answers at the very same moment may count as one, which
is near enough for keeping a program from asking all day.
"""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 3600  # seconds
OF_ONE_FEED = 30  # a calendar program asks a few times a day
OF_GUESSES = 20  # addresses that do not exist, from one place


def may_ask(name: str, most: int) -> bool:
    key = f"calendars:{name}:{int(time.time()) // WINDOW}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, WINDOW)
    return bool(count <= most)


def may_guess(request: HttpRequest) -> bool:
    place = get_adapter(request).get_client_ip(request)
    return may_ask(f"guess:{place}", OF_GUESSES)
