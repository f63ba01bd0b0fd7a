"""The pages: what they say, where they lead, whom they are shown to, how much they ask of the database."""

from datetime import date

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.duties.county import TODAY, duty, held, issued, plan
from zhibu.access.policy import Role
from zhibu.gatherings.models import Exemption
from zhibu.registry.actions import found_organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def page(world, name, target, role=Role.SECRETARY, **query):
    return world.client(role).get(reverse(f"duties:{name}", args=[target.pk]), query)


def why(world, target, name, start, role=Role.SECRETARY, kind="organization", plan_id="p"):
    return page(world, f"why_{kind}", target, role, **{"plan": plan_id, "duty": name, "from": start})


MONTHLY = plan("p", duty("day", title="每月党日", on={"day": 25}))


def test_a_branch_sees_what_is_due_with_its_clause_and_a_form_already_filled(world):
    issued(world.county, MONTHLY)
    shown = text(page(world, "organization", world.branch))
    assert "每月党日" in shown and "方案p" in shown and "测〔2026〕1号" in shown
    assert "11月25日" in shown and "已办 0 次，共需 1 次" in shown
    form = f"/gatherings/record/?organization={world.branch.pk}&amp;activity=party_day&amp;date=2026-11-25"
    assert form in shown


def test_when_it_is_recorded_it_is_quiet_and_the_form_is_no_longer_offered(world):
    issued(world.county, MONTHLY)
    held(world.branch, date(2026, 11, 5), "party_day")
    shown = text(page(world, "organization", world.branch))
    assert "这个月的事都办好了" in shown and "已经办好的" in shown and "11月5日" in shown
    assert "date=2026-11-25" not in shown


def test_missed_months_stand_apart_together(world):
    issued(world.county, MONTHLY)
    for month in (1, 2, 4, 5, 6, 7, 8, 9):
        held(world.branch, date(2026, month, 5), "party_day")
    shown = text(page(world, "organization", world.branch))
    apart = shown.partition("以前没有记录到的</h2>")[2]
    assert "3月" in apart and "10月" in apart and "9月<" not in apart
    assert "activity=party_day&amp;date" not in apart  # no day can be proposed for what is over


def test_whoever_may_not_record_here_is_not_offered_the_form(world):
    issued(world.county, MONTHLY)
    assert "/gatherings/record/?" not in text(page(world, "organization", world.branch, Role.STAFF))


def test_a_group_stands_among_its_branchs_things(world):
    of_groups = plan("g", duty("gm", activity="group_meeting"), applies_to={"level": ["group"]})
    issued(world.county, of_groups)
    shown = text(page(world, "organization", world.branch))
    assert "group：" in shown and f"organization={world.group.pk}&amp;activity=group_meeting" in shown
    assert "group：" not in text(page(world, "organization", world.sister, Role.STAFF))


def test_another_towns_plan_asks_nothing_here(world):
    issued(world.far, MONTHLY)
    assert "还没有适用的方案" in text(page(world, "organization", world.branch))


def test_empty_states_say_what_comes_next(world):
    assert "上级党委印发方案后" in text(page(world, "organization", world.branch))
    issued(world.county, plan("p", duty("day", title="年底总结", every="year", on={"window": "M12"})))
    shown = text(page(world, "organization", world.branch))
    assert "这个月没有要办的事" in shown and "接下来是" in shown and "年底总结" in shown
    assert "去印发方案" in text(page(world, "below", world.far, Role.COUNTY, month="2024-01"))


def test_a_month_can_be_chosen_and_nonsense_gives_this_one(world):
    issued(world.county, MONTHLY)
    assert "2026年3月要办" in text(page(world, "organization", world.branch, month="2026-03"))
    for nonsense in ("2026-13", "0000-01", "9999-01", "x", "2026-", "-", "2026-٣٣", "2026-11-01"):
        assert "本月要办" in text(page(world, "organization", world.branch, month=nonsense))


def test_the_year_holds_every_month(world):
    issued(world.county, MONTHLY)
    held(world.branch, date(2026, 2, 5), "party_day")
    shown = text(page(world, "organization_year", world.branch))
    assert shown.count("每月党日") == 12
    assert shown.count("已完成") == 1 and shown.count("已逾期") == 9
    assert "没有适用的方案" in text(page(world, "organization_year", world.branch, year="2025"))


def test_members_see_their_own_things_and_what_was_recorded(world):
    talk = duty("talk", activity="heart_talk", subject="member", title="谈心", every="year")
    issued(world.county, plan("p", talk))
    held(world.branch, date(2026, 5, 6), "heart_talk", present=[world.alice])
    shown = text(page(world, "member", world.alice))
    assert "5月6日 周三" in shown and "谈心谈话" in shown and "算作" in shown and "谈心（全年）" in shown
    assert "还有" not in shown.partition("已经记下的")[0].partition("要办的")[2]


def test_a_member_is_told_that_nothing_has_to_be_filled_in(world):
    client = world.client(Role.MEMBER)
    shown = text(client.get("/duties/"))
    assert "您不用填报" in shown and "今年还没有记录" in shown and "/gatherings/record/" not in shown


def test_a_branch_sees_who_of_its_members_has_still_to_do_theirs(world):
    fees = duty("fees", activity="dues", subject="member", title="交党费")
    issued(world.county, plan("p", fees))
    other = world.admit("安宁", world.branch)
    held(world.branch, date(2026, 11, 3), "dues", present=[other])
    shown = text(page(world, "organization", world.branch))
    names = shown.partition("党员各自要办的")[2].partition("</section>")[0]
    assert "艾丽" in names and "安宁" not in names


@pytest.mark.parametrize(
    ("role", "heading"),
    [
        (Role.SECRETARY, "本月要办"),
        (Role.GROUP_LEADER, "本月要办"),
        (Role.STAFF, "各党组织本月要办"),
        (Role.COUNTY, "各党组织本月要办"),
        (Role.INSTRUCTOR, "各党组织本月要办"),
        (Role.MEMBER, "我这个月要办的"),
        (Role.AUDITOR, "我这个月要办的"),
    ],
)
def test_everybody_comes_to_the_right_page_after_signing_in(world, role, heading):
    client = world.client(role)
    first = client.get("/", follow=True)
    assert first.redirect_chain[-1][0] == "/duties/"
    assert f"<h1>{heading}</h1>" in text(first)


def test_the_staff_of_a_town_see_who_has_still_something_to_do_by_clause(world):
    issued(world.county, plan("p", duty("a", title="党日"), duty("b", activity="lecture", title="党课")))
    for month in range(1, 12):
        held(world.sister, date(2026, month, 5), "party_day")
    shown = text(page(world, "below", world.near, Role.STAFF))
    of_days, of_lectures = (
        shown.partition("党课</b>")[0],
        shown.partition("党课</b>")[2].partition("</section>")[0],
    )
    assert ">branch<" in of_days and ">sister<" not in of_days
    assert ">branch<" in of_lectures and ">sister<" in of_lectures
    assert "elsewhere" not in shown


def test_every_organization_is_on_one_of_the_pages(world, monkeypatch):
    issued(world.county, plan("p", duty("a", title="党日")))
    monkeypatch.setattr("zhibu.duties.queries_below.AT_ONCE", 3)
    seen = []
    for number in (1, 2):
        shown = page(world, "below", world.county, Role.COUNTY, page=number)
        seen += [row.code for row, _pending in shown.context["page"].places]
    assert seen == ["county", "near", "branch", "sister", "far", "elsewhere"]
    assert "共 6 个党组织，这一页是第 4 至 6 个" in text(shown) and "下一页" not in text(shown)


def test_an_organization_is_found_by_a_part_of_its_name(world):
    issued(world.county, plan("p", duty("a", title="党日")))
    shown = page(world, "below", world.county, Role.COUNTY, q="sist")
    assert [row.code for row, _pending in shown.context["page"].places] == ["sister"]
    assert ">sister<" in text(shown).partition("党日</b>")[2] and ">branch<" not in text(shown)
    assert "没有找到这样的党组织" in text(page(world, "below", world.county, Role.COUNTY, q="nowhere"))
    outside = page(world, "below", world.near, Role.STAFF, q="elsewhere")
    assert not outside.context["page"].places and ">elsewhere<" not in text(outside)


def test_the_trace_goes_from_the_clause_to_the_conclusion(world):
    issued(world.county, MONTHLY)
    held(world.branch, date(2026, 11, 4), "party_day", present=[world.alice])
    held(world.branch, date(2026, 10, 30), "party_day")
    shown = text(why(world, world.branch, "day", "2026-11-01"))
    for words in (
        "一.1 条款",
        "测〔2026〕1号",
        "2026年11月1日 – 2026年11月30日",
        "计入 1 次，要求至少 1 次",
        "早于周期",
    ):
        assert words in shown
    counted, rest = shown.partition("没有计入的")[::2]
    assert "11月4日" in counted and "10月30日" in rest and "10月30日" not in counted
    assert "另有 1 条同期的记录记在其他对象名下" in shown and "艾丽" in shown


def test_an_excused_due_says_from_when_to_when(world):
    issued(world.county, MONTHLY)
    Exemption.objects.create(
        organization=world.branch,
        from_day=date(2026, 11, 1),
        to_day=date(2026, 12, 5),
        ground_code="new",
        approved_by="镇党委",
    )
    shown = text(why(world, world.branch, "day", "2026-11-01"))
    assert "已免除" in shown and "2026年12月5日" in shown and "新成立" in shown and "镇党委批准" in shown


def test_a_week_that_belongs_to_the_next_year_has_its_trace(world):
    issued(world.county, plan("p", duty("w", every="week")))
    shown = text(why(world, world.branch, "w", "2026-12-28"))  # its Thursday is 31 December
    assert "2026年12月28日 – 2027年1月3日" in shown


@pytest.mark.parametrize("start", ["2026-11-02", "", "soon", "0001-01-01", "9999-12-30", "2026-02-30"])
def test_an_address_of_no_due_leads_back_with_a_sentence(world, start):
    issued(world.county, MONTHLY)
    answer = why(world, world.branch, "day", start)
    assert answer.status_code == 302 and answer.url == reverse("duties:organization", args=[world.branch.pk])
    said = [str(one) for one in get_messages(answer.wsgi_request)]
    assert said == ["没有找到这一项应办：方案可能已经更新，请从下面的列表中打开"]


def test_the_trace_of_a_member_is_for_the_member_and_the_branch(world):
    issued(world.county, plan("p", duty("fees", activity="dues", subject="member")))
    member = world.account(Role.MEMBER).member
    for role in (Role.MEMBER, Role.SECRETARY):
        assert why(world, member, "fees", "2026-11-01", role, "member").status_code == 200
    assert why(world, world.alice, "fees", "2026-11-01", Role.MEMBER, "member").status_code == 404
    assert why(world, world.stranger, "fees", "2026-11-01", Role.SECRETARY, "member").status_code == 404


def test_a_gathering_says_what_it_counted_for_before_and_after(world):
    issued(
        world.county,
        plan("a", duty("x", title="党日")),
        plan("b", duty("y", title="党日两次", every="quarter", at_least=2)),
        plan("c", duty("z", title="听党课", activity="lecture", subject="member", every="year")),
    )
    here = held(world.branch, date(2026, 11, 4), "party_day", "lecture", present=[world.alice])
    shown = text(page(world, "counted", here))
    assert "这次活动计入 3 份方案的 3 项应办" in shown and "其中 2 项因此办结" in shown
    assert "1 名到会党员各计一份" in shown
    assert shown.count("<b>1/1</b>") == 2 and "<b>1/2</b>" in shown and shown.count(">0/1<") == 2
    assert "没有计入的" not in shown


def test_what_counts_for_nothing_says_why_and_what_would(world):
    hours = duty("h", activity="group_study", title="学习时长", measure="hours")
    dated = plan("q", duty("v", activity="visit"), in_force={"from": date(2026, 6, 1)})
    issued(world.county, plan("p", hours), dated)
    here = held(world.branch, date(2026, 3, 4), "group_study", "volunteer", "visit")
    shown = text(page(world, "counted", here))
    assert "没有计入任何一项应办" in shown
    assert "“学习时长”按小时计" in shown
    assert "现行方案没有要求branch办这一项" in shown
    assert "这一天不在“走访慰问”要求的周期之内" in shown


def test_a_groups_gathering_counts_for_the_group_and_its_members(world):
    of_groups = plan("g", duty("gm", activity="group_meeting"), applies_to={"level": ["group"]})
    mine = plan("m", duty("me", activity="group_meeting", subject="member"))
    issued(world.county, of_groups, mine)
    here = held(world.group, date(2026, 11, 4), "group_meeting", present=[world.alice])
    shown = text(page(world, "counted", here))
    assert "这次活动计入 2 份方案的 2 项应办" in shown


def test_pages_read_in_english_too(world):
    issued(world.county, plan("p", duty("day", every="quarter", on={"day": 22, "shift": "next"})))
    client = world.client(Role.SECRETARY)
    client.cookies["django_language"] = "en"
    for name in ("organization", "organization_year", "below"):
        assert client.get(reverse(f"duties:{name}", args=[world.branch.pk])).status_code == 200


QUERIES = {
    ("organization", Role.SECRETARY): "branch",
    ("organization_year", Role.SECRETARY): "branch",
    ("below", Role.STAFF): "near",
    ("member", Role.SECRETARY): "alice",
    ("member_year", Role.SECRETARY): "alice",
}


@pytest.mark.parametrize(("name", "role"), QUERIES)
def test_the_number_of_queries_does_not_grow(world, name, role, django_assert_num_queries):
    """Not with plans, records, members, groups or branches."""
    issued(world.county, MONTHLY)
    client = world.client(role)
    address = reverse(f"duties:{name}", args=[getattr(world, QUERIES[name, role]).pk])
    client.get(address)
    first = count(client, address)
    fees = duty("fees", activity="dues", subject="member")
    issued(world.county, *(plan(f"more-{n}", duty("d", activity="lecture"), fees) for n in range(5)))
    grow(world)
    with django_assert_num_queries(first):
        client.get(address)


def grow(world):
    newcomers = [world.admit(f"新人{n}", world.branch, world.group) for n in range(8)]
    for n in range(5):
        level, sector = world.branch.level, world.branch.sector
        found_organization(
            acting=None, parent=world.near, code=f"b{n}", name=f"b{n}", level=level, sector=sector
        )
        found_organization(
            acting=None, parent=world.branch, code=f"g{n}", name=f"g{n}", level="group", sector=sector
        )
        held(world.branch, date(2026, 11, n + 1), "party_day", "lecture", present=[world.alice, *newcomers])


def count(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_branchs_page_reads_nothing_of_other_branches(world):
    issued(world.county, MONTHLY)
    held(world.sister, date(2026, 11, 2), "party_day")
    client = world.client(Role.SECRETARY)
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("duties:organization", args=[world.branch.pk]))
    facts = [one["sql"] for one in seen if 'FROM "gatherings_fact"' in one["sql"]]
    assert facts and all(world.branch.path in sql for sql in facts)
