"""The minutes of a gathering as a paper in the official layout, for signature and file."""

import io
from datetime import date
from typing import Any

from docx import Document

from zhibu.gatherings.official_paper import BODY, HEADING, labelled, line, set_up, title
from zhibu.gatherings.people import Quorum
from zhibu.gatherings.queries import GatheringPage
from zhibu.gatherings.register import absences


def paper(page: GatheringPage) -> bytes:
    document = Document()
    set_up(document)
    one = page.gathering
    title(document, f"{one.organization.name}{one.label}记录")
    for label, text in _particulars(page):
        labelled(document, label, text)
    for number, (heading, text) in zip("一二三四五", _sections(page), strict=False):
        line(document, f"{number}、{heading}", HEADING, indent=True)
        for each in text.splitlines() or [""]:
            if each.strip():
                line(document, each.strip(), BODY, indent=True)
    _signatures(document, page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _particulars(page: GatheringPage) -> list[tuple[str, str]]:
    one = page.gathering
    time = f"{_day(one.occurred_on)}" + (f" {one.starts_at:%H:%M}" if one.starts_at else "")
    lines = [("时间", time), ("地点", one.place)]
    lines += [(label, person.name) for label, person in _officers(one) if person]
    lines.append(("应到", f"{page.numbers.required} 人　实到 {page.numbers.present} 人"))
    lines.append(("出席", "、".join(each.member.name for each in page.present) or "无"))
    if page.absent:
        lines.append(("缺席", "、".join(absences(page.absent, tells_health=page.tells_health))))
    if page.exempt:
        lines.append(("不计入应到", _spared(page)))
    if one.guests:
        lines.append(("列席", one.guests))
    return lines + [("到会人数", _in_words(each)) for each in page.numbers.quorums]


def _spared(page: GatheringPage) -> str:
    """Nothing was demanded of them, so they are not called absent; above the branch only their number."""
    if not page.tells_health:
        return f"{len(page.exempt)} 人"
    return "、".join(
        f"{one.member.name}（送学上门）" if one.is_visited else one.member.name for one in page.exempt
    )


def _officers(one: Any) -> list[tuple[str, Any]]:
    return [("主持", one.chair), ("记录", one.recorder), ("讲课", one.lecturer)]


def _in_words(quorum: Quorum) -> str:
    whom = "有表决权的党员" if quorum.rule.base == "voters" else "委员"
    verdict = "达到规定人数" if quorum.is_met else "未达到规定人数"
    return (
        f"应到{whom} {quorum.expected} 人，实到 {quorum.present} 人，需到会 {quorum.needed} 人，{verdict}"
        f"（依据{quorum.rule.source}{quorum.rule.article}）"
    )


def _sections(page: GatheringPage) -> list[tuple[str, str]]:
    one = page.gathering
    steps = "\n".join(
        each.activity.label + (f"，{each.minutes} 分钟" if each.minutes else "") for each in page.segments
    )
    found = [("主题（议题）", one.topic), ("环节", steps)]
    found += [("主要内容", one.discussed), ("议定事项", one.decided)]
    return [(heading, text) for heading, text in found if text.strip()]


def _signatures(document: Any, page: GatheringPage) -> None:
    """Room to sign, and both dates where the record was made later."""
    line(document, "", BODY)
    line(document, "主持人（签名）：　　　　　　　记录人（签名）：", BODY, indent=True)
    one = page.gathering
    if one.recorded_on != one.occurred_on:
        note = f"活动日期：{_day(one.occurred_on)}；记录日期：{_day(one.recorded_on)}"
        line(document, note, BODY, indent=True)
    if one.is_cancelled:
        line(document, "本记录已撤销。", HEADING, indent=True)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
