"""The pages of records, as the people who use them see them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.gatherings.made import DAY, exempted, recorded, sent
from zhibu.access.policy import Role
from zhibu.gatherings.models import Draft, Gathering
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
FORM = "/gatherings/record/"


def form_of(world, **query):
    query = {"organization": world.branch.pk, "kind": "party_day"} | query
    return world.client(Role.SECRETARY).get(FORM, query)


def test_the_choice_offers_the_branch_and_its_groups(world):
    answer = world.client(Role.SECRETARY).get(FORM)
    assert [one.code for one in answer.context["places"]] == ["branch", "group"]
    for words in ("主题党日", "党员大会", "支委会", "党小组会"):
        assert words in answer.text


def test_a_group_leader_records_for_the_group_only(world):
    client = world.client(Role.GROUP_LEADER)
    assert [one.code for one in client.get(FORM).context["places"]] == ["group"]
    assert client.get(FORM, {"organization": world.branch.pk, "kind": "party_day"}).status_code == 404
    assert client.post(FORM, sent(world.branch)).status_code == 404
    assert client.post(FORM, sent(world.group, "group_meeting")).status_code == 302
    assert Gathering.objects.get().organization == world.group


@pytest.mark.parametrize("role", [Role.STAFF, Role.COUNTY, Role.INSPECTOR, Role.INSTRUCTOR])
def test_superiors_only_read(world, role):
    gathering = recorded(world.branch)
    client = world.client(role)
    assert client.get(f"/gatherings/{gathering.pk}/").status_code == 200
    assert client.post(FORM, sent(world.branch)).status_code == 404
    assert (
        client.post(f"/gatherings/{gathering.pk}/correct/", sent(world.branch, version=1)).status_code == 404
    )
    assert client.post(f"/gatherings/{gathering.pk}/cancel/", {"version": 1}).status_code == 404
    assert Gathering.objects.get().version == 1


def test_everyone_is_ticked_to_begin_with(world):
    rows = form_of(world).context["form"].person_rows
    assert rows and all(row.is_ticked for row in rows)


def test_a_due_opens_the_form_already_filled(world):
    client = world.client(Role.SECRETARY)
    answer = client.get(FORM, {"activity": ["party_day", "discussion"], "date": "2026-03-05"})
    form = answer.context["form"]
    assert form.kind.activity is Activity.PARTY_DAY
    assert Activity.DISCUSSION in form.ticked and 'value="2026-03-05"' in answer.text


def test_nobody_who_is_away_is_proposed_to_preside(world):
    recorded(world.branch, chair=world.alice, recorder=world.alice)
    exempted(world.alice)
    form = form_of(world, date="2026-03-10").context["form"]
    assert form.initial["chair"] != world.alice.pk and form.initial["recorder"] is None


@pytest.mark.parametrize("office", ["chair", "recorder", "lecturer"])
def test_whoever_holds_an_office_in_it_was_there(world, office):
    client, bo = world.client(Role.SECRETARY), world.admit("柏宁", world.branch)
    data = sent(world.branch, **{office: bo.pk, f"why-{bo.pk}": "work"})
    told = client.post("/gatherings/record/", data | {"came": [world.alice.pk]})
    assert told.context["form"].errors[office] == ["没有勾选柏宁到会；请核对谁到会，或改选他人"]
    assert client.post("/gatherings/record/", data).status_code == 302


def test_the_form_remembers_place_and_chair_of_the_last_time(world):
    recorded(world.branch, place="村礼堂", chair=world.alice)
    form = form_of(world).context["form"]
    assert (form.initial["place"], form.initial["chair"]) == ("村礼堂", world.alice.pk)


def test_one_form_becomes_one_record(world):
    client, data = (
        world.client(Role.SECRETARY),
        sent(world.branch, did=["group_study"], **{"minutes-group_study": "60"}),
    )
    first, second = client.post(FORM, data), client.post(FORM, data)
    assert first.status_code == 302 and first.url == second.url
    gathering = Gathering.objects.get()
    assert gathering.segments.get().minutes == 60 and gathering.recorded_by == world.account(Role.SECRETARY)


def test_who_is_not_ticked_is_absent_with_the_reason(world):
    client, bo = world.client(Role.SECRETARY), world.admit("柏宁", world.branch)
    data = sent(world.branch) | {f"why-{bo.pk}": "work"}
    data["came"].remove(bo.pk)
    client.post(FORM, data)
    absent = Gathering.objects.get().attendances.get(is_present=False)
    assert (absent.member, absent.reason) == (bo, "work")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"place": ""}, "wrong"),
        ({"occurred_on": "明天"}, "wrong"),
        ({"occurred_on": "2999-01-01"}, "还没有到"),
        ({"came": []}, "至少要有一人到会"),
        ({"did": ["group_study"], "minutes-group_study": "一小时"}, "时长请填"),
        ({"did": ["group_study"], "minutes-group_study": "9999"}, "时长请填"),
        ({"listed": ["0"]}, "名单已按所填日期更新"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, fields, words):
    client = world.client(Role.SECRETARY)
    data = sent(world.branch, discussed="写了很久的内容") | fields
    answer = client.post(FORM, data)
    assert answer.status_code == 200 and words in answer.text and "写了很久的内容" in answer.text
    assert not Gathering.objects.exists()


@pytest.mark.parametrize("address", [FORM + "?kind=nonsense", FORM + "?activity=nonsense"])
def test_an_unknown_kind_leads_to_the_choice(world, address):
    assert world.client(Role.SECRETARY).get(address).templates[0].name == "gatherings/choose.html"


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_draft_is_not_there(world, key):
    assert world.client(Role.SECRETARY).get(FORM, {"draft": key}).status_code == 404


def test_the_same_day_is_asked_about_and_may_be_another(world):
    client = world.client(Role.SECRETARY)
    client.post(FORM, sent(world.branch))
    asked = client.post(FORM, sent(world.branch))
    assert "不是同一次" in asked.text and Gathering.objects.count() == 1
    assert client.post(FORM, sent(world.branch, is_another="on")).status_code == 302
    assert Gathering.objects.count() == 2


def test_a_draft_is_taken_up_where_it_was_left(world):
    client, data = world.client(Role.SECRETARY), sent(world.branch, place="", discussed="写到一半")
    data["came"] = data["came"][:1]
    assert client.post(FORM, data | {"as_draft": "1"}).status_code == 302
    assert "没记完的" in client.get(FORM).text
    again = client.get(FORM, {"draft": data["key"]})
    form = again.context["form"]
    assert "写到一半" in again.text and not form.errors
    assert sum(row.is_ticked for row in form.person_rows) == 1
    assert str(form["key"].value()) == data["key"]
    assert world.client(Role.COMMITTEE_MEMBER).get(FORM, {"draft": data["key"]}).status_code == 404
    client.post("/gatherings/record/draft/drop/", {"key": data["key"]})
    assert not Draft.objects.exists()


def test_the_draft_keeps_itself(world):
    client, data = world.client(Role.SECRETARY), sent(world.branch, discussed="写到一半")
    answer = client.post("/gatherings/record/draft/", data)
    assert "草稿已自动保存" in answer.text and Draft.objects.get().fields["discussed"] == ["写到一半"]
    client.post(FORM, data)
    assert "已经保存过" in client.post("/gatherings/record/draft/", data).text
    assert not Draft.objects.exists()
    assert client.post("/gatherings/record/draft/", data | {"key": "nonsense"}).status_code == 404


def test_another_day_brings_its_own_list(world):
    late = world.admit("新来", world.branch)
    late.states.update(since="2026-06-01")
    client = world.client(Role.SECRETARY)
    before = client.post("/gatherings/record/people/", sent(world.branch))
    after = client.post("/gatherings/record/people/", sent(world.branch, occurred_on="2026-06-02"))
    assert "新来" not in before.text and "新来" in after.text


def test_two_people_editing_are_told_and_lose_nothing(world):
    gathering = recorded(world.branch)
    address = f"/gatherings/{gathering.pk}/correct/"
    first, second = world.client(Role.SECRETARY), world.client(Role.COMMITTEE_MEMBER)
    mine = sent(world.branch, version=1, place="村礼堂", discussed="我写的")
    data = sent(world.branch, version=1, place="会议室", discussed="他写的")
    assert second.post(address, data).status_code == 302
    told = first.post(address, mine)
    for words in ("别人已经更正过", "对方改了什么", "他写的", "我写的", "会议室", "村礼堂"):
        assert words in told.text
    assert Gathering.objects.get().place == "会议室"
    assert told.context["form"]["version"].value() == "2"
    assert first.post(address, mine | {"version": 2}).status_code == 302
    kept = Gathering.objects.get()
    assert (kept.place, kept.discussed, kept.version) == ("村礼堂", "我写的", 3)
    assert kept.revisions.get(number=2).content["discussed"] == "他写的"


def test_what_one_did_not_change_oneself_is_taken_from_the_other(world):
    client = world.client(Role.SECRETARY)
    bo = world.admit("柏宁", world.branch)
    gathering = recorded(world.branch, segments={Activity.GROUP_STUDY: 60}, chair=world.alice)
    address = f"/gatherings/{gathering.pk}/correct/"
    same = {"chair": world.alice.pk, "did": ["group_study"], "minutes-group_study": "60", "version": 1}
    theirs = sent(world.branch, **same) | {"discussed": "第一行\r\n第二行", "did": [], f"why-{bo.pk}": "work"}
    theirs["came"] = [pk for pk in theirs["came"] if pk != bo.pk]
    assert client.post(address, theirs).status_code == 302
    told = client.post(address, sent(world.branch, **same, place="村礼堂"))
    assert [one.name for one in told.context["mine"]] == ["place"]
    assert {one.name for one in told.context["changed"]} == {"discussed", "segments", "present", "absent"}
    form = told.context["form"]
    assert client.post(address, dict(form.data.lists())).status_code == 302
    kept = Gathering.objects.get()
    assert (kept.place, kept.discussed, kept.chair) == ("村礼堂", "第一行\n第二行", world.alice)
    assert not kept.segments.exists() and kept.attendances.get(member=bo).reason == "work"


def test_a_correction_begins_with_what_was_recorded(world):
    bo = world.admit("柏宁", world.branch)
    gathering = recorded(world.branch, segments={Activity.DISCUSSION: 25}, away=[bo], topic="原来的主题")
    form = world.client(Role.SECRETARY).get(f"/gatherings/{gathering.pk}/correct/").context["form"]
    rows = {row.person.member.pk: row for row in form.person_rows}
    assert not rows[bo.pk].is_ticked and rows[bo.pk].reason == "illness" and rows[world.alice.pk].is_ticked
    ticked = [(row.activity, row.minutes) for row in form.segment_rows if row.is_ticked]
    assert ticked == [(Activity.DISCUSSION, "25")]


def test_cancelling_asks_why(world):
    gathering = recorded(world.branch)
    client, address = world.client(Role.SECRETARY), f"/gatherings/{gathering.pk}/cancel/"
    key = client.get(address).context["form"]["key"].value()
    assert client.post(address, {"key": key, "version": 1, "reason": ""}).status_code == 200
    assert not Gathering.objects.get().is_cancelled
    client.post(address, {"key": key, "version": 1, "reason": "没有开成"})
    assert Gathering.objects.get().is_cancelled
    shown = client.get(f"/gatherings/{gathering.pk}/").text
    assert "已撤销" in shown and "没有开成" in shown
    assert client.get(f"/gatherings/{gathering.pk}/correct/").status_code == 302


def test_late_records_show_both_dates(world):
    gathering = recorded(world.branch)
    text = world.client(Role.SECRETARY).get(f"/gatherings/{gathering.pk}/").text
    assert "活动日期" in text and "2026年3月5日" in text and "记录日期" in text and "补记" in text


def test_a_quorum_that_was_missed_is_said_with_its_basis(world):
    others = [world.admit(str(number), world.branch) for number in range(4)]
    gathering = recorded(world.branch, Activity.GENERAL_MEETING, away=others)
    text = world.client(Role.SECRETARY).get(f"/gatherings/{gathering.pk}/").text
    assert "未达到规定人数" in text and "支部工作条例" in text and "2026年11月22日核对" in text


def test_a_member_sees_what_was_recorded_about_oneself_only(world):
    account = world.account(Role.MEMBER)
    gathering = recorded(world.branch, topic="学习")
    recorded(world.elsewhere)
    client = world.client(Role.MEMBER)
    page = client.get("/gatherings/mine/")
    assert [one.gathering for one in page.context["page"]] == [gathering]
    assert client.get("/gatherings/").url == "/gatherings/mine/"
    assert client.get(f"/gatherings/{gathering.pk}/").status_code == 404
    assert client.get(f"/gatherings/members/{world.alice.pk}/").status_code == 404
    assert client.get(f"/gatherings/members/{account.member_id}/").status_code == 200


def test_lists_cover_what_is_below_and_nothing_else(world):
    near, group, far = (
        recorded(world.branch),
        recorded(world.group, Activity.GROUP_MEETING),
        recorded(world.elsewhere),
    )

    def listed(role, **query):
        return {
            one.pk
            for one in world.client(role).get("/gatherings/", {"year": DAY.year} | query).context["page"]
        }

    assert listed(Role.SECRETARY) == {near.pk, group.pk}
    assert listed(Role.GROUP_LEADER) == {group.pk}
    assert listed(Role.STAFF) == {near.pk, group.pk}
    assert listed(Role.COUNTY) == {near.pk, group.pk, far.pk}
    assert listed(Role.COUNTY, under=world.far.pk) == {far.pk}
    assert listed(Role.SECRETARY, year=2025) == set()
    outside = world.client(Role.SECRETARY).get("/gatherings/", {"under": world.far.pk})
    assert outside.status_code == 404


def test_every_year_with_a_record_can_be_chosen(world):
    recorded(world.branch)
    recorded(world.branch, day=date(2020, 3, 5))
    years = list(world.client(Role.SECRETARY).get("/gatherings/").context["years"])
    assert years[-1] == 2020 and years == sorted(years, reverse=True) and len(years) > 5


PAGES = [
    "/gatherings/?year=2026",
    "/gatherings/{pk}/",
    "/gatherings/mine/",
    "/gatherings/{pk}/correct/",
    FORM + "?kind=party_day&organization={place}",
]


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_does_not_grow(world, address, django_assert_num_queries):
    client = world.client(Role.SECRETARY)
    gathering = recorded(world.branch, segments={Activity.GROUP_STUDY: 60})
    address = address.format(pk=gathering.pk, place=world.branch.pk)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    more = [world.admit(str(number), world.branch) for number in range(8)]
    for number in range(1, 5):
        recorded(
            world.branch, day=DAY.replace(day=10 + number), away=more[:2], segments={Activity.DISCUSSION: 5}
        )
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200
