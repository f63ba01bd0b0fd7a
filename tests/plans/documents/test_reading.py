"""The text of sound documents: exactly the file's characters, or what a reader of the page sees."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import LINES, docx_of, docx_with_body, pdf_of

from zhibu.plans.documents import EXTENSIONS, Kind, plain, read_document, web, word
from zhibu.plans.errors import DocumentError

TEXT = "一、严格组织生活\r\n每月５日为主题党日，每年不少于32学时。\n"
COMMON = st.text(
    st.sampled_from("一二三四五每月年召开次党员大会支部组织学习不少于，。：（）\r\n 0123456789abc"),
    min_size=12,
)


def saved(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("name", ["方案.txt", "方案.TXT", "方案.md"])
def test_plain_text_is_read_character_by_character(tmp_path, encoding, name):
    document = read_document(saved(tmp_path, name, TEXT.encode(encoding)))
    assert document.text == TEXT
    assert document.source == "方案"
    assert document.kind is EXTENSIONS[Path(name).suffix.lower()]


def test_the_mark_of_utf_8_is_a_character_of_the_text(tmp_path):
    data = TEXT.encode("utf-8-sig")
    assert read_document(saved(tmp_path, "方案.txt", data)).text == data.decode("utf-8") == "\ufeff" + TEXT


@given(st.text(min_size=1))
def test_whatever_utf_8_says_is_kept(text):
    try:
        read = plain.read(text.encode())
    except DocumentError:
        assert "\0" in text or any(c < " " or "\x7f" <= c <= "\x9f" for c in text)
    else:
        assert read == text or "\0" in text


@given(COMMON, st.sampled_from(["utf-16-le", "utf-16-be", "utf-16", "gb18030"]))
def test_chinese_prose_survives_every_encoding(text, encoding):
    prose = "党员大会每季度至少召开一次，" + text
    assert plain.read(prose.encode(encoding)) == prose


def test_a_name_that_is_not_utf_8_is_made_printable(tmp_path):
    document = read_document(saved(tmp_path, "plan\udcff.txt", TEXT.encode()))
    assert document.source.encode().startswith(b"plan")


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>标题</title><style>p {{}}</style></head>
<body><!-- 注 --><h1>示例镇
方案</h1><script>var x = "不看";</script>
<p>一、每月&nbsp;召开<b>一次</b>支委会。<br>二、Word  and
Excel</p><ul><li>甲</li><li>乙</li></ul>
<table><tr><th>事项</th><th>时间</th></tr><tr><td> 党课 </td><td></td><td>7月</td></tr></table>
末尾<div>完</div></body></html>"""
SHOWN = (
    "示例镇方案\n一、每月\xa0召开一次支委会。\n二、Word and Excel\n甲\n乙\n事项\t时间\n党课\t\t7月\n末尾\n完"
)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
    ],
)
def test_a_web_page_is_what_a_browser_shows(tmp_path, declared, encoding):
    data = PAGE.format(charset=declared).encode(encoding)
    document = read_document(saved(tmp_path, "方案.htm", data))
    assert document.text == SHOWN
    assert document.kind is Kind.HTML


def test_a_page_in_big5_is_read_when_it_says_so():
    assert web.read('<meta charset="big5"><p>每月召開一次</p>'.encode("big5")) == "每月召開一次"


@given(st.text())
def test_a_page_never_fails_otherwise_than_with_a_sentence(text):
    try:
        read = web.read(text.encode())
    except DocumentError:
        return
    assert "\x1d" not in read or "\x1d" in text


def test_word_paragraphs_and_tables_come_in_order(tmp_path):
    path = saved(tmp_path, "方案.docx", docx_of(LINES, [["事项", "时间"], ["党课", "第一\n第二"]]))
    assert read_document(path).text == "\n".join([*LINES, "事项\t时间", "党课\t第一 第二"])


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph(run("每月") + run("一次")), "每月一次"),
        (paragraph(run("甲") + "<w:r><w:tab/><w:br/><w:noBreakHyphen/></w:r>" + run("乙")), "甲\t\n-乙"),
        (
            paragraph(f"<w:ins>{run('插入')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"),
            "插入",
        ),
        (paragraph(f"<w:hyperlink>{run('链接')}</w:hyperlink>"), "链接"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('控件'))}</w:sdtContent></w:sdt>", "控件"),
        (
            paragraph(run("正文") + f"<w:r><w:txbxContent>{paragraph(run('框'))}</w:txbxContent></w:r>"),
            "正文",
        ),
        (paragraph(run("一")) + paragraph("") + paragraph(run("二")), "一\n\n二"),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(run('甲'))}</w:tc><w:tc>{paragraph('')}</w:tc></w:tr></w:tbl>",
            "甲\t",
        ),
    ],
)
def test_word_markup_is_read_as_the_page_shows_it(body, text):
    assert word.read(docx_with_body(body)) == text


def test_the_strict_form_of_word_documents_is_read():
    data = docx_with_body(
        paragraph(run("严格")), names='xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    )
    assert word.read(data) == "严格"


def test_pdf_pages_are_joined(tmp_path):
    document = read_document(saved(tmp_path, "方案.pdf", pdf_of([LINES[:2], LINES[2:]])))
    assert document.text == "\n".join(LINES)
    assert document.kind is Kind.PDF


def test_a_pdf_that_anyone_may_read_is_read(tmp_path):
    assert LINES[1] in read_document(saved(tmp_path, "方案.pdf", pdf_of(owner="secret"))).text


def test_rubbish_before_a_pdf_is_passed_over(tmp_path):
    assert LINES[0] in read_document(saved(tmp_path, "方案.pdf", b"\r\n\r\n" + pdf_of())).text


def test_prose_about_pdf_is_prose(tmp_path):
    text = "文件以 %PDF-1.7 开头的，是 PDF。"
    assert read_document(saved(tmp_path, "说明.txt", text.encode())).text == text
