"""The pages of leave: two taps and a reason, who may decide, and who is told what."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.gatherings.made import DAY, exempted, recorded, sent
from zhibu.access.policy import Role
from zhibu.gatherings import leave, queries, register
from zhibu.gatherings.grounds import Ground, LeaveState
from zhibu.gatherings.minutes import _particulars
from zhibu.gatherings.models import Exemption, Gathering, LeaveRequest, OrganizationRequest, Reason
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
SECRET = "腰椎间盘手术后休养"
ASK, OWN = "/gatherings/leave/ask/", "/gatherings/leave/"
ABOVE = [Role.STAFF, Role.COUNTY, Role.INSPECTOR, Role.INSTRUCTOR]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-03-06T09:00:00+08:00", tick=False):
        yield


def absence(**fields):
    return {"kind": "absence", "ground": "private", "from_day": "2026-03-05", "activity": ""} | fields


def lasting(**fields):
    return {"kind": "exemption", "ground": "maternity", "from_day": "2026-03-05", "activity": ""} | fields


def of(place):
    return reverse("gatherings:exemptions", args=[place.pk])


def waiting(world, **more):
    given = {"is_lasting": True, "ground": Ground.MATERNITY, "from_day": DAY, "words": SECRET} | more
    return leave.ask(acting=None, organization=world.branch, member=world.alice, **given)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────
def test_a_member_asks_with_a_reason_and_nothing_else(world):
    """Two taps: the link of a due fills in day and activity, a reason is chosen, the button sent."""
    client = world.client(Role.MEMBER)
    form = client.get(ASK, {"kind": "absence", "activity": "party_day", "date": "2026-03-05"}).context["form"]
    initial = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(ASK, initial | {"kind": "absence", "ground": "work"})
    assert answer.status_code == 302 and answer.url == OWN
    request = LeaveRequest.objects.get()
    assert (request.member, request.ground) == (world.account(Role.MEMBER).member, Ground.WORK)
    assert (request.activity_code, request.from_day, request.to_day) == ("party_day", DAY, DAY)
    assert "待批" in client.get(OWN).text


@pytest.mark.parametrize("data", [absence(ground=""), absence(ground="frail"), lasting(ground="illness")])
def test_a_reason_is_one_of_the_kinds(world, data):
    assert world.client(Role.MEMBER).post(ASK, data).status_code == 200
    assert not LeaveRequest.objects.exists()


def test_free_text_may_be_left_out_or_written(world):
    client = world.client(Role.MEMBER)
    assert client.post(ASK, lasting()).status_code == 302
    assert client.post(ASK, lasting(activity="lecture", words=SECRET)).status_code == 302
    assert SECRET in client.get(OWN).text


def test_a_member_asks_for_nobody_else(world):
    client = world.client(Role.MEMBER)
    assert client.post(ASK, absence(organization=world.branch.pk, member=world.alice.pk)).status_code == 404
    client.post(ASK, absence(member=world.alice.pk))
    assert LeaveRequest.objects.get().member == world.account(Role.MEMBER).member


def test_the_secretary_asks_for_a_member_of_the_branch_and_of_no_other(world):
    client = world.client(Role.SECRETARY)
    data = absence(organization=world.branch.pk)
    assert client.post(ASK, data | {"member": world.stranger.pk}).status_code == 200
    assert client.post(ASK, data | {"organization": world.elsewhere.pk}).status_code == 404
    assert client.post(ASK, data | {"member": world.alice.pk}).status_code == 302
    request = LeaveRequest.objects.get()
    assert request.member == world.alice and request.is_waiting
    assert request.steps.get().acting == world.account(Role.SECRETARY)


def test_what_a_meeting_has_already_decided_holds_at_once(world):
    data = lasting(organization=world.branch.pk, member=world.alice.pk, approved_by="支委会 3 月 2 日会议")
    world.client(Role.SECRETARY).post(ASK, data)
    assert Exemption.objects.get().approved_by == "支委会 3 月 2 日会议"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world):
    client = world.client(Role.MEMBER)
    answer = client.post(ASK, lasting(to_day="2026-01-01", words="补充的话"))
    assert "早于开始" in answer.text and "补充的话" in answer.text
    client.post(ASK, lasting())
    assert "已经有一件同样的申请" in client.post(ASK, lasting()).text


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────
def test_the_branch_approves(world):
    address = reverse("gatherings:decide_leave", args=[waiting(world).pk])
    assert world.client(Role.SECRETARY).post(address, {"approve": "1"}).url == of(world.branch)
    made = Exemption.objects.get()
    assert made.member == world.alice and made.approved_by == Role.SECRETARY.label  # the secretary's name


def test_the_branch_declines_and_the_member_reads_why(world):
    client = world.client(Role.MEMBER)
    client.post(ASK, lasting())
    request = LeaveRequest.objects.get()
    address = reverse("gatherings:decide_leave", args=[request.pk])
    secretary = world.client(Role.SECRETARY)
    assert "写明原因" in secretary.post(address, {"decline": "1", "words": ""}).text
    secretary.post(address, {"decline": "1", "words": "请先交接工作"})
    shown = client.get(OWN).text
    assert "未同意" in shown and "请先交接工作" in shown and not Exemption.objects.exists()
    assert "已经办过" in secretary.post(address, {"approve": "1"}).text


@pytest.mark.parametrize("role", [*ABOVE, Role.GROUP_LEADER, Role.MEMBER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_decides(world, role):
    address = reverse("gatherings:decide_leave", args=[waiting(world).pk])
    client = world.client(role)
    assert client.get(address).status_code == client.post(address, {"approve": "1"}).status_code == 404
    assert not Exemption.objects.exists()


def test_a_member_withdraws_and_ends_early(world):
    client = world.client(Role.MEMBER)
    client.post(ASK, absence())
    client.post(reverse("gatherings:withdraw_leave", args=[LeaveRequest.objects.get().pk]))
    assert LeaveRequest.objects.get().state is LeaveState.WITHDRAWN
    request = exempted(world.account(Role.MEMBER).member)
    assert "提前结束" in client.get(OWN).text
    client.post(reverse("gatherings:withdraw_leave", args=[request.pk]))
    assert Exemption.objects.get().to_day == date(2026, 3, 6)
    shown = client.get(OWN).text
    assert "已提前结束" in shown and "经过" in shown
    again = client.post(reverse("gatherings:withdraw_leave", args=[request.pk]), follow=True)
    assert "已经办结或已经到期" in again.text


def test_the_secretary_ends_an_exemption(world):
    request = exempted(world.alice)
    client = world.client(Role.SECRETARY)
    client.post(reverse("gatherings:end_exemption", args=[request.exemption_id]))
    request.refresh_from_db()
    assert request.state is LeaveState.ENDED
    old = Exemption.objects.create(organization=world.branch, from_day=date(2026, 1, 1), approved_by="x")
    client.post(reverse("gatherings:end_exemption", args=[old.pk]))
    old.refresh_from_db()
    assert old.to_day == date(2026, 3, 6)


# ── an organization's own ───────────────────────────────────────────────────────────────────────
def ask_for_branch(world):
    data = {"organization": world.branch.pk, "own": "1", "ground": "no_premises", "from_day": "2026-03-01"}
    assert world.client(Role.SECRETARY).post(ASK, data).status_code == 302
    return OrganizationRequest.objects.get()


def test_a_branch_asks_and_the_committee_above_it_approves(world):
    request = ask_for_branch(world)
    staff = world.client(Role.STAFF)
    assert "branch" in staff.get(of(world.near)).text and "暂无活动场所" in staff.get(of(world.near)).text
    address = reverse("gatherings:decide_below", args=[request.pk])
    assert staff.post(address, {"approve": "1", "approved_by": "镇党委会议"}).url == of(world.near)
    made = Exemption.objects.get()
    assert (made.organization, made.member, made.approved_by) == (world.branch, None, "镇党委会议")


def test_a_branch_does_not_approve_its_own(world):
    request = ask_for_branch(world)
    client = world.client(Role.SECRETARY)
    for name in ("decide_below", "decide_leave"):
        assert client.post(reverse(f"gatherings:{name}", args=[request.pk])).status_code == 404
    with pytest.raises(LeaveRequest.DoesNotExist):
        LeaveRequest.objects.get(state_code="approved")


def test_a_town_asks_the_county_and_not_itself(world):
    staff = world.client(Role.STAFF)
    data = {"organization": world.near.pk, "own": "1", "ground": "other", "from_day": "2026-03-01"}
    assert staff.post(ASK, data).status_code == 302
    address = reverse("gatherings:decide_below", args=[OrganizationRequest.objects.get().pk])
    assert staff.post(address, {"approve": "1"}).status_code == 404
    assert world.client(Role.COUNTY).post(address, {"approve": "1"}).status_code == 302


# ── who is told what ─────────────────────────────────────────────────────────────────────────────
def test_health_is_for_the_member_and_the_secretary_alone(world):
    request = waiting(world)
    leave.approve(acting=None, request=request, approved_by="支委会")
    secretary = world.client(Role.SECRETARY).get(of(world.branch)).text
    assert "产假" in secretary and SECRET in secretary and "艾丽" in secretary
    committee = world.client(Role.COMMITTEE_MEMBER).get(of(world.branch)).text
    assert "艾丽" in committee and "产假" not in committee and SECRET not in committee


@pytest.mark.parametrize("role", ABOVE)
def test_levels_above_see_numbers(world, role):
    leave.approve(acting=None, request=waiting(world))
    waiting(world, activity=None, is_lasting=False, ground=Ground.ILLNESS)
    shown = world.client(role).get(of(world.branch)).text
    assert "艾丽" not in shown and SECRET not in shown
    assert "<dt>产假</dt><dd>1 人</dd>" in shown


@pytest.mark.parametrize("role", ABOVE)
def test_a_record_tells_levels_above_who_was_away_and_not_of_what_illness(world, role):
    bo, old = world.admit("柏宁", world.branch), world.admit("老党员", world.branch, is_frail=True)
    gathering = recorded(world.branch, away=[bo])
    near, above = world.client(Role.SECRETARY), world.client(role)
    address = f"/gatherings/{gathering.pk}/"
    assert "柏宁（病假）" in near.get(address).text and old.name in near.get(address).text
    shown = above.get(address).text
    assert "柏宁" in shown and "病假" not in shown and old.name not in shown and "1 人" in shown
    about = above.get(reverse("gatherings:member", args=[bo.pk])).text
    assert "缺席" in about and "病假" not in about


def test_a_correction_tells_levels_above_no_more(world):
    bo, client = world.admit("柏宁", world.branch), world.client(Role.SECRETARY)
    gathering = recorded(world.branch)
    data = sent(world.branch, version=1) | {f"why-{bo.pk}": "illness"}
    data["came"] = [pk for pk in data["came"] if pk != bo.pk]
    assert client.post(f"/gatherings/{gathering.pk}/correct/", data).status_code == 302
    assert "柏宁（病假）" in client.get(f"/gatherings/{gathering.pk}/").text
    shown = world.client(Role.STAFF).get(f"/gatherings/{gathering.pk}/").text
    assert "柏宁" in shown and "病假" not in shown


def test_papers_tell_levels_above_no_more(world):
    bo = world.admit("柏宁", world.branch)
    world.admit("老党员", world.branch, is_frail=True)
    gathering = recorded(world.branch, away=[bo])
    cases = (
        (Role.SECRETARY, ("柏宁（病假）", "老党员"), ["柏宁（病假）", "老党员（不计入应到）"]),
        (Role.STAFF, ("柏宁", "1 人"), ["柏宁", "另有 1 人不计入应到"]),
    )
    for role, (absent, spared), cell in cases:
        account = world.account(role)
        told = dict(_particulars(queries.gathering_page(account, gathering)))
        assert (told["缺席"], told["不计入应到"]) == (absent, spared)
        (row,) = queries.register_rows(account, world.branch, 2026)
        assert sorted(register.cells(row)[8].split("、")) == sorted(cell)


# ── the record form ──────────────────────────────────────────────────────────────────────────────
def form_rows(world):
    query = {"organization": world.branch.pk, "kind": "party_day", "date": DAY.isoformat()}
    return world.client(Role.SECRETARY).get("/gatherings/record/", query)


def test_who_has_leave_is_unticked_with_no_word_of_the_reason(world):
    request = waiting(world, is_lasting=False, ground=Ground.ILLNESS)
    leave.approve(acting=None, request=request)
    answer = form_rows(world)
    row = next(one for one in answer.context["form"].person_rows if one.person.member == world.alice)
    assert not row.is_ticked and row.reason == Reason.LEAVE
    data = sent(world.branch) | {f"why-{world.alice.pk}": "leave"}
    data["came"] = [pk for pk in data["came"] if pk != world.alice.pk]
    world.client(Role.SECRETARY).post("/gatherings/record/", data)
    attendance = Gathering.objects.get().attendances.get(member=world.alice)
    assert (attendance.reason, attendance.is_required) == ("leave", True)


def test_who_is_exempt_stands_apart(world):
    exempted(world.alice)
    form = form_rows(world).context["form"]
    assert [one.person.member for one in form.spared_rows] == [world.alice]
    assert world.alice not in [one.person.member for one in form.person_rows]


@pytest.mark.parametrize("address", [OWN, "of", "ask"])
def test_pages_ask_for_the_same_number_of_queries_whatever_the_number_of_people(
    world, address, django_assert_num_queries
):
    role = Role.MEMBER if address == OWN else Role.SECRETARY
    client = world.client(role)
    where = {"of": of(world.branch), "ask": f"{ASK}?organization={world.branch.pk}"}.get(address, address)
    own = world.account(Role.MEMBER).member
    for member in (own, world.alice):
        exempted(member)
    waiting(world, activity=None, ground=Ground.OTHER, from_day=date(2025, 1, 1), to_day=date(2025, 2, 1))
    client.get(where)
    with CaptureQueriesContext(connection) as first:
        assert client.get(where).status_code == 200
    for number in range(4):
        member = world.admit(f"新人{number}", world.branch)
        exempted(member)
        leave.ask(
            acting=None, organization=world.branch, member=member, is_lasting=False,
            ground=Ground.WORK, from_day=DAY,
        )  # fmt: skip
        exempted(own, ground=Ground.SECONDED, activity=list(Activity)[number])
    with django_assert_num_queries(len(first)):
        client.get(where)
