"""How the year is put into words: periods, days, lengths, amounts and proof, as people say them."""

from datetime import date
from decimal import Decimal

from zhibu.plans.date_rules import WEEKDAYS, Around, By, DateRule, OnDay, Window
from zhibu.plans.lightest.gatherings import Settings
from zhibu.plans.model import Duty, Filter
from zhibu.plans.periods import Period, calendar_year, months_of
from zhibu.plans.workdays import WEEKDAY_NAMES


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def period_name(period: Period) -> str:
    """2026年2月, 2026年第3季度, 2026年上半年, 2026年, or the days themselves."""
    year = period.start.year
    if period == calendar_year(year):
        return f"{year}年"
    for length, names in ((1, [f"{m}月" for m in range(1, 13)]), (3, [f"第{q}季度" for q in range(1, 5)])):
        for n, name in enumerate(names):
            if period == months_of(year, n * length + 1, length):
                return f"{year}年{name}"
    for first, name in ((1, "上半年"), (7, "下半年")):
        if period == months_of(year, first, 6):
            return f"{year}年{name}"
    return f"{year}年{short_day(period.start)}至{_end_name(period)}"


def _end_name(period: Period) -> str:
    same = period.start.year == period.end.year
    return short_day(period.end) if same else f"{period.end.year}年{short_day(period.end)}"


def length_name(minutes: int) -> str:
    """2小时30分, 45分钟"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时" + (f"{rest}分" if rest else "")


def number_name(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def amount_name(amount: Decimal, measure: str | None, settings: Settings) -> str:
    if measure is None:
        return f"{number_name(amount)} 次"
    if measure == "share":
        return f"{number_name(amount * 100)}%"
    return f"{number_name(amount)} {settings.measures.get(measure, '项')}"


def amount_asked(duty: Duty, settings: Settings, *, least: bool) -> str:
    """至少 1 次（每月5日前后…）, or 至多 2 次."""
    if not least:
        assert duty.at_most is not None
        return f"至多 {amount_name(duty.at_most, duty.measure, settings)}"
    rule = f"（{rule_name(duty.on)}）" if duty.on else ""
    return f"至少 {amount_name(duty.at_least, duty.measure, settings)}{rule}"


def rule_name(rule: DateRule) -> str:
    if isinstance(rule, OnDay):
        return f"{rule.day}日"
    if isinstance(rule, Around):
        return f"{_month_day(rule.around)}前后{rule.days}天"
    if isinstance(rule, By):
        return f"{_month_day(rule.by)}前"
    if isinstance(rule, Window):
        return _window_name(rule.window)
    return "、".join(WEEKDAY_NAMES[WEEKDAYS.index(day)] for day in rule.weekdays)


def _month_day(written: str) -> str:
    return f"{int(written[:2])}月{int(written[3:])}日"


def _window_name(window: str) -> str:
    first, _, last = window.partition("-")
    name = {"Q": "第{}季度", "H": "第{}个半年", "M": "{}月"}[first[0]]
    return name.format(first[1:]) + (f"至{name.format(last[1:])}" if last else "")


FLAG_NAMES = {
    "is_leader": ("党员领导干部", "不担任领导干部的党员"),
    "is_secretary": ("党组织书记", "书记以外的党员"),
    "is_frail": ("年老体弱党员", "年老体弱以外的党员"),
}


def who_name(who: Filter) -> str:
    """每名党员, 党组织书记, 离退休党员（年老体弱以外的党员）…"""
    codes = [code.label for code in (*(who.category or ()), *(who.flow or ()))]
    given = [(getattr(who, key), names) for key, names in FLAG_NAMES.items()]
    flags = [names[0 if wanted else 1] for wanted, names in given if wanted is not None]
    return "、".join([*codes, *flags]) or "每名党员"
