"""How periods, days, amounts and date rules are said, as people say them: examples are in Chinese."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from zhibu.plans.codes import Force
from zhibu.plans.date_rules import WEEKDAYS, Around, By, DateRule, OnDay, Window
from zhibu.plans.model import Duty, Filter
from zhibu.plans.periods import Period, Recurrence, Unit, calendar_year, months_of
from zhibu.plans.speaking import counted, say, term
from zhibu.plans.workdays import MONTH_NAMES, WEEKDAY_NAMES, in_words, short_day

QUARTERS = (term("一季度"), term("二季度"), term("三季度"), term("四季度"))
HALVES = (term("上半年"), term("下半年"))
EVERY = {
    Unit.WEEK: (term("每周"), term("每%(n)s周")),
    Unit.MONTH: (term("每月"), term("每%(n)s个月")),
    Unit.QUARTER: (term("每季度"), term("每%(n)s个季度")),
    Unit.HALF_YEAR: (term("每半年"), term("每%(n)s个半年")),
    Unit.YEAR: (term("每年"), term("每%(n)s年")),
}
UNITS_OF_MEASURES = {
    "hours": "小时",
    "duration_hours": "小时",
    "hours_per_year": "学时",
    "class_hours": "学时",
    "minutes": "分钟",
    "yuan": "元",
    "money_yuan": "元",
    "yuan_per_thousand_households": "元/千户",
    "area_m2": "平方米",
    "m2": "平方米",
    "households": "户",
    "people": "人",
    "items": "项",
    "study_plans": "份",
    "lectures_given": "次（讲课）",
    "share": "%",
}
FORCES = {
    Force.MUST: term("%(amount)s"),
    Force.SHOULD: term("原则上%(amount)s"),
    Force.MAY: term("可选，%(amount)s"),
}
FLAGS = {
    "is_leader": (term("党员领导干部"), term("党员领导干部以外的")),
    "is_secretary": (term("党组织书记"), term("书记以外的")),
    "is_frail": (term("年老体弱党员"), term("年老体弱以外的")),
}


def day_in_words(day: date, year: int | None = None) -> str:
    """12月5日 周五; with the year in front where it is not ``year``."""
    return in_words(day) if year is None or day.year == year else with_year(day.year, in_words(day))


def with_year(year: int, words: str) -> str:
    """2026年12月5日"""
    return say("%(year)s年%(day)s", year=year, day=words)


def full_day(day: date) -> str:
    """2026年12月5日, for papers, lists and sentences."""
    return with_year(day.year, short_day(day))


def stretch_in_words(stretch: Period, year: int | None = None) -> str:
    """3月2日至8日, 6月16日至7月16日, 2026年12月28日至2027年1月3日."""
    start, end = stretch.start, stretch.end
    names_year = start.year != end.year or (year is not None and start.year != year)
    if start == end:
        words = short_day(start)
    elif (start.year, start.month) == (end.year, end.month):
        month = say(MONTH_NAMES[start.month - 1])
        words = say("%(month)s%(first)s日至%(last)s日", month=month, first=start.day, last=end.day)
    else:
        first = with_year(start.year, short_day(start)) if names_year else short_day(start)
        last = with_year(end.year, short_day(end)) if start.year != end.year else short_day(end)
        return from_to(first, last)
    return with_year(start.year, words) if names_year else words


def from_to(first: str, last: str) -> str:
    return say("%(first)s至%(last)s", first=first, last=last)


def period_in_words(every: Recurrence, period: Period, year: int) -> str:
    """3月, 一季度, 上半年, 全年, 1月至2月, 第10周, 2026年至2028年; ``once`` gives its days."""
    if every.unit is Unit.WEEK:
        first, last = (day.isocalendar().week for day in (period.start, period.end))
        one, several = say("第%(n)s周", n=first), say("第%(first)s至%(last)s周", first=first, last=last)
        return one if first == last else several
    if period == calendar_year(year):
        return say("全年")
    if period.start.year != period.end.year:
        return from_to(*(say("%(year)s年", year=day.year) for day in (period.start, period.end)))
    return _months_in_words(period, year) or stretch_in_words(period, year)


def _months_in_words(period: Period, year: int) -> str:
    """Empty where a period is not made of whole months of the year."""
    for months, names in ((3, QUARTERS), (6, HALVES)):
        for n, name in enumerate(names):
            if period == months_of(year, n * months + 1, months):
                return say(name)
    first, last = period.start.month, period.end.month
    if period != months_of(year, first, last - first + 1):
        return ""
    one, other = (say(MONTH_NAMES[month - 1]) for month in (first, last))
    return one if first == last else from_to(one, other)


def recurrence_in_words(every: Recurrence) -> str:
    """每月, 每2个月, 每3年, 一次性."""
    if every.unit is Unit.ONCE:
        return say("一次性")
    one, several = EVERY[every.unit]
    return say(one) if every.number == 1 else say(several, n=every.number)


def number_in_words(amount: Decimal) -> str:
    """Without trailing noughts: 1, 1.5."""
    return f"{amount.normalize():f}"


def unit_of(measure: str | None) -> str:
    """In Chinese, as catalogues list it; ``unit_in_words`` says it."""
    return UNITS_OF_MEASURES.get(measure, f"（{measure}）") if measure else "次"


def unit_in_words(amount: Decimal, measure: str | None) -> str:
    return counted(unit_of(measure), amount)


def quantity_in_words(amount: Decimal, measure: str | None) -> str:
    """1次, 5000元, 0.5% for a share of 0.005."""
    return _with_unit(_figure(amount, measure), amount, measure)


def _with_unit(figure: str, amount: Decimal, measure: str | None) -> str:
    if measure == "share":
        return figure + unit_of(measure)
    return say("%(number)s%(unit)s", number=figure, unit=unit_in_words(amount, measure))


def _figure(amount: Decimal, measure: str | None) -> str:
    return number_in_words(amount * 100 if measure == "share" else amount)


def amount_in_words(duty: Duty) -> str:
    """至少1次, 1至2次, 原则上至少1次; a share in per cent."""
    least = quantity_in_words(duty.at_least, duty.measure)
    if duty.at_most is None:
        return say(FORCES[duty.force], amount=say("至少%(amount)s", amount=least))
    span = least
    if duty.at_most != duty.at_least:
        figures = (_figure(one, duty.measure) for one in (duty.at_least, duty.at_most))
        span = _with_unit(from_to(*figures), duty.at_most, duty.measure)
    return say(FORCES[duty.force], amount=span)


def demand_in_words(duty: Duty) -> str:
    """每季度至少1次, 每年原则上至少32学时; 至少1次 where it is asked for once."""
    amount = amount_in_words(duty)
    if duty.every.unit is Unit.ONCE:
        return amount
    return say("%(every)s%(amount)s", every=recurrence_in_words(duty.every), amount=amount)


def month_day_in_words(written: str) -> str:
    month = say(MONTH_NAMES[int(written[:2]) - 1])
    return say("%(month)s%(day)s日", month=month, day=int(written[3:]))


def rule_in_words(rule: DateRule) -> str:
    """5日, 7月1日前后15天内, 12月31日前, 四季度, 周一、周六."""
    match rule:
        case OnDay():
            return say("%(day)s日", day=rule.day)
        case Around():
            return say("%(day)s前后%(n)s天内", day=month_day_in_words(rule.around), n=rule.days)
        case By():
            return say("%(day)s前", day=month_day_in_words(rule.by))
        case Window():
            return window_in_words(rule.window)
    return listed(say(WEEKDAY_NAMES[WEEKDAYS.index(day)]) for day in rule.weekdays)


def listed(words: Iterable[str]) -> str:
    """农村党员、离退休党员"""
    return say("、").join(words)


def window_in_words(window: str) -> str:
    names = {"Q": QUARTERS, "H": HALVES, "M": MONTH_NAMES}[window[0]]
    first, *last = (say(names[int(part[1:]) - 1]) for part in window.split("-"))
    return from_to(first, last[0]) if last else first


def members_in_words(selects: Filter) -> str:
    """全体党员, 农村党员、离退休党员, 流出党员且为党组织书记, 书记以外的党员 …"""
    codes = [listed(code.term for code in found) for found in (selects.category, selects.flow) if found]
    asked = {key: getattr(selects, key) for key in FLAGS}
    wanted = [*codes, *(say(FLAGS[key][0]) for key, is_asked in asked.items() if is_asked)]
    without = "".join(say(FLAGS[key][1]) for key, is_asked in asked.items() if is_asked is False)
    whom = say("且为").join(wanted)
    if not without:
        return whom or say("全体党员")
    return say("%(without)s%(whom)s", without=without, whom=whom or say("党员"))


def each_in_words(selects: Filter) -> str:
    """每名党员, 每名流出党员: each by himself, where ``members_in_words`` names them together."""
    return f"每名{members_in_words(selects).removeprefix('全体')}"
