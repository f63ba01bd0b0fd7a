"""The lightest year as a calendar file; events last all day, because no clause names an hour.

Stamps and identifiers come from the content, so the same year gives the same bytes and a calendar
program that reads it again renews its entries.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from zhibu.plans.lightest.exports.phrases import (
    citations,
    matter_amount,
    matter_name,
    matter_who,
    names,
    summary,
    title,
    what,
)
from zhibu.plans.lightest.result import LightestYear
from zhibu.plans.lightest.wording import length_name
from zhibu.plans.model import CitedDuty


def as_ics(year: LightestYear) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//zhibu//lightest year//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title(year))
    calendar.add("x-wr-caldesc", "".join(summary(year)))
    seen: set[str] = set()
    for gathering in year.gatherings:
        heading = f"{names(gathering)}（{gathering.audience_name}，{length_name(gathering.minutes)}）"
        body = [what(gathering), *_grounds(gathering.duties), *summary(year)]
        calendar.add_component(_event(year, gathering.day, "聚会", heading, body, seen))
    for matter in year.matters:
        heading = f"{matter_name(matter)}（{matter_who(matter)}，{matter_amount(matter)}）"
        body = ["单独事项，不必聚会；日期是建议。", *_grounds(matter.duties)]
        calendar.add_component(_event(year, matter.day, "单独事项", heading, body, seen))
    return bytes(calendar.to_ical())


def _grounds(duties: Iterable[CitedDuty]) -> list[str]:
    return ["依据：", *citations(duties)]


def _event(
    year: LightestYear, day: date, category: str, heading: str, body: Iterable[str], seen: set[str]
) -> Event:
    event = Event()
    event.add("uid", _uid(f"{year.level}|{year.sector}|{day}|{category}|{heading}", seen))
    event.add("dtstamp", datetime(year.year, 1, 1, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", heading)
    event.add("description", "\n".join(body))
    event.add("categories", [category])
    event.add("transp", "TRANSPARENT")
    return event


def _uid(content: str, seen: set[str]) -> str:
    """An identifier made from the content; a second event of the same content gets another."""
    number = 0
    while (uid := f"{hashlib.sha256(f'{content}|{number}'.encode()).hexdigest()[:32]}@zhibu") in seen:
        number += 1
    seen.add(uid)
    return uid
