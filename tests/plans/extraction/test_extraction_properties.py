"""What holds for every text: exact places, the same answer twice, no heed of script, width or line breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.plans.extraction import Proposal, extract

ALPHABET = (
    "每月年季度周半一二两三十个次名户不少于至党课支委会学习，。；、（）：\n \t0123第条召开年底前“七”％—"
)
DEMANDS = st.sampled_from(
    [
        "每月召开一次支委会",
        "每季度至少召开一次党员大会",
        "党员每年参加志愿服务不少于2次",
        "年底前召开专题组织生活会",
        "每名干部结对帮扶1户困难群众",
        "支部书记每半年讲一次党课",
        "党员每年集中培训不少于32学时",
        "“七一”前后开展一次走访慰问",
    ]
)
FILLER = st.sampled_from(["不断增强党性修养", "切实提高工作水平", "营造良好氛围", "确保取得实效"])
SETTINGS = settings(max_examples=60, deadline=None)


def meanings(text: str) -> list[tuple[object, ...]]:
    return [meaning(proposal) for proposal in extract(text)]


def meaning(found: Proposal) -> tuple[object, ...]:
    return (
        found.activity,
        found.period,
        found.every,
        found.min_count,
        found.max_count,
        found.measure,
        found.force,
    )


def check_places(text: str) -> None:
    last = 0
    for proposal in extract(text):
        assert text[proposal.start : proposal.end] == proposal.quote
        assert proposal.quote
        assert proposal.start >= 0
        last = max(last, proposal.end)
    assert last <= len(text)


@SETTINGS
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_places_are_exact(text: str) -> None:
    check_places(text)


@SETTINGS
@given(st.text(alphabet=ALPHABET, max_size=300))
def test_places_are_exact_in_text_of_the_words_that_matter(text: str) -> None:
    check_places(text)


@SETTINGS
@given(st.lists(st.one_of(DEMANDS, FILLER), min_size=1, max_size=8))
def test_the_same_text_gives_the_same_answer(parts: list[str]) -> None:
    text = "。".join(parts)
    assert extract(text) == extract(text)


@SETTINGS
@given(st.lists(DEMANDS, min_size=1, max_size=5))
def test_each_sentence_is_found_in_the_order_of_the_text(parts: list[str]) -> None:
    text = "".join(f"{part}。\n" for part in parts)
    found = extract(text)
    assert meanings(text) == [each for part in parts for each in meanings(part + "。")]
    assert [proposal.start for proposal in found] == sorted(proposal.start for proposal in found)


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@SETTINGS
@given(DEMANDS)
def test_the_width_of_digits_changes_nothing(demand: str) -> None:
    assert meanings(demand.translate(FULL_WIDTH) + "。") == meanings(demand + "。")


@SETTINGS
@given(st.integers(1, 99), st.sampled_from(["次"]))
def test_the_script_of_a_number_changes_nothing(number: int, unit: str) -> None:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    written = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones else ""
    )
    plain = meanings(f"全年开展志愿服务不少于{number}{unit}。")
    assert plain == meanings(f"全年开展志愿服务不少于{written}{unit}。")
    assert plain[0][3] == number


@SETTINGS
@given(DEMANDS, st.data())
def test_a_line_break_inside_a_sentence_changes_nothing(demand: str, data: st.DataObject) -> None:
    sentence = demand + "，切实取得实效。"
    place = data.draw(st.integers(1, len(sentence) - 1))
    assert meanings(sentence[:place] + "\n" + sentence[place:]) == meanings(sentence)


@SETTINGS
@given(DEMANDS, st.data())
def test_a_stray_space_changes_nothing(demand: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(demand) - 1))
    assert meanings(demand[:place] + " " + demand[place:] + "。") == meanings(demand + "。")


@SETTINGS
@given(st.lists(FILLER, min_size=1, max_size=10))
def test_aims_alone_are_never_proposed(parts: list[str]) -> None:
    assert extract("，".join(parts) + "。") == []


@SETTINGS
@given(DEMANDS, st.sampled_from(["定期", "经常", "不定期"]))
def test_often_without_a_number_adds_nothing(demand: str, often: str) -> None:
    assert meanings(f"{demand}。{often}开展集中学习。") == meanings(demand + "。")
