"""Numbers that Word counts itself are in the text as they are on the page."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import RELATIONS, WORD_NAMES, XML_HEAD, zip_of

from zhibu.plans.documents import word
from zhibu.plans.documents.word_numbers import written

LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "%3.%4"),
)


def numbering(levels=LEVELS, start: str = "1") -> str:
    written_levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern) in enumerate(levels)
    )
    return (
        f"{XML_HEAD}<w:numbering {WORD_NAMES}>"
        f'<w:abstractNum w:abstractNumId="7">{written_levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )


STYLES = (
    f'{XML_HEAD}<w:styles {WORD_NAMES}><w:style w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="Plain"/></w:styles>'
)


def paragraph(text: str, level: int | None = None, style: str = "", list_id: str = "1") -> str:
    listed = (
        "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(*paragraphs: str, numbers: str = "") -> list[str]:
    body = f"{XML_HEAD}<w:document {WORD_NAMES}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    parts = {"_rels/.rels": RELATIONS, "word/document.xml": body, "word/styles.xml": STYLES}
    return word.read(zip_of(parts | {"word/numbering.xml": numbers or numbering()})).split("\n")


def test_levels_count_and_start_again_below_the_next():
    shown = read(
        paragraph("甲", 0),
        paragraph("乙", 1),
        paragraph("丙", 2),
        paragraph("丁", 2),
        paragraph("戊", 3),
        paragraph("正文"),
        paragraph("己", 1),
        paragraph("庚", 2),
        paragraph("辛", 0),
        paragraph("壬", 1),
    )
    assert shown == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "2.1戊",
        "正文",
        "（二）己",
        "1.庚",
        "二、辛",
        "（一）壬",
    ]


def test_a_style_puts_a_paragraph_in_its_list_and_list_0_takes_it_out():
    shown = read(
        paragraph("甲", style="H2"),
        paragraph("乙", 0, style="H2", list_id="0"),
        paragraph("丙", style="Plain"),
    )
    assert shown == ["（一）甲", "乙", "丙"]


def test_an_empty_paragraph_is_counted_and_not_shown():
    assert read(paragraph("", 0), paragraph("甲", 0)) == ["", "二、甲"]


@pytest.mark.parametrize(
    ("form", "pattern", "shown"),
    [
        ("bullet", "•", "甲"),
        ("lowerLetter", "%1)", "甲"),
        ("decimalEnclosedCircle", "%1", "①甲"),
        ("none", "", "甲"),
    ],
)
def test_bullets_are_left_out(form, pattern, shown):
    assert read(paragraph("甲", 0), numbers=numbering([(form, pattern)])) == [shown]


def test_a_list_can_begin_elsewhere_and_an_odd_beginning_is_1():
    assert read(paragraph("甲", 0), numbers=numbering(start="4")) == ["四、甲"]
    assert read(paragraph("甲", 0), numbers=numbering(start="许多")) == ["一、甲"]


def test_a_number_does_not_run_into_the_figure_after_it():
    assert read(paragraph("2026年召开", 0), numbers=numbering([("decimal", "%1.")])) == ["1. 2026年召开"]


def test_a_list_that_is_not_defined_has_no_numbers():
    assert read(paragraph("甲", 0, list_id="9"), paragraph("乙", 8)) == ["甲", "乙"]


def test_words_own_list_style_is_counted():
    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    document.add_paragraph("丙", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    assert word.read(out.getvalue()) == "1.甲\n2.乙\n丙"


@pytest.mark.parametrize(
    ("number", "chinese"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
)
def test_chinese_numbers_are_written_as_people_do(number, chinese):
    assert written(number, "chineseCounting") == chinese


@given(st.integers(-5, 10**6), st.sampled_from(["chineseCounting", "decimalEnclosedCircle", "decimal", "x"]))
def test_any_number_can_be_written(number, form):
    assert written(number, form)
