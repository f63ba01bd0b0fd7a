"""The self-check as a paper in the official layout, with a branch's figures where one is named."""

import io

from docx import Document

from zhibu.burden.queries import CheckedRule, MeterPage, SelfCheck
from zhibu.gatherings.official_paper import BODY, HEADING, line, set_up, title

YES, NO = "符合", "有待改正"


def paper(check: SelfCheck, shown: MeterPage | None = None) -> bytes:
    document = Document()
    set_up(document)
    title(document, "减负自查情况")
    opening = f"对照为基层减负的有关规定，逐项查看应用的功能。规定原文于{_day(check.checked)}核对。"
    line(document, opening, BODY, indent=True)
    line(document, "一、对照规定", HEADING, indent=True)
    for one in check.rules:
        for text in _lines(one):
            line(document, text, BODY, indent=True)
    line(document, "二、各项功能", HEADING, indent=True)
    for function in check.functions:
        against = "、".join(one.rule for one in function.rules)
        line(document, f"{function.name}：由谁填写：{function.asks}；对照：{against}。", BODY, indent=True)
    if shown:
        _figures(document, shown)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lines(one: CheckedRule) -> list[str]:
    sources = "；".join(f"《{each.title}》（{each.number}）" for each in one.rule.sources)
    found = [f"{one.rule.rule}（{sources}）：{YES if one.is_kept else NO}。{one.rule.done}"]
    return found + [f"查看结果：{each.said}" for each in one.findings]


def _figures(document: object, shown: MeterPage) -> None:
    line(document, "三、填写负担", HEADING, indent=True)
    burden = shown.burden
    said = (
        f"{shown.place.name}{shown.month.year}年{shown.month.number}月记录活动 {burden.records} 次，"
        f"填写 {burden.fields} 项，约需 {burden.minutes} 分钟，计入应办 {shown.dues} 项。"
        "用时按栏目估算，不记录任何人使用应用的时间。"
    )
    line(document, said, BODY, indent=True)
    for one in shown.months:
        figures = f"{one.burden.records} 次，{one.burden.fields} 项，约 {one.burden.minutes} 分钟"
        line(document, f"{one.month.number}月：{figures}。", BODY, indent=True)


def _day(day: object) -> str:
    return f"{day:%Y}年{day:%-m}月{day:%-d}日"
