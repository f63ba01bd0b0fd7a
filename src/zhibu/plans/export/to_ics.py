"""The year for a phone's calendar: an all-day event for every day on which something is to be done.

The same year gives the same file, byte for byte: identifiers come from the rows, and the time stamp is
the year's first moment, so that reading a newer export again renews events in place of doubling them.
"""

from datetime import UTC, date, datetime, timedelta

import icalendar

from zhibu.plans.export.rows import Calendar, Row

EARLIEST_STAMP = datetime(1970, 1, 1, tzinfo=UTC)  # phones take no earlier one


def ics(calendar: Calendar) -> bytes:
    made = icalendar.Calendar()
    made.add("prodid", "-//Zhibu//Zhibu//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", calendar.title)
    if calendar.remarks:
        made.add("x-wr-caldesc", icalendar.vText("\n".join(calendar.remarks)))
    stamp = max(datetime(calendar.year, 1, 1, tzinfo=UTC), EARLIEST_STAMP)
    for row in calendar.rows:
        for number, day in enumerate(row.days, 1):
            made.add_component(_event(row, number, day, stamp))
    text: bytes = made.to_ical()
    return text


def _event(row: Row, number: int, day: date, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{row.key}.{number}@zhibu")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", row.title)
    event.add("description", _description(row))
    event.add("transp", "TRANSPARENT")  # a thing to be done that day does not take up the day
    return event


def _description(row: Row) -> str:
    lines = [f"{row.period}：{row.amount}（{row.who}）", f"时间：{row.when}"]
    if row.note:
        lines.append(f"说明：{row.note}")
    return "\n".join([*lines, "依据：", *row.citations])
