"""The core's words, in Chinese by themselves and in whatever language the application gives them."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

import zhibu.plans
from zhibu.plans import speaking
from zhibu.plans.codes import Activity
from zhibu.plans.drafting.reasons import BY_UNIT, OF_READING, reason_in_words
from zhibu.plans.periods import Recurrence, Unit
from zhibu.plans.wording import quantity_in_words, recurrence_in_words

EXTRACTION = Path(zhibu.plans.__file__).parent / "extraction"
ENGLISH = {
    "每%(n)s个月": ("every %(n)s months",),
    "次": ("time", "times"),
    "%(number)s%(unit)s": ("%(number)s %(unit)s",),
    "党课": ("Party lecture",),
    BY_UNIT: ("per %(unit)s: %(amount)s",),
}


@pytest.fixture
def english():
    before = speaking._translate
    speaking.translate_with(lambda words, number: ENGLISH.get(words, (words,))[number == 2])
    yield
    speaking.translate_with(before)


def test_chinese_by_itself():
    assert recurrence_in_words(Recurrence(Unit.MONTH, 2)) == "每2个月"
    assert quantity_in_words(Decimal(3), None) == "3次"
    assert Activity.LECTURE.term == "党课"


def test_another_language(english):
    assert recurrence_in_words(Recurrence(Unit.MONTH, 2)) == "every 2 months"
    assert [quantity_in_words(Decimal(n), None) for n in (1, 2)] == ["1 time", "2 times"]
    assert Activity.LECTURE.term == "Party lecture" and Activity.LECTURE.label == "党课"


def test_a_reason_is_kept_in_chinese_and_said_in_the_readers_language(english):
    kept = BY_UNIT % {"unit": "户（户籍）", "amount": "2次"}
    assert kept.startswith("数量按“每户（户籍）”计")
    assert reason_in_words(kept) == "per 户（户籍）: 2次"
    assert reason_in_words("某人写的") == "某人写的"


def test_every_doubt_of_reading_is_among_those_to_be_translated():
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(EXTRACTION.glob("*.py")))
    said = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(OF_READING) <= said, "no longer said"
    given = [one for one in said if one.endswith(("推定", "未能识别事项", "有误", "缺少单位"))]
    assert set(given) <= set(OF_READING)
