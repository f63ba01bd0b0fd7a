"""What a document's head and foot say about it, and what is doubted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.plans.codes import IssuerLevel
from zhibu.plans.drafting.masthead import Masthead, issuer_level, read_masthead
from zhibu.plans.drafting.numerals import read_date

TODAY = date(2026, 3, 1)
NOTICE = """\
中共示例镇委员会文件

示镇委〔 ２０２６〕８ 号

关于印发《示例镇工作方案》的通知
各党支部：
现将《示例镇工作方案》印发给你们。
中共示例镇委员会
2026年1月12日
"""


def read(text: str) -> Masthead:
    return read_masthead(text, "示例文件", TODAY)


def test_a_notice_with_its_plan_is_read_without_doubt():
    head = read(NOTICE + "示例镇\n学习教育工作方案\n\n为做好工作，制定本方案。\n一、要求\n1.每月一次。")
    assert head == Masthead(
        title="示例镇学习教育工作方案",
        issuer="中共示例镇委员会",
        level=IssuerLevel.TOWN,
        document_no="示镇委〔2026〕8号",
        issued=date(2026, 1, 12),
        doubts=(),
    )


def test_a_notice_alone_gives_the_title_it_quotes():
    assert read(NOTICE).title == "示例镇工作方案"


def test_nothing_found_is_said_and_filled():
    head = read("每月召开一次支委会。")
    assert head.title == "示例文件"
    assert head.issued == date(2026, 1, 1)
    assert len(head.doubts) == 5


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("关于在机关党员中\n\n开展学习教育的指导方案", "关于在机关党员中开展学习教育的指导方案"),
        ("示例县党支部工作制度（试行）", "示例县党支部工作制度（试行）"),
        ("　　示例社区　工作方案　", "示例社区工作方案"),
        ("仅供参考！\n示例社区工作方案", "示例社区工作方案"),
        ("附件：1.《甲方案》\n示例县实施意见", "示例县实施意见"),
        ("关于开展主题党日的通知", "关于开展主题党日的通知"),
        ("根据要求，制定本方案。", "示例文件"),
    ],
)
def test_titles(lines, title):
    assert read(lines + "\n正文第一句。").title == title


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("示镇委〔2026〕8号", "示镇委〔2026〕8号"),
        ("示镇委[2026] 08 号", "示镇委〔2026〕8号"),
        ("示组通（2026）第12号　　签发人：某某", "示组通〔2026〕12号"),
        ("根据《通知》（示县委〔2026〕3号）要求", None),
        ("示县委〔2026〕3号文件要求", None),
    ],
)
def test_numbers_are_tidied_and_those_of_other_documents_passed_over(line, number):
    assert read(f"示例镇工作方案\n{line}\n").document_no == number


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2017年5月22日", date(2017, 5, 22)),
        ("２０１７ 年 ５ 月 ２２ 日", date(2017, 5, 22)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("二○二○年五月四日印发", date(2020, 5, 4)),
        ("（2020年5月4日）", date(2020, 5, 4)),
        ("2020年2月30日", None),
        ("二〇二〇年十十月一日", None),
    ],
)
def test_dates(line, day):
    assert read_date(line) == day
    head = read(f"示例镇工作方案\n\n{line}\n")
    assert head.issued == (day or date(2026, 1, 1))
    assert any("日期" in doubt for doubt in head.doubts) == (day is None)


def test_a_date_at_the_end_is_found_and_one_inside_a_sentence_is_not():
    body = "\n".join(f"{n}. 到2025年1月1日，每月开展一次活动。" for n in range(1, 80))
    assert read(f"示例镇工作方案\n一、要求\n{body}\n中共示例镇委员会\n2026年2月3日").issued == date(
        2026, 2, 3
    )


def test_without_a_date_the_number_tells_the_year():
    assert read("示镇委〔2019〕8号\n示例镇工作方案\n").issued == date(2019, 1, 1)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("中共中央组织部", IssuerLevel.CENTRAL),
        ("中共示例省委组织部", IssuerLevel.PROVINCE),
        ("中共示例市委员会", IssuerLevel.CITY),
        ("中共示例市示例县委员会", IssuerLevel.COUNTY),
        ("中共示例县委组织部", IssuerLevel.DEPARTMENT),
        ("中共示例市示例区示例镇委员会", IssuerLevel.TOWN),
        ("示例街道党工委", IssuerLevel.TOWN),
        ("示例社区党委", IssuerLevel.COMMITTEE),
        ("示例村党总支", IssuerLevel.GENERAL_BRANCH),
        ("示例村第一党支部", IssuerLevel.BRANCH),
        ("示例", None),
    ],
)
def test_levels_of_issuers(name, level):
    assert issuer_level(name) is level


HEAD_PIECES = st.sampled_from(
    [
        "\n",
        "关于",
        "方案",
        "通知",
        "《",
        "》",
        "印发",
        "〔2026〕",
        "8号",
        "示镇委",
        "中共",
        "委员会",
        "二〇年",
        "年",
    ]
    + ["99月", "十日", "1", "一、", "。", "　", "\x85", "镇", "县"]
)


@given(st.lists(HEAD_PIECES | st.text(max_size=5), max_size=40).map("".join), st.text(max_size=20))
def test_any_text_gives_a_masthead(text, source):
    head = read_masthead(text, source, TODAY)
    assert head.title.strip()
    assert head.issuer.strip()
    assert 1900 <= head.issued.year <= 2200
