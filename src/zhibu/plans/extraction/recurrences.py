"""Recurrence words: 每季度, 每两个月, 按月, 间周, 一学期一归档; with the day inside the period, if given."""

import re

from zhibu.plans.extraction.numerals import NUMBER, read_number
from zhibu.plans.extraction.proposal import Timing
from zhibu.plans.extraction.tokens import Recurrence

UNIT = "半年度?|学期|学年|年度?|季度?|半个?月|月份?|周|星期|礼拜|旬|双月|单月|双周|单周"
DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
WEEKDAY = "[一二三四五六日天1-6]"
ACTS = (
    "自查|督查|报告|考核|测评|点评|"
    "总结|通报|调度|例会|小结|分析|评估|考评|汇报|述职|提醒|检查|督导|轮训|推送|评比|会商|研判"
)
COUNT_AHEAD = (
    r"(?:(?:一般|原则上|应|要|须|不得|不能)?(?:至少|不少于|不低于|少于|最少)?(?:安排|召开|开展|组织|集中|进行|讲|上|举办|举行|开|活动|研究|听取|汇报|报告|报送|汇总|公布|公示|检查|学习|更新|完成)?"
    rf"{NUMBER}(?:次|遍|回|轮|场|堂|节|期|篇|份)|各?一(?!般|些|定|致|律|体|种|个|直|名|线|切|把|级|季|是))"
)
WITHIN_AHEAD = (
    r"[^，。；\d]{0,10}(?:至少|不少于|不得少于|不低于|应当?|要|须)"
    rf"[^，。；\d]{{0,8}}{NUMBER}个?(?:次|遍|轮|回|场|堂|节|期|篇|名|件|户|人|部|条|份|小时|学时)"
)
ONE_AHEAD = r"[^，。；：、\d内后以前之不至每初末底]{2,8}(?:一|1|两|2|二)(?:次|遍|轮|场|回)"
SOLE_AHEAD = (
    r"(?!内|后|以|之|前|时间|左右)[^，。；：、\d内后以前之不至每]{1,10}"
    r"(?:一|1|两|2|二)(?:次|遍|轮|场|回|趟|节|堂)"
)
LISTED = "登记|公示|汇总|通报|小结|总结|考评|考核|评定|认定|评比|表彰|公布|点评|测评|评议|结算|兑现"
FIRST = (
    "每按逐间隔上期春双单逢一两二三四五半123全年季月度次学周制编提拟列谋确任届/"  # what any match begins with
)
PATTERN = (
    rf"(?P<every>每(?:一|隔|逢)?个?(?P<n>{NUMBER})?个?(?P<unit>{UNIT})(?!龄|限|级)(?:度)?)"
    r"|(?P<days>每(?:隔)?(?P<days_n>十五|十|七|三十|15|10|7|30)[天日](?![内前])(?!之))"
    r"|(?P<by>(?:按|逐)(?P<by_unit>年度|季度|月度|学期|半年|学年|年|季|月|周)(?!龄|均|纪|份|工|代|度?(?:稳步|逐步)?(?:提升|提高|增加|增长|加大|递增|下降|减少)))"
    r"|(?P<alternate>(?:间|隔)(?P<alternate_unit>周|月|年))"
    r"|(?P<half_years>上(?:半年?)?[、和及]?下半年各|(?:春季?|上)[、和](?:秋季?|下)(?:两个)?学期各)"
    r"|(?P<mid>期中[、和及与]期末)各?"
    r"|(?P<slash>(?<=[次场篇期节遍回个条户名])/(?:每)?(?P<slash_unit>半年|学期|学年|年度?|季度?|月|周))"
    r"|(?<![\d每])(?P<even>(?:每?逢)?(?:双月|单月)(?=[\d第上中下召开组织举进安要应各]|至少|不少于)"
    r"|(?:双周|单周)(?=的?(?:周|星期|礼拜)|[召开组织举进安要应各]|至少|不少于))"
    rf"|(?<![第\d])(?![123]月)(?P<one>(?P<one_n>一|两|三|(?<!下)(?<!(?<!则)上)半|1|2|3)个?(?P<one_unit>学期|学年|年|季度|季|月|周|星期))(?={COUNT_AHEAD}|{SOLE_AHEAD})"
    rf"|(?<![职岗后满起在于届第任\d])(?P<within>(?P<within_n>一|两|三|1|2|3)个?(?P<within_unit>学年|学期|年|季度|月|周)(?:之|以)?内)(?={WITHIN_AHEAD})"
    rf"|(?<![本第一二三四两\d每个])(?P<inside>(?:季度|学期)(?:之|以)?内)(?={WITHIN_AHEAD})"
    r"|(?P<whole>全学年|全学期|全年度?|年度内|(?<![青少中老今去当])年均|年人均|月均|月人均|年度(?=[^，。；、年]{1,14}(?:不少于|不低于|不得少于|至少|累计)))"
    rf"|(?P<label>(?<![一-四第上下本\d个次])(?:半年度?|季度|月度|每?周)(?=(?:{ACTS})|\d|[一两二三]次)|(?<=、)(?:季度|月度|半年|年度|年终|年末|年)(?=(?:{LISTED})(?:[，。；、]|$))|^(?:季度|月度|半年|年度)(?=(?:{LISTED})$)|^年终(?=(?:汇总|评定|认定|兑现|结算|总评)$)|(?:季度|月度|半年|年度)(?=(?:{LISTED})(?:一|1)次)|(?:(?<=[行、，\"立持])|^)[月季年](?=(?:{ACTS}|{LISTED}|总评|记录|复核))|(?<=开展|组织|进行|提交|撰写|形成|实行|做好|开好|落实)年度(?=考核|述职|总结|自查|报告|评估|表彰|评议))"
    rf"|(?P<next>次(?P<next_unit>季度|月)(?:{DAY}[日号]|(?:首月|第?[一二三首]个?月)(?:{DAY}[日号]|[上中下]旬)?|[上中下]旬|初)前?)"
    r"|(?P<edge>(?<![每本上下个度\d一二三四五六七八九十份])(?:月(?:末|底)|季度?末|学期(?:末|初)|学年(?:末|初))(?:{DAY}[日号])?前?)"
    rf"|(?<![上下任后于满近第每前\d任])(?P<bare>(?P<bare_n>半|两|二|三|四|五)(?P<bare_unit>年|个月|个季度))(?={ONE_AHEAD})"
    r"|(?P<bare_half>(?<![上下任后于满近第每前\d])半年(?=走遍|遍访|轮训|组织|开展|召开|进行|集中))"
    r"|(?:制定|制订|编制|提出|拟定|列出|谋划|确定)[^，。；、\d]{0,10}?(?P<plan>年度|全年|季度|月度|学期|学年)(?=(?:[、和及](?:季度|月度|学期|月份))?[^，。；、]{0,8}(?:计划|安排|要点|清单|方案|任务|表))"
    r"|(?P<year_close>年终(?=一[^次个般]))|(?P<term>任期内|每届(?!任期|支|党)|届内|任期中)"
)
UNITS = {
    "年": ("year", 1),
    "年度": ("year", 1),
    "学年": ("year", 1),
    "半年": ("half_year", 1),
    "半年度": ("half_year", 1),
    "学期": ("half_year", 1),
    "季": ("quarter", 1),
    "季度": ("quarter", 1),
    "月": ("month", 1),
    "月份": ("month", 1),
    "月度": ("month", 1),
    "周": ("week", 1),
    "星期": ("week", 1),
    "礼拜": ("week", 1),
    "双月": ("month", 2),
    "单月": ("month", 2),
    "双周": ("week", 2),
    "单周": ("week", 2),
    "届": ("term", 1),
    "任期": ("term", 1),
}
DAYS: dict[str, tuple[str, int, int]] = {
    **dict.fromkeys(("七", "7"), ("week", 1, 1)),
    **dict.fromkeys(("十", "10"), ("month", 1, 3)),
    **dict.fromkeys(("十五", "15"), ("month", 1, 2)),
    **dict.fromkeys(("三十", "30"), ("month", 1, 1)),
}
LABELS = {"年终": "年", "年末": "年"}
EDGES = {
    "月末": "month",
    "月底": "month",
    "季末": "quarter",
    "季度": "quarter",
    "学期": "half_year",
    "学年": "year",
}
TIMES = {"半月": ("month", 2), "半个月": ("month", 2), "旬": ("month", 3)}
WHOLE_MONTHS = {3: ("quarter", 1), 6: ("half_year", 1), 12: ("year", 1)}
EDGE = "(?:末|底|初)(?:之?前)?"
NTH_WEEK = rf"(?:第{DAY}|最后一)个?(?:周|星期|工作日)的?(?:周|星期)?{WEEKDAY}?"
TAILS = {
    "year": re.compile(r"年?(?P<text>(?:末|底|初)(?:之?前)?)"),
    "month": re.compile(
        rf"的?(?:(?P<day>{DAY})(?:日|号)(?P<rest>(?:-|至|到)?{DAY}?[日号]?(?:之前|以前|前后|前|左右)?)|(?P<text>"
        rf"[上中下]旬前?|月?{EDGE}|{NTH_WEEK}(?:之?前)?|最后一天))"
    ),
    "quarter": re.compile(
        rf"的?(?P<text>(?:首月|末月|第?[一二三首]个?月|最后一个?月)(?:的?{DAY}[日号]|[上中下]旬|{EDGE})?(?:之?前)?|{EDGE}(?:{DAY}[日号](?:之?前)?)?)"
    ),
    "half_year": re.compile(rf"的?(?P<text>{EDGE}|开学初?|放假前一?周?|结束前|期末)"),
    "week": re.compile(
        rf"(?P<weekdays>(?:周|星期)?{WEEKDAY}(?!次|遍|回|个|名|场|至)(?:[、和或](?:周|星期)?{WEEKDAY})*)(?:上午|下午|晚上?|早上?)?"
    ),
}
WEEKDAYS = dict(
    zip(
        "一二三四五六日天123456",
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun", "mon", "tue", "wed", "thu", "fri", "sat"],
        strict=True,
    )
)


def read_recurrence(match: re.Match[str], text: str) -> Recurrence | None:
    """The token of a match of ``PATTERN``, reaching over a day that follows at once."""
    found = match.lastgroup and _period(match)
    if not found:
        return None
    period, every, times = found
    weak = bool(match["whole"])
    end, timing = match.end(), None
    if not weak:
        end, timing = read_tail(match, text, period)
    times = max(times, weekdays(timing, text[match.start() : end]))
    return Recurrence(match.start(), end, period, every, times, timing, weak, bool(match["plan"]))


def weekdays(timing: Timing | None, written: str) -> int:
    """每周二、周四 is twice a week; 每周一或周六 is once."""
    if not timing or "weekday" not in timing or "或" in written:
        return 1
    return str(timing["weekday"]).count(",") + 1


def _period(match: re.Match[str]) -> tuple[str, int, int] | None:
    if match["half_years"]:
        return "half_year", 1, 1
    if match["mid"]:
        return "half_year", 1, 2
    if match["days"]:
        return DAYS[match["days_n"]]
    if match["within"]:
        return scaled(match["within_unit"], match["within_n"])
    if match["bare"]:
        return scaled(match["bare_unit"].removeprefix("个"), match["bare_n"])
    if match["year_close"]:
        return "year", 1, 1
    if match["term"]:
        return "term", 1, 1
    if match["whole"]:
        return (
            ("half_year" if "学期" in match["whole"] else "month" if match["whole"][0] == "月" else "year"),
            1,
            1,
        )
    if match["slash"]:
        return (*UNITS[match["slash_unit"]], 1)
    if match["even"]:
        return ("week" if "周" in match["even"] else "month"), 2, 1
    if match["inside"]:
        return (*UNITS[match["inside"][:2]], 1)
    if match["next"]:
        return UNITS[match["next_unit"]][0], 1, 1
    if match["edge"]:
        return EDGES[match["edge"][0:2]], 1, 1
    if match["bare_half"]:
        return "half_year", 1, 1
    if match["plan"]:
        return UNITS[match["plan"].replace("全年", "年")][0], 1, 1
    if match["alternate"]:
        return UNITS[match["alternate_unit"]][0], 2, 1
    if match["label"]:
        return (*UNITS[LABELS.get(match["label"], match["label"].removeprefix("每"))], 1)
    unit = match["unit"] or match["by_unit"] or match["one_unit"]
    return scaled(unit, match["n"] or match["one_n"])


def scaled(unit: str, number: str | None) -> tuple[str, int, int] | None:
    """``(period, every, times)`` of 每三个月, 每两年, 每半月."""
    if number == "半":
        return {"年": ("half_year", 1, 1), "月": ("month", 1, 2)}.get(unit)
    if unit in TIMES:
        period, times = TIMES[unit]
        return period, 1, times
    if unit not in UNITS:
        return None
    period, every = UNITS[unit]
    if number is None:
        return period, every, 1
    value = read_number(number)
    if value is None or value.denominator != 1 or not 1 <= value <= 99:
        return None
    if period == "month" and int(value) in WHOLE_MONTHS:
        return (*WHOLE_MONTHS[int(value)], 1)
    return period, int(value) * every, 1


def read_tail(match: re.Match[str], text: str, period: str) -> tuple[int, Timing | None]:
    if match["next"] or match["edge"] or match["mid"]:
        return match.end(), {"text": match[0].removesuffix("各")}
    if (
        match["days"]
        or match["bare_half"]
        or match["plan"]
        or match["within"]
        or match["inside"]
        or match["bare"]
    ):
        return match.end(), None
    if match["year_close"] or match["slash"] or match["one"] or match["label"] or match["half_years"]:
        return match.end(), None
    tail = TAILS[period].match(text, match.end()) if period in TAILS else None
    if tail is None:
        return match.end(), None
    groups = tail.groupdict()
    if groups.get("weekdays"):
        days = [WEEKDAYS[c] for c in groups["weekdays"] if c in WEEKDAYS]
        return tail.end(), {"weekday": ",".join(dict.fromkeys(days))}
    if groups.get("day") and not groups["rest"]:
        day = read_number(groups["day"])
        if day is None or day > 31:
            return match.end(), None
        return tail.end(), {"day_of_month": int(day)}
    written = text[match.start() : tail.end()]
    if period == "year" and re.search("[末底]之?前$", written):
        return tail.end(), {"by": "12-31"}
    return tail.end(), {"text": written}
