"""Which numbered place of a document a sentence stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.plans.drafting.numbering import WHOLE, read_outline


def ref(text: str) -> str:
    """The place of the mark ※ in the text."""
    return read_outline(text).ref_at(text.index("※"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("※每月一次", WHOLE),
        ("四、要求\n（五）组织生活\n1.三会 ※每月一次", "四.(五).1"),
        ("四、要求\r\n(五) 组织生活\r\n１．三会 ※", "四.(五).1"),
        ("　　一、要求\n　　1、学习。\n　　（2）※", "一.1.(2)"),
        ("一、要求\n1.甲\n（1）乙\n2.※", "一.2"),
        ("一、要求\n（一）甲\n二、※", "二"),
        ("一、要求。1.学习。（1）每月一次。2.※", "一.2"),
        ("第十二条　※每年一次", "第十二条"),
        ("第一章 总则\n第二条 甲\n（一）※", "第二条.(一)"),
        ("一、要求\n①甲；②※", "一.②"),
        ("一、要求\n3.5小时※", "一"),
        ("一、要求\n每次\n2026年※", "一"),
        ("一、甲\n二、乙\n三、丙\n附件2\n一、甲\n1.※", "第2部分.一.1"),
        ("制定方案。一、概要……\n一、甲\n1.※", "一.1"),
        ("十二、甲\n（十一）※", "十二.(十一)"),
    ],
)
def test_places(text, expected):
    assert ref(text) == expected


PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "(二)", "1.", "２．", "（3）", "①", "第三条", "。", "\n", "\r\n", "文"]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join))
def test_every_character_of_any_text_stands_somewhere(text):
    outline = read_outline(text)
    assert list(outline.starts) == sorted(outline.starts)
    assert all(outline.ref_at(offset).strip() for offset in range(len(text)))
