"""What the pages of dues say beside the core's own words (``zhibu.plans.wording``)."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.ledger import DueStatus, Status
from zhibu.plans import wording
from zhibu.plans.codes import Force
from zhibu.plans.model import CitedDuty, Duty
from zhibu.plans.periods import Period
from zhibu.plans.suggested import Suggestion
from zhibu.plans.workdays import MONTH_NAMES, WEEKDAY_NAMES
from zhibu.plans.workdays import short_day as day_of_month

SOON = 14  # days
HOURS = "hours"


def amount(number: Decimal, measure: str | None) -> str:
    """1 次, 1.5 小时; of hours two places are enough to read."""
    words = {
        "number": wording.number_in_words(round(number, 2) if measure == HOURS else number),
        "unit": wording.unit_in_words(number, measure),
    }
    return _("%(number)s %(unit)s") % words


def progress(achieved: Decimal, duty: Duty) -> str:
    """已办 1 次，共需 2 次; only what was done where it is enough."""
    done = amount(achieved, duty.measure)
    if achieved >= duty.at_least:
        return _("已办 %(done)s") % {"done": done}
    return _("已办 %(done)s，共需 %(required)s") % {
        "done": done,
        "required": amount(duty.at_least, duty.measure),
    }


def period(cited: CitedDuty, days: Period, year: int) -> str:
    """11月, 四季度, 全年."""
    return wording.period_in_words(cited.duty.every, days, year)


def moved(one: Suggestion) -> str:
    """Why the day is not the one the plan names: 5日遇周末."""
    return _("%(why)s，已顺移到工作日") % {"why": one.why} if one.why else ""


def unit(measure: str | None) -> str:
    """次, 小时."""
    return wording.unit_in_words(Decimal(2), measure)


def short_day(one: date, year: int) -> str:
    """12月5日; with the year in front where it is another."""
    words = day_of_month(one)
    return words if one.year == year else wording.with_year(one.year, words)


def weekday(one: date, *, is_limit: bool) -> str:
    """周五, 周五之前."""
    name = _(WEEKDAY_NAMES[one.weekday()])
    return _("%(day)s之前") % {"day": name} if is_limit else name


def month(year: int, number: int) -> str:
    """2026年11月"""
    return wording.with_year(year, _(MONTH_NAMES[number - 1]))


def away(one: date, today: date) -> str:
    """今天, 明天, 还有 5 天; nothing for what is further off than a fortnight, or gone by."""
    days = (one - today).days
    if days in (0, 1):
        return _("今天") if days == 0 else _("明天")
    return _("还有 %(n)s 天") % {"n": days} if 0 < days <= SOON else ""


def status(found: DueStatus) -> str:
    """The core's word for a status; while open, 待办 until something is done, 可选 where none has to be."""
    if found.status is not Status.OPEN:
        return _(found.status.label)
    if found.due.cited.duty.force is Force.MAY:
        return _("可选")
    return _(found.status.label) if found.achieved else _("待办")
