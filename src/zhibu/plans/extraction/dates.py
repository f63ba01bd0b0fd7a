"""Dates, windows and deadlines: 6月底前, 第四季度, "七一"前后, 会后一周内, 提前3至5天."""

import calendar
import re

from zhibu.plans.extraction.numerals import NUMBER, RANGE, read_number
from zhibu.plans.extraction.proposal import Timing
from zhibu.plans.extraction.recurrences import DAY, WEEKDAY, WEEKDAYS
from zhibu.plans.extraction.tokens import When

YEAR = r"(?:(?:\d{4}|[一二三四五六七八九〇零]{4})年度?|今年|本年度?|当年|次年|翌年|明年|来年|第二年)"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
BEFORE = "(?:之前|以前|前)(?!后|三|提|期|列|往|[一二三四五六七八九十\\d])"
MONTHS = (
    rf"(?<![\d每个第一二三四五六七八九十]){MONTH}(?:月份?)?(?:(?:、|-|至|到|和){MONTH}(?:月份?)?)*(?<=[月份])"
)
FESTIVAL = (
    '"?(?:七一|八一|五四|十一|六一|三八|五一|九九)"?(?:建党节|建军节|国庆节|劳动节|青年节)?|元旦|春节|清明节?|端午节?|中秋节?|国庆节?|重阳节?'
    "|建党节|建军节|教师节|妇女节|元旦春节|重[大要]节(?:假)?日|节假日|传统节日|学雷锋日|宪法日|两节|党的生日|党的生日"
)
NEAR = "(?:前后|期间|前夕|来临之际|来临前|到来之际|当天|左右|之际|之前|以前|前|节前)"
SPAN = "工作日|小时|日|天|周|星期|月|季度|学期|年"
FIRST = (  # what any match begins with
    r'\d零〇一二三四五六七八九十百千万两半第上下今本当次翌明来年每岁开新寒暑任期提限在于至不元"'
    "春清端中国重建军教妇节传学宪党逢周星主集专活实劳青"
)
PATTERN = (
    rf"(?P<deadline>(?:提前(?:至少|不少于)?{RANGE}个?(?:{SPAN}))"
    rf"|(?:限期|在|于)?(?<!控制)(?<!控制在)(?<![\d第全])(?:半|{NUMBER})个?半?(?:{SPAN})(?:之内|以内|内)(?!部|容|的[^，。；]{{1,10}}[党教职员人]|党员)"
    rf"|(?<=届满){RANGE}个?(?:月|天|日)之?前|(?<![目提以之年月日号期当])(?<=前)(?:至少|不少于)?{RANGE}个?(?:工作日|日|天|周|个月))"
    rf"|(?P<quarter>{YEAR}?(?<![每个上下])第?(?P<q1>[一二三四1-4])(?:(?:-|至|到|、)第?(?P<q2>[一二三四2-4]))?季度(?P<q_edge>(?:末|底|初)?(?:{BEFORE})?))"
    rf"|(?P<half>{YEAR}?(?P<which>上|下)半年(?P<h_edge>(?:{BEFORE})?))"
    rf"|(?P<months>{YEAR}?{MONTHS}(?P<tail>(?P<day>{DAY}[日号])|[上中下]旬|下半月|上半月|底|末|初|中)?"
    rf"(?P<until>(?:-|至|到)(?:{YEAR}?{MONTH}月)?(?:份|底|末|初|{DAY}[日号]|[上中下]旬)?)?(?P<edge>{BEFORE}|前后|左右|起|开始|以后|期间)?)"
    rf"|(?P<year_end>{YEAR}?年(?:底|末|终)(?:之前|以前|前)|(?:{YEAR}|(?<![一二三四五六七八九十两半\d]))年内(?!部|容))"
    rf"|(?P<loose>(?:{YEAR}|每年)?年?(?<=年)(?:底|末|初)|次年年?初|岁末年初|(?<![与和同、入为全])(?:年底|年末|年终)|年初|年中(?=[^，。；央间]{{2}})|(?:当|本)月{DAY}[日号](?:之前|前)(?!后)|(?<![\d月年第期每])(?<![\d一二三四五六七八九十]){DAY}[日号](?:之前|前)(?!后)|开学初|开学第一周|(?<!学)期末|(?<!学)期初|新学期开学|寒假前|暑假前|任期届满前|(?:主题教育|学习教育|教育实践活动|实践活动|集中教育|专项行动|专项整治|活动|专题教育)(?:基本)?结束(?:之)?前)"
    rf"|(?P<festival>(?:(?:{FESTIVAL})(?:、|和)?)+(?:等(?:重[大要]|传统)?(?:节日|节庆|节点)?)?(?P<near>{NEAR})|(?:清明|端午|中秋|国庆|重阳)节|\"(?:七一|八一)\"(?=走访|慰问|表彰|组织|开展))"
    rf"|(?P<weekdays>(?:周|星期){WEEKDAY}(?:上午|下午|晚上?)?(?:(?:、|或|和)(?:周|星期){WEEKDAY}(?:上午|下午|晚上?)?)*)"
)
QUARTERS = dict(zip("一二三四1234", (1, 2, 3, 4) * 2, strict=True))
PARTY_BIRTHDAY = "07-01"
LEAP = 2000


def month_number(written: str) -> int | None:
    if written == "元":
        return 1
    value = read_number(written)
    return int(value) if value is not None and value.denominator == 1 and 1 <= value <= 12 else None


def read_when(match: re.Match[str], text: str) -> When | None:
    start, end = match.span()
    if match["deadline"]:
        return When(start, end, {"text": match[0].removeprefix("在").removeprefix("于")}, relative=True)
    bare = False
    timing: Timing | None
    if match["quarter"]:
        timing = quarter(match)
    elif match["half"]:
        timing = (
            {"window": "H1" if match["which"] == "上" else "H2"}
            if not match["h_edge"]
            else {"text": match[0]}
        )
    elif match["months"]:
        timing, bare = months(match), not (match["tail"] or match["edge"] or match["until"])
    elif match["year_end"]:
        timing = {"by": "12-31"}
    elif match["festival"]:
        timing = festival(match)
    elif match["weekdays"]:
        timing = {"weekday": ",".join(WEEKDAYS[c] for c in match[0] if c in WEEKDAYS)}
    else:
        timing = {"text": match[0]}
    return When(start, end, timing, bare=bare) if timing else None


def quarter(match: re.Match[str]) -> Timing:
    if match["q_edge"]:
        return {"text": match[0]}
    first, last = QUARTERS[match["q1"]], QUARTERS.get(match["q2"] or "")
    return {"window": f"Q{first}-Q{last}" if last and last > first else f"Q{first}"}


def festival(match: re.Match[str]) -> Timing:
    if "七一" in match[0] and match["near"] in ("前后", "期间", "左右", "前夕", "来临之际", "之际", "当天"):
        return {"around": PARTY_BIRTHDAY}
    return {"text": match[0]}


DAY_ONLY = re.compile("(?:[当本]月)?.{1,3}[日号]之?前")  # a day of the month that the sentence has named
FIRST_MONTH = re.compile(rf"{YEAR}?({MONTH})月(?:份)?(?:({DAY})[日号])?")


def months(match: re.Match[str]) -> Timing | None:
    """``by`` for a last day, ``around`` for 1 July, else the words themselves."""
    simple = FIRST_MONTH.match(match[0])
    month = month_number(simple[1]) if simple else None
    if simple is None or month is None or match["until"]:
        return {"text": match[0]}
    before = bool(match["edge"]) and match["edge"] in ("前", "之前", "以前")
    day = read_number(simple[2]) if simple[2] else None
    if day is not None:
        written = f"{month:02d}-{int(day):02d}"
        if int(day) > calendar.monthrange(LEAP, month)[1] or day < 1:
            return None
        if before:
            return {"by": written}
        return {"around": written} if match["edge"] in ("前后", "左右") else {"text": match[0]}
    if match["tail"] in ("底", "末") and before:
        return {"by": f"{month:02d}-{calendar.monthrange(LEAP + 1, month)[1]:02d}"}
    return {"text": match[0]}
