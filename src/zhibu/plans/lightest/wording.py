"""What a lightest year and its conflicts say, in the words that the rest of the core uses."""

from collections.abc import Iterator
from decimal import Decimal

from zhibu.plans.codes import SubjectType
from zhibu.plans.lightest.demands import Demand
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter
from zhibu.plans.model import CitedDuty, Filter
from zhibu.plans.wording import members_in_words, number_in_words, period_in_words, rule_in_words, unit_of


def length_in_words(minutes: int) -> str:
    """2小时30分, 45分钟"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时" + (f"{rest}分" if rest else "")


def quantity_in_words(amount: Decimal, measure: str | None) -> str:
    """1次, 0.5%, 5000元"""
    if measure == "share":
        return f"{number_in_words(amount * 100)}%"
    return f"{number_in_words(amount)}{unit_of(measure)}"


def each_in_words(who: Filter) -> str:
    return f"每名{members_in_words(who).removeprefix('全体')}"


def title(year: LightestYear) -> str:
    return f"{year.year}年最轻的一年：{year.sector.label}{year.level.label}"


def proof(year: LightestYear) -> str:
    if year.optimal:
        return "已证明最少（OPTIMAL）"
    return f"尚未证明最少（FEASIBLE）：已证明不会少于{year.bound}次，至多还能再少{year.gap}次"


def summary(year: LightestYear) -> Iterator[str]:
    """The number, its proof, what was saved, and whether the calendar is provisional."""
    parts = "，".join(f"{name}{number}次" for name, number in year.by_audience().items())
    yield f"全年聚会{len(year.gatherings)}次{f'（{parts}）' if parts else ''}，{proof(year)}。"
    saved = year.one_by_one - len(year.gatherings)
    yield (
        f"若每项要求各开各的会，要{year.one_by_one}次；合起来开，少{saved}次。"
        f"一次聚会最长按{length_in_words(year.longest)}排，全年共{length_in_words(year.minutes)}。"
    )
    if year.provisional:
        yield f"暂算：没有{year.year}年的放假调休安排，日期按周一至周五上班推算；通知公布后请重新排一遍。"


def segments_in_words(gathering: Gathering) -> str:
    """主题党日30分钟 · 党课1小时"""
    return " · ".join(f"{s.activity.label}{length_in_words(s.minutes)}" for s in gathering.segments)


def gathering_title(gathering: Gathering) -> str:
    return "、".join(segment.activity.label for segment in gathering.segments)


def matter_title(matter: Matter) -> str:
    """The title that its duties agree on; the activity's own term where they do not."""
    titles = {cited.title for cited in matter.duties}
    return titles.pop() if len(titles) == 1 else matter.activity.label


def matter_who(matter: Matter) -> str:
    if matter.who is not None:
        return each_in_words(matter.who)
    return f"第{matter.group}党小组" if matter.group else "本组织"


def demand_in_words(demand: Demand, number: int, *, least: bool, periods: int) -> str:
    """《…》一.1：党课，2026年2月至少1次（5日）; one of several periods stands for all of them."""
    cited, duty = demand.cited, demand.cited.duty
    when = _period(demand, number) + (f"等{periods}个周期各" if periods > 1 else "")
    who = each_in_words(duty.selects) if duty.subject is SubjectType.MEMBER else ""
    return f"{cited.citation}：{who}{cited.title}，{when}{_asked(cited, least=least)}"


def _period(demand: Demand, number: int) -> str:
    words = period_in_words(demand.cited.duty.every, demand.due.period, number)
    return words if words[:4].isdigit() and words[4:5] == "年" else f"{number}年{words}"


def _asked(cited: CitedDuty, *, least: bool) -> str:
    duty = cited.duty
    if least:
        rule = f"（{rule_in_words(duty.on)}）" if duty.on else ""
        return f"至少{quantity_in_words(duty.at_least, duty.measure)}{rule}"
    assert duty.at_most is not None
    return f"至多{quantity_in_words(duty.at_most, duty.measure)}"
