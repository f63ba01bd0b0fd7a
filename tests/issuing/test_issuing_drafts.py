"""Drafts: proposals decided on one by one, saved as they go, and nobody's change lost."""

from datetime import date
from decimal import Decimal

import pytest

from tests.issued_plans import TEXT, a_draft, issued
from zhibu.access.policy import Role
from zhibu.issuing import drafts, missed
from zhibu.issuing.errors import EditedMeanwhileError, IssuingError
from zhibu.issuing.models import Draft, DraftDuty, IssuedPlan, State
from zhibu.plans.codes import Activity, Level
from zhibu.plans.documents import Document, Kind

pytestmark = pytest.mark.django_db


def fresh(duty):
    return DraftDuty.objects.select_related("draft").get(pk=duty.pk)


def accept_all(draft):
    for one in draft.duties.all():
        drafts.decide(acting=None, duty=one, state=State.ACCEPTED, version=one.version)


def version(draft):
    return Draft.objects.get(pk=draft.pk).version


def test_a_document_becomes_proposals_in_its_order_each_with_its_words(world):
    draft = a_draft(world.near)
    duties = list(draft.duties.all())
    assert [one.duty.activity for one in duties][:3] == [
        Activity.GENERAL_MEETING,
        Activity.COMMITTEE_MEETING,
        Activity.GROUP_MEETING,
    ]
    assert all(one.state == State.PROPOSED and one.quote in TEXT and one.quote for one in duties)
    assert duties[0].ref == "一.(一)" and duties[2].ref == "一.(二)"
    assert draft.title == "柳溪镇支部生活方案" and draft.document_no == "柳溪镇委〔2026〕3号"
    assert not IssuedPlan.objects.exists()  # nothing is in force before it is issued


def test_the_head_is_the_organizations_where_the_document_names_none(world):
    draft = a_draft(world.near, text="一、各支部每月开展一次主题党日。\n")
    assert (draft.issuer_name, draft.issuer_level) == (world.near.name, "town")
    assert any("没有找到标题" in doubt for doubt in draft.doubt_list)


def test_a_text_beyond_measure_is_refused(world):
    document = Document("党员大会每季度召开一次。" * 30_000, "长", Kind.TEXT)
    with pytest.raises(IssuingError, match="太长"):
        drafts.start(acting=None, organization=world.near, document=document, file_name="长.txt")
    assert not Draft.objects.exists()


def test_what_is_dropped_is_not_issued_and_what_is_corrected_is(world):
    draft = a_draft(world.near)
    first, second, *others = draft.duties.all()
    drafts.decide(acting=None, duty=first, state=State.DROPPED, version=1)
    corrected = second.duty.model_copy(update={"at_least": Decimal(2), "review": "旧的疑问"})
    drafts.correct(acting=None, duty=second, version=1, ref="一.(九)", content=corrected)
    for one in others:
        drafts.decide(acting=None, duty=one, state=State.ACCEPTED, version=1)
    plan = drafts.issue_draft(acting=None, draft=draft, version=version(draft)).plan
    found = list(plan.duties())
    assert len(found) == len(others) + 1
    assert (found[0].clause.ref, found[0].duty.at_least) == ("一.(九)", 2)
    assert not any(cited.duty.review for cited in found)
    assert len({cited.duty.id for cited in found}) == len(found)
    assert not Draft.objects.exists()


def test_nothing_undecided_is_issued(world):
    draft = a_draft(world.near)
    waiting = draft.duties.count()
    with pytest.raises(IssuingError, match=f"还有 {waiting} 条没有核对"):
        drafts.issue_draft(acting=None, draft=draft, version=version(draft))


def test_accepting_what_is_clear_leaves_the_doubtful_to_a_person(world):
    draft = a_draft(world.near)
    doubtful = [one.pk for one in draft.duties.all() if one.content.get("review")]
    assert doubtful
    number = drafts.accept_all_clear(acting=None, draft=draft)
    assert number == draft.duties.count() - len(doubtful)
    assert [one.pk for one in draft.duties.filter(state=State.PROPOSED)] == doubtful


def test_two_people_on_one_duty_the_second_is_told_and_nothing_is_lost(world):
    draft = a_draft(world.near)
    seen = draft.duties.first()
    drafts.decide(acting=world.account(Role.STAFF), duty=seen, state=State.DROPPED, version=1)
    with pytest.raises(EditedMeanwhileError, match=f"{Role.STAFF.label}在 .* 改过这里"):
        drafts.correct(acting=None, duty=seen, version=1, ref="九", content=seen.duty)
    assert fresh(seen).state == State.DROPPED and fresh(seen).ref == "一.(一)"


def test_two_people_on_two_duties_do_not_disturb_each_other(world):
    first, second, *_rest = a_draft(world.near).duties.all()
    drafts.decide(acting=None, duty=first, state=State.ACCEPTED, version=1)
    drafts.decide(acting=None, duty=second, state=State.DROPPED, version=1)
    assert (fresh(first).state, fresh(second).state) == (State.ACCEPTED, State.DROPPED)


def test_what_was_previewed_is_what_is_issued(world):
    draft = a_draft(world.near)
    accept_all(draft)
    previewed = version(draft)
    duty = draft.duties.first()
    drafts.decide(acting=None, duty=duty, state=State.DROPPED, version=duty.version)
    with pytest.raises(EditedMeanwhileError):
        drafts.issue_draft(acting=None, draft=draft, version=previewed)
    assert not IssuedPlan.objects.exists()


def test_a_draft_that_is_gone_is_said_to_be_gone(world):
    draft = a_draft(world.near)
    duty = draft.duties.first()
    drafts.discard(acting=None, draft=Draft.objects.get(pk=draft.pk))
    with pytest.raises(EditedMeanwhileError, match="已被印发或放弃"):
        drafts.decide(acting=None, duty=duty, state=State.ACCEPTED, version=1)
    with pytest.raises(EditedMeanwhileError, match="已被印发或放弃"):
        drafts.set_head(acting=None, draft=draft, version=1, title="新")


def test_the_scope_reaches_the_plan(world):
    draft = a_draft(world.near)
    fields = {"levels": ["branch", "group"], "sectors": ["rural"], "to": date(2026, 12, 31), "title": "新题"}
    drafts.set_head(acting=None, draft=draft, version=draft.version, **fields)
    accept_all(draft)
    plan = drafts.issue_draft(acting=None, draft=draft, version=version(draft)).plan
    assert plan.applies_to.level == (Level.BRANCH, Level.GROUP)
    assert (plan.title, plan.in_force.to, plan.applies_to.under) == ("新题", date(2026, 12, 31), "near")
    with pytest.raises(AssertionError):
        drafts.set_head(acting=None, draft=draft, version=1, text="改原文")


def test_what_was_missed_is_found_by_selection_by_words_or_by_clause_alone(world):
    draft = a_draft(world.near)
    start = TEXT.index("支部活动室")
    selected = missed.find(draft, str(start - 1), str(start + 11), "")
    assert selected.quote == TEXT[start : start + 11] and selected.ref == "三"
    assert selected.duty.activity is Activity.OTHER
    worded = missed.find(draft, "", "", "支委会  每月\n召开一次")
    assert worded.quote == "支委会每月召开一次" and worded.duty.activity is Activity.COMMITTEE_MEETING
    lost = missed.find(draft, "", "", "这里没有的话")
    assert lost.is_lost and lost.duty.place is None
    alone = missed.find(draft, "", "", "")
    assert not alone.is_lost and alone.quote == ""


@pytest.mark.parametrize(
    ("start", "end"), [("9", "3"), ("x", "4"), ("", ""), ("999999", "9999999"), ("-1", "4"), ("²", "4")]
)
def test_a_selection_that_is_none_selects_nothing(world, start, end):
    assert missed.find(a_draft(world.near), start, end, "").quote == ""


def test_an_added_duty_stands_where_its_words_stand(world):
    draft = a_draft(world.near)
    found = missed.find(draft, "", "", "（二）党小组会")
    added = drafts.add(acting=None, draft=draft, ref="一.(二)", content=found.duty)
    order = [one.pk for one in draft.duties.all()]
    refs = [one.ref for one in draft.duties.all()]
    assert added.is_added and added.state == State.ACCEPTED
    assert refs == sorted(refs, key=["一.(一)", "一.(二)", "二.1", "二.2", "三"].index)
    assert order.index(added.pk) == 2


def test_an_added_duty_without_words_follows_its_clause(world):
    draft = a_draft(world.near)
    blank = missed.find(draft, "", "", "").duty
    drafts.add(acting=None, draft=draft, ref="一.(一)", content=blank)
    assert [one.ref for one in draft.duties.all()][:4] == ["一.(一)"] * 3 + ["一.(二)"]


def test_a_revision_starts_from_what_the_plan_says(world):
    old = issued(world.near)
    draft = drafts.revise(acting=None, issued=old)
    assert [one.state for one in draft.duties.all()] == [State.ACCEPTED]
    assert (draft.since.month, draft.since.day) == (1, 1)
    new = drafts.issue_draft(acting=None, draft=draft, version=version(draft))
    old.refresh_from_db()
    assert new.replaces == old and old.to is not None and (new.since - old.to).days == 1
    assert [cited.duty for cited in new.plan.duties()] == [cited.duty for cited in old.plan.duties()]
