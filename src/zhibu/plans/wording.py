"""How periods, days, amounts and date rules are said in Chinese, as people say them."""

from datetime import date
from decimal import Decimal

from zhibu.plans.codes import Force
from zhibu.plans.date_rules import WEEKDAYS, Around, By, DateRule, OnDay, Window
from zhibu.plans.model import Duty, Filter
from zhibu.plans.periods import Period, Recurrence, Unit, calendar_year, months_of
from zhibu.plans.workdays import WEEKDAY_NAMES, in_words

QUARTERS = ("一季度", "二季度", "三季度", "四季度")
HALVES = ("上半年", "下半年")
EVERY = {
    Unit.WEEK: ("每周", "每{}周"),
    Unit.MONTH: ("每月", "每{}个月"),
    Unit.QUARTER: ("每季度", "每{}个季度"),
    Unit.HALF_YEAR: ("每半年", "每{}个半年"),
    Unit.YEAR: ("每年", "每{}年"),
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
}
FORCES = {Force.MUST: "", Force.SHOULD: "原则上", Force.MAY: "可选，"}
FLAGS = {
    "is_leader": ("党员领导干部", "党员领导干部以外的"),
    "is_secretary": ("党组织书记", "书记以外的"),
    "is_frail": ("年老体弱党员", "年老体弱以外的"),
}


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def day_in_words(day: date, year: int | None = None) -> str:
    """12月5日 周五; with the year in front where it is not ``year``."""
    other = f"{day.year}年" if year is not None and day.year != year else ""
    return other + in_words(day)


def stretch_in_words(stretch: Period, year: int | None = None) -> str:
    """3月2日至8日, 6月16日至7月16日, 2026年12月28日至2027年1月3日."""
    start, end = stretch.start, stretch.end
    first = f"{start.year}年" if start.year != end.year or (year is not None and start.year != year) else ""
    last = f"{end.year}年" if start.year != end.year else ""
    if start == end:
        return first + short_day(start)
    same_month = not last and start.month == end.month
    return f"{first}{short_day(start)}至{last}" + (f"{end.day}日" if same_month else short_day(end))


def period_in_words(every: Recurrence, period: Period, year: int) -> str:
    """3月, 一季度, 上半年, 全年, 1月至2月, 第10周, 2026年至2028年; ``once`` gives its days."""
    if every.unit is Unit.WEEK:
        first, last = (day.isocalendar().week for day in (period.start, period.end))
        return f"第{first}周" if first == last else f"第{first}至{last}周"
    if period == calendar_year(year):
        return "全年"
    if period.start.year != period.end.year:
        return f"{period.start.year}年至{period.end.year}年"
    for months, names in ((3, QUARTERS), (6, HALVES)):
        for n, name in enumerate(names):
            if period == months_of(year, n * months + 1, months):
                return name
    first, last = period.start.month, period.end.month
    if period == months_of(year, first, last - first + 1):
        return f"{first}月" if first == last else f"{first}月至{last}月"
    return stretch_in_words(period, year)


def recurrence_in_words(every: Recurrence) -> str:
    """每月, 每2个月, 每3年, 一次性."""
    if every.unit is Unit.ONCE:
        return "一次性"
    one, several = EVERY[every.unit]
    return one if every.number == 1 else several.format(every.number)


def number_in_words(amount: Decimal) -> str:
    """Without trailing noughts: 1, 1.5."""
    return f"{amount.normalize():f}"


def unit_of(measure: str | None) -> str:
    return UNITS_OF_MEASURES.get(measure, f"（{measure}）") if measure else "次"


def amount_in_words(duty: Duty) -> str:
    """至少1次, 1至2次, 原则上至少1次; a share in per cent."""
    share = duty.measure == "share"
    scale = 100 if share else 1
    unit = "%" if share else unit_of(duty.measure)
    least = number_in_words(duty.at_least * scale)
    if duty.at_most is None:
        return f"{FORCES[duty.force]}至少{least}{unit}"
    most = number_in_words(duty.at_most * scale)
    return FORCES[duty.force] + (f"{least}{unit}" if least == most else f"{least}至{most}{unit}")


def demand_in_words(duty: Duty) -> str:
    """每季度至少1次, 每年原则上至少32学时; 至少1次 where it is asked for once."""
    once = duty.every.unit is Unit.ONCE
    return amount_in_words(duty) if once else recurrence_in_words(duty.every) + amount_in_words(duty)


def month_day_in_words(written: str) -> str:
    return f"{int(written[:2])}月{int(written[3:])}日"


def rule_in_words(rule: DateRule) -> str:
    """5日, 7月1日前后15天内, 12月31日前, 四季度, 周一、周六."""
    match rule:
        case OnDay():
            return f"{rule.day}日"
        case Around():
            return f"{month_day_in_words(rule.around)}前后{rule.days}天内"
        case By():
            return f"{month_day_in_words(rule.by)}前"
        case Window():
            return window_in_words(rule.window)
    return "、".join(WEEKDAY_NAMES[WEEKDAYS.index(day)] for day in rule.weekdays)


def window_in_words(window: str) -> str:
    names = {"Q": QUARTERS, "H": HALVES, "M": tuple(f"{n}月" for n in range(1, 13))}[window[0]]
    return "至".join(names[int(part[1:]) - 1] for part in window.split("-"))


def members_in_words(selects: Filter) -> str:
    """全体党员, 农村党员、离退休党员, 流出党员且为党组织书记 …"""
    codes = ["、".join(code.label for code in found) for found in (selects.category, selects.flow) if found]
    flags = [
        names[0 if getattr(selects, key) else 1]
        for key, names in FLAGS.items()
        if getattr(selects, key) is not None
    ]
    wanted = [*codes, *(flag for flag in flags if not flag.endswith("的"))]
    without = "".join(flag for flag in flags if flag.endswith("的"))
    return without + ("且为".join(wanted) or ("党员" if without else "全体党员"))
