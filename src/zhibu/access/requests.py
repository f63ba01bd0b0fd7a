"""The type of a request that has passed ``PagePolicy``: somebody is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhibu.access.models import Account


class SignedIn(HttpRequest):
    """For annotations of views; Django makes the object."""

    user: Account
    htmx: HtmxDetails
