"""How many requests a token may make a minute, so that a program gone wild slows nobody else down.

Counted in the memory of each server process and forgotten after the minute: it protects the server and says
nothing about people. With several processes a token may therefore make somewhat more than the setting says.
"""

import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from zhibu.api.admission import token_of

WINDOW = 60  # seconds


class PerToken(BaseThrottle):
    """A fixed number of requests in each minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        cache = caches["limits"]
        key = f"{token_of(request).pk}:{int(time.time()) // WINDOW}"
        cache.add(key, 0, 2 * WINDOW)
        try:
            return bool(cache.incr(key) <= settings.API_REQUESTS_A_MINUTE)
        except ValueError:  # forgotten in the meantime, because the memory was full
            return True

    def wait(self) -> float:
        return WINDOW - time.time() % WINDOW
