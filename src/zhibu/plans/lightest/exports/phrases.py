"""Sentences about a lightest year that every form of output states alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhibu.plans.lightest.gatherings import standard_settings
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter
from zhibu.plans.lightest.wording import amount_name, length_name, who_name
from zhibu.plans.model import CitedDuty


def title(year: LightestYear) -> str:
    return f"{year.year}年最轻的一年：{year.sector.label} {year.level.label}"


def proof(year: LightestYear) -> str:
    if year.optimal:
        return "已证明最少（OPTIMAL）"
    return f"尚未证明最少（FEASIBLE）：已证明不会少于 {year.bound} 次，至多还能再少 {year.gap} 次"


def summary(year: LightestYear) -> Iterator[str]:
    parts = "，".join(f"{name} {number} 次" for name, number in year.by_audience().items())
    yield f"全年聚会 {len(year.gatherings)} 次{f'（{parts}）' if parts else ''}，{proof(year)}。"
    saved = year.one_by_one - len(year.gatherings)
    yield (
        f"若每项要求各开各的会，要 {year.one_by_one} 次；合起来开，少 {saved} 次。"
        f"一次聚会最长按{length_name(year.longest)}排，全年共{length_name(year.minutes)}。"
    )
    if year.provisional:
        yield f"暂算：{year.year}年的放假安排还没有公布，工作日先按周一至周五算；公布后请重新排一次。"


def what(gathering: Gathering) -> str:
    """主题党日30分钟 · 党课1小时"""
    return " · ".join(f"{s.activity.label}{length_name(s.minutes)}" for s in gathering.segments)


def names(gathering: Gathering) -> str:
    return "、".join(segment.activity.label for segment in gathering.segments)


def matter_who(matter: Matter) -> str:
    group = f"第{matter.group}党小组" if matter.group else "本组织"
    return group if matter.who is None else who_name(matter.who)


def matter_name(matter: Matter) -> str:
    """What it is; a measured quantity carries its own title, because the activity alone says too little."""
    titles = dict.fromkeys(cited.duty.title for cited in matter.duties if cited.duty.title)
    if len(titles) == 1:
        return next(iter(titles)) or matter.activity.label
    return matter.activity.label


def matter_amount(matter: Matter) -> str:
    return amount_name(matter.amount, matter.measure, standard_settings())


def citations(duties: Iterable[CitedDuty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.citation for cited in duties))


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Numbers for the places cited, in the order in which they first appear."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, duties: Iterable[CitedDuty]) -> "Footnotes":
        return cls({citation: n for n, citation in enumerate(citations(duties), start=1)})

    def marks(self, duties: Iterable[CitedDuty]) -> str:
        return " ".join(str(n) for n in sorted(self.numbers[one] for one in citations(duties)))
