"""The form of a duty: opening and saving changes nothing; what the model refuses comes back as a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.issuing.duty_form import DutyForm
from zhibu.plans.codes import Activity, Category, Flow, Force, Level, Sector, SubjectType
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plans
from zhibu.plans.model import Duty

LIBRARY = [cited.duty for plan in load_plans([library_folder()]) for cited in plan.duties()]
MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: f"{day:%m-%d}")
SOME = {"min_size": 1, "unique": True}
RULES = st.one_of(
    st.none(),
    st.builds(
        lambda day, shift: {"day": day, "shift": shift}, st.integers(1, 31), st.sampled_from(["none", "next"])
    ),
    st.builds(lambda day, days: {"around": day, "days": days}, MONTH_DAYS, st.integers(0, 180)),
    st.builds(lambda day: {"by": day}, MONTH_DAYS),
    st.sampled_from(["Q1", "H2", "M12", "Q1-Q3", "M6-M7"]).map(lambda window: {"window": window}),
    st.lists(st.sampled_from(["mon", "sat", "sun"]), **SOME).map(lambda days: {"weekdays": days}),
)
ORGANIZATIONS = st.fixed_dictionaries(
    {},
    optional={
        "level": st.lists(st.sampled_from(Level), **SOME),
        "sector": st.lists(st.sampled_from(Sector), **SOME),
    },
)
FLAGS = {name: st.booleans() for name in ("is_leader", "is_secretary", "is_frail")}
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.lists(st.sampled_from(Category), **SOME),
        "flow": st.lists(st.sampled_from(Flow), **SOME),
        **FLAGS,
    },
)


@st.composite
def duties(draw):
    subject = draw(st.sampled_from(SubjectType))
    least = draw(st.decimals("0.1", 999, places=1))
    return Duty.model_validate(
        {
            "id": "d",
            "activity": draw(st.sampled_from(Activity)),
            "title": draw(st.sampled_from([None, "名称"])),
            "subject": subject,
            "for": draw(MEMBERS if subject is SubjectType.MEMBER else ORGANIZATIONS),
            "every": draw(st.sampled_from(["week", "2 weeks", "month", "3 years", "half_year", "once"])),
            "at_least": least,
            "at_most": draw(st.sampled_from([None, least + 1])),
            "measure": draw(st.sampled_from([None, "hours", "share", "lectures_given", "of_my_own"])),
            "force": draw(st.sampled_from(Force)),
            "on": draw(RULES),
            "evidence": draw(st.sampled_from([None, "签到"])),
            "note": draw(st.sampled_from([None, "说明"])),
            "place": draw(st.sampled_from([None, {"start": 1, "end": 5}])),
        }
    )


def typed(form):
    """What the browser sends when nothing was changed."""
    return {name: value for name, value in form.initial.items() if value is not None}


def saved(duty, **changes):
    shown = DutyForm(base=duty, ref="一")
    form = DutyForm(typed(shown) | changes, base=duty, ref="一")
    return form, form.is_valid()


@given(duties())
def test_opening_and_saving_changes_nothing(duty):
    form, is_valid = saved(duty)
    assert is_valid, form.errors
    assert form.duty == duty


@pytest.mark.parametrize("duty", LIBRARY, ids=lambda duty: duty.id)
def test_every_duty_of_the_library_can_be_opened_and_saved(duty):
    form, is_valid = saved(duty)
    assert is_valid and form.duty == duty


PLAIN = Duty.model_validate({"id": "d", "activity": "lecture", "every": "month"})


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"at_least": "0"}, "at_least", "应大于 0"),
        ({"at_least": "3", "at_most": "2"}, "__all__", "at_most 小于 at_least"),
        ({"number": "100"}, "number", "99"),
        ({"rule": "day"}, "rule", "应不小于 1"),
        ({"rule": "by", "month": "2", "day_of_month": "30"}, "rule", "不是月日"),
        ({"rule": "around"}, "rule", "不是月日"),
        ({"rule": "window"}, "rule", "不是时段"),
        ({"rule": "weekdays"}, "rule", "不能为空"),
        ({"activity": "dancing"}, "activity", "dancing"),
        ({"at_least": "999999999999999999"}, "at_least", "16"),
        ({"ref": " "}, "ref", ""),
    ],
)
def test_what_cannot_be_is_a_sentence_beside_its_field(changes, field, says):
    form, is_valid = saved(PLAIN, **changes)
    assert not is_valid
    assert says in str(form.errors[field])


def test_conditions_of_the_other_subject_are_left_behind():
    duty = PLAIN.model_copy(update={"selects": PLAIN.selects.model_copy(update={"level": (Level.BRANCH,)})})
    form, is_valid = saved(duty, subject="member", is_secretary="yes", level=["branch"])
    assert is_valid
    assert form.duty.selects.given() == ("is_secretary",)


def test_a_duty_that_happens_once_has_no_multiple():
    form, is_valid = saved(PLAIN, unit="once", number="3")
    assert is_valid and str(form.duty.every) == "once"


def test_what_the_form_does_not_show_is_kept():
    duty = PLAIN.model_copy(update={"evidence": "记录", "at_least": Decimal(2)})
    form, is_valid = saved(duty, title="新名")
    assert is_valid and form.duty == duty.model_copy(update={"title": "新名"})
