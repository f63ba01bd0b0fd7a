"""The lightest year for a phone's calendar, written by the shared writer; no clause names an hour."""

from zhibu.plans.export import ics
from zhibu.plans.lightest.exports.rows import as_calendar
from zhibu.plans.lightest.result import LightestYear


def lightest_ics(year: LightestYear) -> bytes:
    return ics(as_calendar(year))
