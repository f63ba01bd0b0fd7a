"""Minutes in the official layout and the register as a workbook, read back as a reader would."""

import io
import zipfile

import pytest
import python_calamine
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.gatherings.made import DAY, exempted, recorded
from zhibu.access.policy import Role
from zhibu.gatherings.official_paper import BODY, HEADING, TITLE
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world):
    bo = world.admit("柏宁", world.branch)
    return recorded(
        world.branch,
        Activity.GENERAL_MEETING,
        away=[bo],
        chair=world.alice,
        topic="讨论年度计划",
        discussed="第一段。\n第二段。",
        decided="=SUM(1)",
        guests="镇党委\x07联络员",
        segments={Activity.DECISION: 40},
    )


@pytest.fixture
def content(world, meeting):
    answer = world.client(Role.SECRETARY).get(f"/gatherings/{meeting.pk}/minutes/")
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content


@pytest.fixture
def paper(content):
    return Document(io.BytesIO(content))


def words(paper):
    return [one.text for one in paper.paragraphs]


def test_the_type_area_is_that_of_the_standard(paper):
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]


def test_lines_sizes_and_typefaces(paper):
    title, body = paper.paragraphs[0], next(one for one in paper.paragraphs if one.text == "第一段。")
    assert title.runs[0].font.size == Pt(22) and body.runs[0].font.size == Pt(16)
    assert 28 <= body.paragraph_format.line_spacing.pt <= 29
    assert body.paragraph_format.first_line_indent == Pt(32)
    heading = next(one for one in paper.paragraphs if one.text.startswith("一、"))
    for paragraph, typeface in ((title, TITLE), (body, BODY), (heading, HEADING)):
        fonts = paragraph.runs[0]._element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == typeface and fonts.get(qn("w:ascii"))


def test_the_page_number_is_outside_on_both_sides(paper):
    odd, even = paper.sections[0].footer, paper.sections[0].even_page_footer
    assert paper.settings.odd_and_even_pages_header_footer
    assert [one.paragraphs[0].alignment.name for one in (odd, even)] == ["RIGHT", "LEFT"]
    for footer in (odd, even):
        assert footer.paragraphs[0].text.replace(" ", "") == "——"
        assert "PAGE" in footer._element.xml


def test_who_is_exempt_is_not_called_absent(world):
    wu = world.admit("吴老", world.branch)
    exempted(wu)
    meeting = recorded(world.branch, Activity.GENERAL_MEETING)

    def lines(role):
        answer = world.client(role).get(f"/gatherings/{meeting.pk}/minutes/")
        return words(Document(io.BytesIO(answer.content)))

    assert "不计入应到：吴老" in lines(Role.SECRETARY)
    assert "不计入应到：1 人" in lines(Role.COUNTY)
    assert not any(one.startswith("缺席") for one in lines(Role.SECRETARY))


def test_every_typeface_names_what_stands_in_for_it(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        table = parts.read("word/fontTable.xml").decode()
    for typeface in (BODY, TITLE, HEADING):
        assert f'w:name="{typeface}"' in table
    assert table.count("w:altName") >= 5


def test_everything_recorded_is_in_the_paper(paper):
    lines = "\n".join(words(paper))
    for part in (
        "branch党员大会记录",
        "时间：2026年3月5日",
        "应到：2 人　实到 1 人",
        "缺席：柏宁（病假）",
        "镇党委联络员",
    ):
        assert part in lines
    assert "需到会 1 人，达到规定人数" in lines and "第十一条" in lines
    assert "二、环节" in lines and "三、主要内容\n第一段。\n第二段。" in lines
    assert f"活动日期：{DAY.year}年3月5日；记录日期：" in lines


def test_the_register_has_one_line_a_gathering(world, meeting):
    recorded(world.group, Activity.GROUP_MEETING)
    recorded(world.elsewhere)
    answer = world.client(Role.SECRETARY).get(f"/gatherings/register/?year=2026&under={world.branch.pk}")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    title, heading, *lines = sheet.to_python()
    assert title[0] == "2026 年组织生活台账"
    assert heading[6:9] == ["应到", "实到", "缺席及原因"]
    assert len(lines) == 2
    line = dict(zip(heading, next(one for one in lines if one[2] == "党员大会"), strict=True))
    assert (line["应到"], line["实到"], line["缺席及原因"]) == (2, 1, "柏宁（病假）")
    assert line["决议"] == "=SUM(1)" and line["主持人"] == "艾丽"


def test_the_register_takes_the_same_queries_whatever_its_length(
    world, meeting, django_assert_max_num_queries
):
    for number in range(5):
        recorded(world.branch, day=DAY.replace(day=10 + number))
    client = world.client(Role.SECRETARY)
    with django_assert_max_num_queries(14):
        client.get("/gatherings/register/?year=2026")
