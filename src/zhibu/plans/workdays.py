"""The working calendar: which days are worked, and where a fixed day goes that is not.

Days come from the yearly notices of the State Council's general office: those in chinesecalendar to begin
with, then the package's own (``data/holidays.yaml``), then an administrator's. A year that none of them
knows is worked out on Monday to Friday and says so (``provisional``, 暂算).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import chinese_calendar

from zhibu.plans.date_rules import Shift
from zhibu.plans.loading import load_file
from zhibu.plans.notices import SATURDAY, HolidayFile, HolidayNotice
from zhibu.plans.periods import ONE_DAY, Period
from zhibu.plans.speaking import say, term

SEED = "chinesecalendar"
WEEKDAY_NAMES = tuple(map(term, ("周一", "周二", "周三", "周四", "周五", "周六", "周日")))
MONTH_NAMES = tuple(f"{n}月" for n in range(1, 13))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and weekend days worked, by the name of their holiday; ``sources`` by year."""

    off: Mapping[date, str]
    work: Mapping[date, str]
    sources: Mapping[int, str]

    def provisional(self, year: int) -> bool:
        """Whether no notice is known for the year, so that its days are only Monday to Friday."""
        return year not in self.sources

    def is_workday(self, day: date) -> bool:
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def day_kind(self, day: date) -> str | None:
        """``国庆节``, ``国庆节调休上班``, ``周末``; None for an ordinary working day."""
        if day in self.work:
            return f"{self.work[day]}调休上班"
        return self.off.get(day) or ("周末" if day.weekday() >= SATURDAY else None)

    def shift(self, day: date, rule: Shift, within: Period) -> date:
        """The working day for ``day``; always a day of ``within``, provided that ``day`` is one.

        ``nearest`` takes the earlier of two equally near ones: early is never overdue. Where the
        direction asked for has no working day left in the period, the other is taken; where the
        period has none at all, the day itself.
        """
        if rule is Shift.NONE or self.is_workday(day):
            return day
        earlier, later = self._first(before(day, within)), self._first(after(day, within))
        if rule is Shift.NEXT:
            return later or earlier or day
        if rule is Shift.PREVIOUS or not (earlier and later):
            return earlier or later or day
        return earlier if day - earlier <= later - day else later

    def workdays(self, period: Period) -> Iterator[date]:
        return (day for day in days_of(period) if self.is_workday(day))

    def _first(self, days: Iterable[date]) -> date | None:
        return next((day for day in days if self.is_workday(day)), None)


@cache
def work_calendar(notice_files: tuple[Path, ...] = ()) -> WorkCalendar:
    """The calendar as known here and now. Raises PlanFileError on a bad notice file."""
    return calendar_from((*own_notices(), *load_notices(notice_files)))


def load_notices(paths: Iterable[Path]) -> tuple[HolidayNotice, ...]:
    """The notices of files, in the order given. Raises PlanFileError with file and line."""
    return tuple(notice for path in paths for notice in load_file(path, HolidayFile).notices)


def own_notices() -> tuple[HolidayNotice, ...]:
    """Those that come with the package."""
    with resources.as_file(resources.files("zhibu.plans") / "data" / "holidays.yaml") as path:
        return load_notices([path])


def calendar_from(notices: Iterable[HolidayNotice]) -> WorkCalendar:
    """The seed with the notices laid over it; of two on one year the later holds."""
    off, work, sources = seed()
    by_year = {notice.year: notice for notice in notices}
    for year, notice in sorted(by_year.items()):
        for days in (off, work):
            for day in [day for day in days if day.year == year]:
                del days[day]
        sources[year] = notice.source
    for notice in by_year.values():
        for holiday in notice.holidays:
            off.update(dict.fromkeys(holiday.days_off(), holiday.name))
            work.update(dict.fromkeys(holiday.work, holiday.name))
    return WorkCalendar({day: name for day, name in off.items() if day not in work}, work, sources)


def seed() -> tuple[dict[date, str], dict[date, str], dict[int, str]]:
    """Days off, days worked and years of chinesecalendar, with Chinese names."""
    chinese = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    off = {day: chinese[name] for day, name in chinese_calendar.holidays.items()}
    work = {day: chinese[name] for day, name in chinese_calendar.workdays.items()}
    return off, work, dict.fromkeys(sorted({day.year for day in off}), SEED)


def in_words(day: date) -> str:
    """A day as people say it: 12月5日 周五."""
    return say("%(day)s %(weekday)s", day=short_day(day), weekday=say(WEEKDAY_NAMES[day.weekday()]))


def short_day(day: date) -> str:
    """12月5日"""
    return say("%(month)s%(day)s日", month=say(MONTH_NAMES[day.month - 1]), day=day.day)


def days_of(period: Period) -> Iterator[date]:
    return (period.start + n * ONE_DAY for n in range(period.days))


def before(day: date, within: Period) -> Iterator[date]:
    return (day - n * ONE_DAY for n in range(1, (day - within.start).days + 1))


def after(day: date, within: Period) -> Iterator[date]:
    return (day + n * ONE_DAY for n in range(1, (within.end - day).days + 1))
