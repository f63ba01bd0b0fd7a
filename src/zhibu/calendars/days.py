"""The days of a month with what lies on them, for a grid on a desk and a list on a phone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.duties import wording
from zhibu.duties.lines import Line
from zhibu.duties.months import ShownMonth
from zhibu.plans.periods import Period
from zhibu.plans.workdays import WorkCalendar, days_of

WEEKEND = 5  # Saturday
NAMES = {
    "元旦": gettext_lazy("元旦"),
    "春节": gettext_lazy("春节"),
    "清明": gettext_lazy("清明"),
    "清明节": gettext_lazy("清明节"),
    "劳动节": gettext_lazy("劳动节"),
    "端午": gettext_lazy("端午"),
    "端午节": gettext_lazy("端午节"),
    "中秋": gettext_lazy("中秋"),
    "中秋节": gettext_lazy("中秋节"),
    "国庆节": gettext_lazy("国庆节"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a day: ``recorded``, ``planned`` or ``due``, with its icon and where it leads."""

    day: date
    kind: str
    label: str
    url: str = ""
    at: time | None = None
    group: str = ""
    is_limit: bool = False

    @property
    def icon(self) -> str:
        return {"recorded": "circle-check", "planned": "calendar-month", "due": "clock"}[self.kind]

    @property
    def said(self) -> str:
        """What kind of thing it is, in words: nothing is told by icon or colour alone."""
        if self.kind == "due":
            return _("这天之前办") if self.is_limit else _("要办")
        return _("已记录") if self.kind == "recorded" else _("计划")


@dataclass(frozen=True, slots=True)
class Day:
    """One day. ``holiday`` is the name of what is celebrated, or made up for by working."""

    day: date
    holiday: str
    is_off: bool
    is_moved: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.day.day

    @property
    def weekday(self) -> str:
        return wording.weekday(self.day, is_limit=False)

    @property
    def column(self) -> int:
        """Monday is the first."""
        return self.day.weekday() + 1

    @property
    def is_named(self) -> bool:
        return bool(self.holiday)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a grid; ``is_provisional`` while its year's holidays are not announced."""

    shown: ShownMonth
    days: list[Day]
    is_provisional: bool

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)

    @property
    def weekdays(self) -> list[str]:
        week = days_of(Period(date(2026, 6, 1), date(2026, 6, 7)))  # any that begins on a Monday
        return [wording.weekday(day, is_limit=False) for day in week]

    @property
    def holidays(self) -> list[str]:
        """元旦放假：1日至3日, 元旦调休上班：4日; the days off and those worked, by name."""
        named = [day for day in self.days if day.is_named]
        runs = groupby(named, key=lambda day: (day.holiday, day.is_moved))
        return [_run(name, is_moved, [day.number for day in run]) for (name, is_moved), run in runs]


def month_of_days(shown: ShownMonth, entries: Iterable[Entry], calendar: WorkCalendar) -> Month:
    by_day: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=_in_order):
        by_day.setdefault(entry.day, []).append(entry)
    days = [_day(one, by_day.get(one, []), calendar, shown.today) for one in days_of(shown.days)]
    return Month(shown, days, calendar.provisional(shown.year))


def due_entries(lines: Iterable[Line]) -> Iterator[Entry]:
    """What still asks for something, on the day it is best done or the last on which it can be."""
    for line in lines:
        if line.item.is_pending:
            suggested = line.item.next_day(line.today)
            yield Entry(
                suggested.day, "due", line.title, line.why, group=line.group, is_limit=suggested.is_limit
            )


def _day(day: date, entries: list[Entry], calendar: WorkCalendar, today: date) -> Day:
    name = calendar.work.get(day) or calendar.off.get(day) or ""
    return Day(
        day=day,
        holiday=str(NAMES.get(name, name)),
        is_off=not calendar.is_workday(day),
        is_moved=day in calendar.work,
        is_today=day == today,
        entries=entries,
    )


def _in_order(entry: Entry) -> tuple[int, time, str]:
    return ("recorded", "planned", "due").index(entry.kind), entry.at or time.min, entry.label


def _run(name: str, is_moved: bool, days: list[int]) -> str:
    words = {"name": name, "first": days[0], "last": days[-1]}
    if is_moved:
        return _("%(name)s调休上班：%(days)s日") % {"name": name, "days": "、".join(map(str, days))}
    if len(days) == 1:
        return _("%(name)s放假：%(first)s日") % words
    return _("%(name)s放假：%(first)s日至%(last)s日") % words
