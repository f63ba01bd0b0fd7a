"""The minutes of a gathering as a paper in the official layout (GB/T 9704-2012), for signature and file.

A4; margins 37, 35, 28 and 26 mm, which leave 156 × 225 mm; body in 三号仿宋 (16 pt) at 28.95 pt a line, so
that 22 lines of 28 characters fill a page; title in 二号小标宋; page numbers as — 1 —, outside.
The standard's own typefaces are licensed and may be missing: each is named with the family that
word processors put in its place.
"""

import io
from datetime import date
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zhibu.gatherings.people import Quorum
from zhibu.gatherings.queries import GatheringPage
from zhibu.gatherings.register import absences

BODY, TITLE, HEADING, SECOND, NUMBERS = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
# What stands in where the typeface is not installed: named in the font table, read by word processors.
FALLBACKS = {BODY: "仿宋", TITLE: "宋体", HEADING: "SimHei", SECOND: "楷体", NUMBERS: "SimSun"}
LATIN = "Times New Roman"
LINE = Pt(28.95)  # 225 mm in 22 lines
THREE, TWO, FOUR = Pt(16), Pt(22), Pt(14)
TWO_CHARACTERS = Pt(32)


def paper(page: GatheringPage) -> bytes:
    document = Document()
    _set_up(document)
    one = page.gathering
    _line(
        document,
        f"{one.organization.name}{one.label}记录",
        TITLE,
        TWO,
        WD_ALIGN_PARAGRAPH.CENTER,
        before=True,
    )
    _line(document, "", BODY)
    for label, text in _particulars(page):
        _labelled(document, label, text)
    for number, (heading, text) in zip("一二三四五", _sections(page), strict=False):
        _line(document, f"{number}、{heading}", HEADING, indent=True)
        for each in text.splitlines() or [""]:
            if each.strip():
                _line(document, each.strip(), BODY, indent=True)
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
    if page.absent or page.exempt:
        lines.append(("缺席", "、".join(_away(page))))
    if one.guests:
        lines.append(("列席", one.guests))
    return lines + [("到会人数", _in_words(each)) for each in page.numbers.quorums]


def _away(page: GatheringPage) -> list[str]:
    return absences([*page.absent, *page.exempt], tells_health=page.tells_health)


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
    _line(document, "", BODY)
    _line(document, "主持人（签名）：　　　　　　　记录人（签名）：", BODY, indent=True)
    one = page.gathering
    if one.recorded_on != one.occurred_on:
        note = f"活动日期：{_day(one.occurred_on)}；记录日期：{_day(one.recorded_on)}"
        _line(document, note, BODY, indent=True)
    if one.is_cancelled:
        _line(document, "本记录已撤销。", HEADING, indent=True)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# ── layout ───────────────────────────────────────────────────────────────────────────────────────
def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)  # the number stands 7 mm under the type area
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    style = document.styles["Normal"]
    style.font.size = THREE
    _typeface(style.element.get_or_add_rPr(), BODY)
    document.core_properties.author = ""
    _name_fallbacks(document)


def _typeface(properties: Any, name: str) -> None:
    """Latin letters and digits, and Chinese characters: each has its own attribute."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), LATIN if name == BODY else name)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _name_fallbacks(document: Any) -> None:
    """``w:altName`` in the font table says what to use where a typeface is missing."""
    parts = {str(part.partname): part for part in document.part.package.iter_parts()}
    table = parts["/word/fontTable.xml"]
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in FALLBACKS.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _line(
    document: Any,
    text: str,
    typeface: str,
    size: Any = THREE,
    alignment: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
    *,
    indent: bool = False,
    before: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.alignment = alignment
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(35) if before else LINE
    layout.first_line_indent = TWO_CHARACTERS if indent else None
    _run(paragraph, text, typeface, size)
    return paragraph


def _run(paragraph: Any, text: str, typeface: str, size: Any = THREE) -> None:
    run = paragraph.add_run(_printable(text))
    run.font.size = size
    _typeface(run._element.get_or_add_rPr(), typeface)


def _printable(text: str) -> str:
    """Control characters, which a document may not hold, are left out."""
    return "".join(one for one in text if one >= " " or one == "\t")


def _labelled(document: Any, label: str, text: str) -> None:
    paragraph = _line(document, f"{label}：", HEADING, indent=True)
    _run(paragraph, text, BODY)


def _number(footer: Any, alignment: Any) -> None:
    """— 1 — in 四号宋体, one character away from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = FOUR
    _run(paragraph, "— ", NUMBERS, FOUR)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = FOUR
        _typeface(run._element.get_or_add_rPr(), NUMBERS)
        run._element.append(_field_character(kind) if kind else _instruction(words or ""))
    _run(paragraph, " —", NUMBERS, FOUR)


def _field_character(kind: str) -> Any:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _instruction(words: str) -> Any:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = words
    return element
