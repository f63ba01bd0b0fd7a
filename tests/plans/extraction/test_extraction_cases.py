"""Cases a domain expert can read: text → the obligations it states (``cases/*.yaml``).

An expected obligation is written ``activity period[*every] least[..most]``, then what else matters:
``what=quantity`` for the measure, ``key:value`` for the timing, ``@actor``, ``should`` or ``may``.
"""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from zhibu.plans.codes import Activity, Force
from zhibu.plans.extraction import Measure, Proposal, extract

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def load() -> list[tuple[str, str, list[str]]]:
    found = []
    for path in CASES:
        for text, expected in YAML(typ="safe").load(path).items():
            wanted = [] if expected is None else [expected] if isinstance(expected, str) else expected
            found.append((path.stem, text, wanted))
    return found


def span(low: int | float | None, high: int | float | None) -> str:
    least = "-" if low is None else f"{low:g}"
    return f"{least}..{high:g}" if high is not None else least


def words(proposal: Proposal) -> set[str]:
    every = f"*{proposal.every}" if proposal.every > 1 else ""
    found = {
        str(proposal.activity),
        f"{proposal.period}{every}",
        span(proposal.min_count, proposal.max_count),
    }
    if proposal.measure:
        found.add(f"{proposal.measure.what}={span(proposal.measure.min, proposal.measure.max)}")
    found |= {f"{key}:{value}" for key, value in (proposal.timing or {}).items()}
    return found | {f"@{proposal.actor}", str(proposal.force)}


@pytest.mark.parametrize(("kind", "text", "expected"), load())
def test_text_states_these_obligations(kind: str, text: str, expected: list[str]) -> None:
    found = [words(proposal) for proposal in extract(text)]
    assert len(found) == len(expected), found
    for wanted, got in zip(expected, found, strict=True):
        assert set(wanted.split()) <= got


def test_every_activity_but_other_has_a_case() -> None:
    named = {line.split()[0] for _, _, expected in load() for line in expected}
    assert named == {str(activity) for activity in Activity}


def test_fields_are_written_as_the_guideline_writes_them() -> None:
    [proposal] = extract("各党支部原则上每年走访困难群众2—3户。")
    assert proposal.as_dict() == {
        "quote": "各党支部原则上每年走访困难群众2—3户",
        "start": 0,
        "end": 19,
        "activity": "visit",
        "actor": "organization",
        "period": "year",
        "min_count": 2,
        "max_count": 3,
        "every": 1,
        "measure": {"what": "households", "min": 2, "max": 3, "per": None},
        "timing": None,
        "force": "should",
    }
    assert isinstance(proposal.measure, Measure)
    assert proposal.force is Force.SHOULD


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("每两年举办一次文艺汇演。", "未能识别事项"),
        ("每年至少提出1条合理化建议。", "未能识别事项"),
        ("开展好主题党日。活动每月不少于1次。", "上文推定"),
    ],
)
def test_a_guess_carries_its_reason(text: str, part: str) -> None:
    [proposal] = extract(text)
    assert any(part in doubt for doubt in proposal.doubts)
    assert proposal.as_dict()["doubts"] == list(proposal.doubts)


def test_a_lead_that_its_paragraph_repeats_is_stated_once() -> None:
    found = extract("1.开展一次集中学习。每月组织党员集中学习不少于2次。")
    assert [(proposal.period, proposal.min_count) for proposal in found] == [("month", 2)]


def test_a_date_over_a_stage_reaches_what_follows_at_once_and_what_has_a_count() -> None:
    text = "一、实施阶段（4月—6月）\n召开动员会议。\n各支部普遍学习文件。\n每名党员撰写心得1篇。"
    assert [proposal.timing for proposal in extract(text)] == [{"text": "4月-6月"}, {"text": "4月-6月"}]


def test_a_subject_is_taken_from_the_heading_above() -> None:
    text = "一、党支部书记\n1.每年讲党课1次。\n二、党员\n1.每年参加志愿服务2次。"
    assert [proposal.actor for proposal in extract(text)] == ["secretary", "member"]


def test_a_subject_from_further_up_is_named_as_a_guess() -> None:
    heading = "一、党支部书记\n1.每年讲党课1次。"
    assert extract(heading)[0].doubts == ("责任主体由上文推定",)
    assert extract("党支部书记每年讲党课1次。")[0].doubts == ()
