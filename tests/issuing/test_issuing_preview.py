"""What a plan newly asks of each kind of organization, after consolidation with the plans in force there."""

from datetime import date

import pytest

from tests.issued_plans import a_draft, a_plan, duty, issued
from zhibu.issuing import screens
from zhibu.issuing.actions import content_of
from zhibu.issuing.models import Draft
from zhibu.issuing.preview import Verdict, falls_on_nobody, preview, remarks, surroundings
from zhibu.plans.codes import Level, Sector
from zhibu.plans.covering import covers
from zhibu.plans.model import Plan

pytestmark = pytest.mark.django_db
MONTHLY_STUDY = duty("study", "group_study", "month")
HOURS = duty("hours", "group_study", "year", subject="member", at_least=32, measure="hours") | {"for": {}}


def bound(plan, organization):
    return Plan.model_validate({**content_of(plan, plan.id, organization), "in_force": plan.in_force})


def kinds(organization, plan, **draft):
    return preview(bound(plan, organization), surroundings(a_draft(organization, **draft)))


def of(found, level, sector):
    return next(kind for kind in found if (kind.level, kind.sector) == (level, sector))


def verdicts(kind):
    return {demand.cited.duty.id: demand.verdict for demand in kind.demands}


def test_where_there_is_no_plan_everything_is_new(world):
    kind = of(kinds(world.near, a_plan("new", duty(), MONTHLY_STUDY)), Level.BRANCH, Sector.RURAL)
    assert verdicts(kind) == {"general-meeting": Verdict.NEW, "study": Verdict.NEW}
    assert kind.names == ("branch",) and kind.others == ()


def test_what_a_plan_in_force_asks_already_is_not_new(world):
    issued(world.county, "county", duty("theirs", every="month"))
    kind = of(kinds(world.near, a_plan("new", duty(), MONTHLY_STUDY)), Level.BRANCH, Sector.RURAL)
    assert verdicts(kind) == {"general-meeting": Verdict.COVERED, "study": Verdict.NEW}
    assert kind.covered[0].by.key == ("county", "theirs")
    assert [plan.id for plan in kind.others] == ["county"]


def test_equal_demands_are_not_new_whoever_issues_higher(world):
    """The higher issuer's wording stays in the consolidated list, yet nobody is asked for more."""
    issued(world.near, "town")
    kind = of(kinds(world.county, a_plan("new", level="county")), Level.BRANCH, Sector.RURAL)
    assert verdicts(kind) == {"general-meeting": Verdict.COVERED}


def test_more_often_than_before_is_new_and_says_what_it_raises(world):
    issued(world.near, "old")
    kind = of(kinds(world.near, a_plan("new", duty(every="month"))), Level.BRANCH, Sector.RURAL)
    assert verdicts(kind) == {"general-meeting": Verdict.NEW}
    assert [cited.key for cited in kind.new[0].raises] == [("old", "general-meeting")]


def test_demands_of_the_same_plan_cover_each_other(world):
    plan = a_plan("new", duty("often", every="month"), duty("seldom"))
    kind = of(kinds(world.near, plan), Level.BRANCH, Sector.RURAL)
    assert verdicts(kind) == {"often": Verdict.NEW, "seldom": Verdict.WITHIN}
    assert kind.within[0].by.duty.id == "often"


def test_a_plan_that_ends_earlier_or_binds_others_covers_nothing(world):
    issued(world.near, "ends", to="2026-12-31")
    issued(world.far, "elsewhere")
    issued(world.near, "community", applies_to={"sector": ["community"]})
    found = kinds(world.near, a_plan("new"))
    assert verdicts(of(found, Level.BRANCH, Sector.RURAL)) == {"general-meeting": Verdict.NEW}
    assert verdicts(of(found, Level.BRANCH, Sector.COMMUNITY)) == {"general-meeting": Verdict.COVERED}


def test_branches_of_one_sector_under_different_plans_are_different_kinds(world):
    issued(world.near, "near")
    found = kinds(world.county, a_plan("new"))
    rural = {kind.names: verdicts(kind) for kind in found if kind.sector is Sector.RURAL}
    assert rural == {
        ("branch",): {"general-meeting": Verdict.COVERED},
        ("elsewhere",): {"general-meeting": Verdict.NEW},
    }


def test_only_those_whom_the_plan_asks_anything_are_shown_branches_first(world):
    plan = a_plan(
        "new", duty(), duty("group-meeting", "group_meeting", "month") | {"for": {"level": ["group"]}}
    )
    assert [kind.level for kind in kinds(world.near, plan)] == [Level.BRANCH, Level.BRANCH, Level.GROUP]
    narrowed = a_plan("new", applies_to={"level": ["branch"], "sector": ["community"]})
    assert [kind.names for kind in kinds(world.near, narrowed)] == [("sister",)]


def test_what_members_are_asked_is_weighed_where_members_belong(world):
    issued(world.county, "county", HOURS)
    plan = a_plan("new", HOURS | {"id": "mine", "at_least": 40}, HOURS | {"id": "less", "at_least": 20})
    found = kinds(world.near, plan)
    assert [kind.names for kind in found] == [("branch",)]  # nobody belongs to the sister branch or a group
    assert verdicts(found[0]) == {"mine": Verdict.NEW, "less": Verdict.COVERED}


def test_a_narrower_demand_on_members_does_not_cover_a_wider_one(world):
    issued(world.county, "county", HOURS | {"for": {"is_secretary": True}})
    assert verdicts(kinds(world.near, a_plan("new", HOURS))[0]) == {"hours": Verdict.NEW}


def test_a_new_version_is_weighed_against_the_old_and_says_what_falls_away(world):
    old = issued(world.near, "old", duty(), MONTHLY_STUDY)
    draft = a_draft(world.near)
    Draft.objects.filter(pk=draft.pk).update(replaces=old, since=date(2027, 1, 1))
    draft = Draft.objects.select_related("organization").get(pk=draft.pk)
    around = surroundings(draft)
    kind = of(preview(a_plan("new", duty(), since="2027-01-01"), around), Level.BRANCH, Sector.RURAL)
    assert around.replaced.id == "old"
    assert verdicts(kind) == {"general-meeting": Verdict.COVERED}
    assert [cited.duty.id for cited in kind.no_longer] == ["study"]
    assert kind.others == ()


def test_every_verdict_is_the_cores(world):
    """Counts add up, and covered is what the core says is covered by a duty in force, no more and no less."""
    issued(world.county, "county", duty("a", every="month"), duty("b", "lecture", "quarter", at_least=2))
    issued(world.near, "town", duty("c", "lecture", "month"), HOURS)
    plan = a_plan(
        "new", duty("d"), duty("e", "lecture", "year", at_least=9), duty("f", "dues", "month"), HOURS
    )
    for kind in kinds(world.near, plan):
        assert len(kind.new) + len(kind.covered) + len(kind.within) == len(kind.demands)
        in_force = [cited for other in kind.others for cited in other.duties()]
        for demand in kind.demands:
            is_known = demand.cited.duty.subject == "organization"
            said = any(covers(one, demand.cited, subject_known=is_known) for one in in_force)
            assert (demand.verdict is Verdict.COVERED) is said


def test_what_is_new_for_all_sectors_of_a_level_is_named_once(world):
    issued(world.county, "rural", MONTHLY_STUDY, applies_to={"sector": ["rural"]})
    views = screens.levels(kinds(world.near, a_plan("new", duty(), MONTHLY_STUDY)))
    assert [view.level for view in views] == [Level.BRANCH]
    common = [line.cited.duty.id for _subject, lines in views[0].common for line in lines]
    own = [[line.cited.duty.id for _s, lines in one.own for line in lines] for one in views[0].tallies]
    assert common == ["general-meeting"] and own == [[], ["study"]]


def keys(plan, today=date(2026, 1, 1), replaced=None):
    return {remark.key for remark in remarks(plan, today, replaced)}


def test_remarks_say_what_dates_lead_to():
    assert keys(a_plan()) == set()
    assert keys(a_plan(since="2026-02-10")) == {"cut_at_start"}
    assert keys(a_plan(since="2026-02-10"), replaced=a_plan("old")) == {"cut_between_versions"}
    assert keys(a_plan("p", duty(every="once"))) == {"once_without_end"}
    assert keys(a_plan("p", duty(every="once"), to="2026-12-31")) == set()
    assert keys(a_plan("p", HOURS)) == {"asks_members"}
    assert keys(a_plan(), today=date(2026, 1, 2)) == {"in_the_past"}
    assert keys(a_plan(to="2026-03-31"), today=date(2026, 4, 1)) == {"in_the_past", "already_over"}


def test_what_the_scope_leaves_out_is_said_before_issuing(world):
    group = duty("group-meeting", "group_meeting", "month", **{"for": {"level": ["group"]}})
    plan = bound(a_plan("new", duty(), group, applies_to={"level": ["branch"]}), world.near)
    (remark,) = falls_on_nobody(plan, kinds(world.near, plan))
    assert remark.key == "falls_on_nobody" and remark.in_short == "党小组会"
    whole = bound(a_plan("new", duty(), HOURS), world.near)
    assert falls_on_nobody(whole, kinds(world.near, whole)) == []


def test_kinds_of_one_sector_are_told_apart_by_name(world):
    issued(world.near, "monthly", duty(every="month"))
    views = screens.levels(kinds(world.county, a_plan("new", duty())))
    (branches,) = [view for view in views if view.level is Level.BRANCH]
    by_sector = {}
    for one in branches.tallies:
        by_sector.setdefault(one.kind.sector, []).append(one)
    for alike in by_sector.values():
        assert all(bool(one.where) is (len(alike) > 1) for one in alike)
        assert all(set(one.where) <= set(one.kind.names) for one in alike)
    assert any(len(alike) > 1 for alike in by_sector.values())


def test_many_names_are_cut_short():
    plan = a_plan("p", *(duty(f"d{n}", every="once", title=f"事{n}") for n in range(8)))
    (remark,) = remarks(plan, date(2026, 1, 1), None)
    assert remark.in_short == "事0、事1、事2、事3、事4 等 8 项"
