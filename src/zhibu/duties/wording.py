"""How amounts, periods and days are said: by the core in Chinese, from the catalogue in other languages."""

from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhibu.ledger import DueStatus, Status
from zhibu.plans import wording
from zhibu.plans.codes import Force
from zhibu.plans.model import CitedDuty, Duty
from zhibu.plans.periods import Period
from zhibu.plans.suggested import Suggestion
from zhibu.plans.workdays import WEEKDAY_NAMES

SOON = 14  # days


def is_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


def amount(number: Decimal, measure: str | None) -> str:
    """1 次, 1.5 小时."""
    words = {"number": wording.number_in_words(number), "unit": _(wording.unit_of(measure))}
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


def demand(duty: Duty) -> str:
    """每季度至少1次."""
    if is_chinese():
        return wording.demand_in_words(duty)
    least = _("至少 %(amount)s") % {"amount": amount(duty.at_least, duty.measure)}
    return f"{least} · {duty.every}"


def period(cited: CitedDuty, days: Period, year: int) -> str:
    """11月, 四季度, 全年; the days themselves in other languages."""
    if is_chinese():
        return wording.period_in_words(cited.duty.every, days, year)
    return f"{date_format(days.start, 'j M')} – {date_format(days.end, 'j M Y')}"


def a_day(one: date, year: int) -> str:
    """12月5日 周五; with the year in front where it is another."""
    if is_chinese():
        return wording.day_in_words(one, year)
    return date_format(one, "D j M" if one.year == year else "D j M Y")


def suggestion(one: Suggestion, year: int) -> str:
    """11月5日 周四, 11月30日 周一前, 6月16日至7月16日."""
    if is_chinese():
        return one.words
    return _("%(day)s之前") % {"day": a_day(one.day, year)} if one.is_limit else a_day(one.day, year)


def moved(one: Suggestion) -> str:
    """Why the day is not the one the plan names: 5日遇周末."""
    if not one.why:
        return ""
    return _("%(why)s，已顺移到工作日") % {"why": one.why} if is_chinese() else _("已顺移到工作日")


def unit(measure: str | None) -> str:
    """次, 小时."""
    return _(wording.unit_of(measure))


def short_day(one: date, year: int) -> str:
    """12月5日; with the year in front where it is another."""
    if not is_chinese():
        return date_format(one, "j M" if one.year == year else "j M Y")
    return wording.short_day(one) if one.year == year else f"{one.year}年{wording.short_day(one)}"


def weekday(one: date, *, is_limit: bool) -> str:
    """周五, 周五之前."""
    name = WEEKDAY_NAMES[one.weekday()] if is_chinese() else date_format(one, "D")
    return _("%(day)s之前") % {"day": name} if is_limit else name


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
