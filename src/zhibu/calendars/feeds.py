"""Private feeds: who has which address, and what is read there.

An address is 256 random bits, shown once; its keyed digest is all that is kept. It opens nothing that its
owner could not see today: a feed falls silent with the account, or with the post that it came from.
"""

import secrets
from datetime import date, timedelta

from django.db import transaction

from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.calendars.feed_events import Event, member_events, organization_events
from zhibu.calendars.ics import calendar_file
from zhibu.calendars.models import Feed
from zhibu.registry.models import Member, Organization

BITS = 32  # bytes
AHEAD = timedelta(days=31)  # towards the end of a year its successor is shown too


@transaction.atomic
def make_feed(*, acting: Account, organization: Organization | None) -> str:
    """A new address in the place of the old one, which is dead from now on; gives the secret part of it."""
    secret = secrets.token_urlsafe(BITS)
    Feed.objects.filter(account=acting, organization=organization).delete()
    made = Feed.objects.create(account=acting, organization=organization, digest=digest(secret))
    path = organization.path if organization else ""
    record_event(acting=acting, verb="make_feed", subject=made, path=path)
    return secret


@transaction.atomic
def revoke_feed(*, acting: Account, organization: Organization | None) -> None:
    for feed in Feed.objects.filter(account=acting, organization=organization):
        path = organization.path if organization else ""
        record_event(acting=acting, verb="revoke_feed", subject=feed, path=path)
        feed.delete()


def digest(secret: str) -> str:
    return blind_index(f"calendar feed {secret}")


def feed_of(secret: str) -> Feed | None:
    """The feed of an address, as long as its owner may see what it shows."""
    rows = Feed.objects.select_related("account__member__organization", "organization")
    found: Feed | None = rows.filter(digest=digest(secret), account__is_active=True).first()
    if found is None:
        return None
    if found.organization is None:
        return found if found.account.member is not None else None
    return found if reach(found.account, Ability.SEE_DUES).covers(found.organization.path) else None


def feed_file(feed: Feed, today: date) -> bytes:
    """The same for the same duties and gatherings, byte for byte."""
    years = sorted({today.year, (today + AHEAD).year})
    place, member = feed.organization, feed.account.member
    events: list[Event] = []
    for year in years:
        if place is not None:
            events += organization_events(place, year, today)
        elif member is not None:
            events += member_events(member, year, today)
    return calendar_file(_title(place, member), events)


def _title(place: Organization | None, member: Member | None) -> str:
    return place.name if place is not None else "我的组织生活"
