"""A feed as a file for calendar programs (RFC 5545). The library escapes and folds."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from zhibu.calendars.feed_events import Event

REFRESH = timedelta(hours=6)  # how often a program should ask again


def calendar_file(title: str, events: Iterable[Event]) -> bytes:
    made = icalendar.Calendar()
    made.add("prodid", "-//Zhibu//Zhibu//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(REFRESH))
    for event in sorted(events, key=lambda one: (one.day, one.uid)):
        made.add_component(_event(event))
    made.add_missing_timezones(first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))
    text: bytes = made.to_ical()
    return text


def _event(event: Event) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", f"{event.uid}@zhibu")
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.version - 1)
    made.add("summary", event.title)
    if event.lines:
        made.add("description", "\n".join(event.lines))
    if event.at is None:
        made.add("dtstart", event.day)
        made.add("dtend", event.day + timedelta(days=1))
        made.add("transp", "TRANSPARENT")  # a thing to be done that day does not take up the day
    else:
        start = datetime.combine(event.day, event.at, ZoneInfo(settings.TIME_ZONE))
        made.add("dtstart", start)
        made.add("dtend", start + timedelta(minutes=event.minutes))
    return made
