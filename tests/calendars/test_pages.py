"""The pages: what they say, where they lead, and how much they ask of the database."""

from datetime import date, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.duties.county import TODAY, duty, held, issued, plan
from tests.gatherings.made import recorded
from zhibu.access.policy import Role
from zhibu.calendars.models import Adoption, Planned, Reminding
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
RULES = plan(
    "p",
    duty("day", title="主题党日", every="month", on={"day": 25}),
    duty("lecture", title="党课", activity="lecture", every="quarter"),
    duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="month", on={"day": 27}),
)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def branch(world):
    issued(world.county, RULES)
    return world.branch


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def at(name, target):
    return reverse(f"calendars:{name}", args=[target.pk])


def planned(organization, day, *parts):
    segments = [list(part) for part in parts] or [["lecture", 60]]
    return Planned.objects.create(organization=organization, year=day.year, day=day, segments=segments)


def test_a_month_shows_holidays_moved_days_records_plans_and_dues(branch, world):
    recorded(branch, Activity.PARTY_DAY, day=date(2026, 10, 9))
    planned(branch, date(2026, 10, 21))
    shown = text(world.client(Role.SECRETARY).get(at("organization", branch), {"month": "2026-10"}))
    assert "国庆节放假：1日至7日" in shown and "国庆节调休上班：10日" in shown
    assert "is-moved" in shown and "已记录" in shown and "计划" in shown
    this_month = text(world.client(Role.SECRETARY).get(at("organization", branch)))
    assert "主题党日" in this_month and "/why/" in this_month


def test_a_member_sees_own_things_and_what_everybody_is_expected_at(branch, world):
    planned(branch, date(2026, 11, 20))
    committee = planned(branch, date(2026, 11, 19), ["committee_meeting", 60])
    Planned.objects.filter(pk=committee.pk).update(audience="committee")
    held(branch, date(2026, 11, 3), "general_meeting", present=[world.alice])
    member = world.account(Role.MEMBER).member
    shown = text(world.client(Role.MEMBER).get(at("member", member)))
    assert "谈心谈话" in shown and "党课" in shown
    assert "支委会" not in shown and "党员大会" not in shown and "/calendar/planned/" not in shown


def test_proposed_adopted_with_one_press_adjusted_and_said_at_once(branch, world):
    client = world.client(Role.SECRETARY)
    page = client.get(at("propose", branch), {"year": 2026})
    shown = text(page)
    assert "全年还需活动 2 次" in shown and "已证明最少" in shown and "方案p" in shown
    answer = client.post(at("propose", branch), {"proposal": page.context["proposal"].signed()}, follow=True)
    assert Adoption.objects.get().number == Planned.objects.count() == 2
    assert "照现在的安排，要聚会的各项要求今年都能办到" in text(answer)
    december = Planned.objects.get(day__month=12)
    told = client.post(at("planned", december), {"verb": "drop", "version": 1}, follow=True)
    assert "这样安排，12月的“主题党日”办不到：每月至少1次（《方案p》（测〔2026〕1号）一.1）" in text(told)
    assert not Planned.objects.filter(pk=december.pk).exists()
    sent = {"organization": branch.pk, "audience": "all", "day": "2026-12-25", "did": "party_day"}
    mended = client.post(at("add", branch), sent | {"minutes-party_day": "30"}, follow=True)
    assert "有 1 项要求因此补上了" in text(mended)


def test_a_planned_gathering_opens_the_form_filled_in(branch, world):
    one = planned(branch, date(2026, 11, 16), ["party_day", 30], ["lecture", 60])
    client = world.client(Role.SECRETARY)
    shown = text(client.get(at("planned", one)))
    form = f"/gatherings/record/?organization={branch.pk}&amp;activity=party_day&amp;activity=lecture"
    form += "&amp;date="
    assert f"{form}2026-11-16" in shown
    assert f"{form}2026-11-16" in text(client.get(at("organization_year", branch)))
    filled = text(client.get(form.replace("&amp;", "&") + "2026-11-16"))
    assert 'value="2026-11-16"' in filled
    ahead = planned(branch, date(2026, 12, 16))
    assert f"activity=lecture&amp;date={TODAY}" in text(client.get(at("planned", ahead)))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"verb": "change", "day": "2026-11-01", "did": "lecture", "minutes-lecture": "60"},
            "今天或以后",
        ),
        ({"verb": "change", "day": "2026-12-01"}, "请至少选一个环节"),
        ({"verb": "change", "day": "2026-12-01", "did": "lecture", "minutes-lecture": "x"}, "1 至 1440"),
        ({"verb": "split", "new_day": "2026-12-01", "moved": ["lecture", "party_day"]}, "至少留下一个"),
        ({"verb": "split", "new_day": ""}, "wrong"),
        ({"verb": "drop", "version": "9"}, "别人已经调整过"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(branch, world, sent, said):
    one = planned(branch, date(2026, 11, 26), ["party_day", 30], ["lecture", 60])
    answer = world.client(Role.SECRETARY).post(at("planned", one), {"version": 1} | sent)
    assert said in text(answer) and Planned.objects.get().version == 1


def test_a_proposal_of_nobody_is_refused(branch, world):
    answer = world.client(Role.SECRETARY).post(at("propose", branch), {"proposal": "x"}, follow=True)
    assert "请重新提出一次" in text(answer) and not Planned.objects.exists()


def test_clauses_that_clash_are_named_in_place_of_a_proposal(world):
    issued(
        world.county,
        plan("a", duty("many", activity="lecture", every="year", at_least=5)),
        plan("b", duty("few", activity="lecture", every="year", at_most=1)),
    )
    shown = text(world.client(Role.SECRETARY).get(at("propose", world.branch), {"year": 2027}))
    assert "方案a" in shown and "方案b" in shown and "采用这份安排" not in shown


def test_empty_places_say_what_to_do(world):
    client = world.client(Role.SECRETARY)
    assert "上级党委印发方案后" in text(client.get(at("organization", world.branch)))
    assert "没有要排的活动" in text(client.get(at("propose", world.branch)))
    assert "还没有地址" in text(client.get(reverse("calendars:feeds")))
    assert "近几天没有要办的事" in text(client.get(reverse("calendars:reminders")))


def test_who_may_not_plan_here_is_offered_nothing(branch, world):
    planned(branch, date(2026, 12, 1))
    shown = text(world.client(Role.STAFF).get(at("organization_year", branch)))
    assert "/propose/" not in shown and "/calendar/planned/" not in shown


def test_past_months_can_be_looked_at_and_not_changed(branch, world):
    one = planned(branch, date(2026, 10, 12))
    client = world.client(Role.SECRETARY)
    assert "过去月份的安排不再改动" in text(client.get(at("planned", one)))
    client.post(at("planned", one), {"verb": "drop", "version": 1})
    assert Planned.objects.filter(pk=one.pk).exists()


def test_how_to_be_reminded_is_chosen_and_kept(branch, world):
    client, page = world.client(Role.SECRETARY), reverse("calendars:reminders")
    sent = {"in_application": "on", "days_ahead": "7", "quiet_from": "21:00", "quiet_to": "07:30"}
    shown = text(client.post(page, sent, follow=True))
    assert "主题党日" in shown and Reminding.objects.get().next_at is None
    assert "请填写电子邮箱" in text(client.post(page, sent | {"by_email": "on"}))
    client.post(page, sent | {"by_email": "on", "address": "a@example.org"})
    kept = Reminding.objects.get()
    assert kept.next_at is not None and kept.quiet_to == time(7, 30) and kept.days_ahead == 7
    client.post(page, sent | {"in_application": ""})
    assert Reminding.objects.get().next_at is None


def test_what_is_near_stands_first_on_ones_own_calendar_only(branch, world):
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        for role, expected in ((Role.SECRETARY, True), (Role.STAFF, False)):
            shown = text(world.client(role).get(at("organization", branch)))
            assert ("快到日子的" in shown) is expected
        Reminding.objects.create(account=world.account(Role.SECRETARY), in_application=False)
        assert "快到日子的" not in text(world.client(Role.SECRETARY).get(at("organization", branch)))


def test_a_frail_member_is_told_not_to_worry(branch, world):
    member = world.account(Role.MEMBER).member
    type(member).objects.filter(pk=member.pk).update(is_frail=True)
    assert "您不用操心" in text(world.client(Role.MEMBER).get(reverse("calendars:reminders")))


@pytest.mark.parametrize("name", ["organization", "organization_year", "propose", "member", "planned", "add"])
def test_the_number_of_queries_is_fixed(branch, world, name):
    one = planned(branch, date(2026, 11, 26))
    target = {"member": world.account(Role.SECRETARY).member, "planned": one}.get(name, branch)
    client, counts = world.client(Role.SECRETARY), []
    held(branch, date(2026, 11, 2), "visit")
    client.get(reverse("burden:self_check"))  # the session is written once
    for n in range(2):
        with CaptureQueriesContext(connection) as asked:
            text(client.get(at(name, target)))
        counts.append(len(asked))
        for day in range(1, 12):
            planned(branch, date(2026, 12, day))
            planned(world.group, date(2026, 12, day), ["group_meeting", 60])
            held(branch, date(2026, 11, day), "visit", present=[world.alice])
            world.admit(f"新{n}{day}", branch)
    assert counts[0] == counts[1]
