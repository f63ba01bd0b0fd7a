"""The burden meter counts what people filled in, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from zhibu.burden.meter import Burden, of_correction, of_record
from zhibu.gatherings.content import PARTS

RECORD = {
    "occurred_on": "2026-03-05", "starts_at": "", "place": "会议室", "topic": "",
    "segments": ["集中学习 60 分钟", "讨论"], "chair": "", "recorder": "", "lecturer": "",
    "present": ["甲", "乙"], "absent": ["丙（病假）"], "exempt": ["丁"],
    "guests": "", "discussed": "", "decided": "", "amounts": [], "attachments": [],
}  # fmt: skip


def test_those_who_came_cost_nothing_and_each_absence_one_field():
    burden = of_record(RECORD)
    assert (burden.records, burden.fields) == (1, 5)  # day, place, two segments, one absence
    assert of_record(RECORD | {"present": list("甲乙丙丁戊己")}) == burden
    assert of_record(RECORD | {"absent": ["丙", "戊"]}).fields == 6


def test_words_take_the_time_of_writing_them():
    short, long = (of_record(RECORD | {"discussed": "学" * n}) for n in (40, 400))
    assert long.seconds - short.seconds == 9 * 60
    assert long.fields == short.fields == 6


def test_a_correction_costs_what_it_changes_and_its_reason():
    assert of_correction(["place"], RECORD).fields == 2
    assert of_correction(["place"], RECORD).records == 0
    assert of_correction(["topic"], RECORD).fields == 2  # taken out again: still touched


@given(
    st.sets(st.sampled_from(sorted(set(PARTS) - {"segments", "present", "absent", "exempt", "amounts"}))),
    st.sampled_from(["guests", "decided", "topic"]),
)
def test_filling_in_more_never_costs_less(filled, name):
    content = dict.fromkeys(filled, "有")
    less = of_record({**content, name: ""})
    more = of_record({**content, name: "有"})
    assert more.fields == less.fields + 1 and more.seconds > less.seconds


def test_minutes_are_rounded_up():
    assert [Burden(seconds=n).minutes for n in (0, 1, 60, 61)] == [0, 1, 1, 2]
