"""The auditor's page: what is found, how it reads, who sees which part of it, what taking it away leaves."""

import io
import uuid
from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.gatherings.made import content, recorded
from zhibu.access.actions import appoint, open_account, set_active
from zhibu.access.audit import chain, person_keys, words
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.gatherings import actions as gatherings
from zhibu.registry.actions import change_member, change_organization, correct_member

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
NUMBER = "11010519491231002X"


@pytest.fixture
def auditor(world):
    """Of the whole county."""
    world.account(Role.AUDITOR)
    member = world.accounts[Role.AUDITOR].member
    appoint(acting=None, member=member, organization=world.county, role=Role.AUDITOR, since=date(2020, 1, 1))
    return world.client(Role.AUDITOR)


def text_of(client, **asked):
    asked.setdefault("since", "2020-01-01")
    answer = client.get(reverse("audit:events"), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def found(client, **asked):
    asked.setdefault("since", "2020-01-01")
    return client.get(reverse("audit:events"), asked).context["lines"]


def test_a_change_reads_as_people_say_it(world, auditor):
    secretary = world.account(Role.SECRETARY)
    change_member(acting=secretary, member=world.alice, day=DAY, category="rural", is_frail=True)
    change_organization(acting=secretary, organization=world.branch, day=DAY, name="东村党支部")
    renamed, changed = found(auditor, who="党支部书记")
    assert (changed.who, changed.verb, changed.kind, changed.subject) == (
        "党支部书记", "调整党员信息", "党员", "艾丽",
    )  # fmt: skip
    assert {(one.label, one.before, one.after) for one in changed.changes} == {
        ("类别", "其他党员", "农村党员"),
        ("年老体弱或长期患病", "否", "是"),
    }
    (told,) = renamed.changes
    assert (told.label, told.before, told.after) == ("名称", "branch", "东村党支部")


def test_organizations_and_days_in_changes_are_named(world, auditor):
    change_member(acting=None, member=world.alice, day=DAY, organization=world.sister)
    (line,) = found(auditor, verb="change_member")
    told = {one.label: (one.before, one.after) for one in line.changes}
    assert told["所在党组织"] == ("branch", "sister") and told["党小组"] == ("group", "—")


def test_of_numbers_only_the_change_is_told(world, auditor):
    correct_member(acting=None, member=world.alice, id_number=NUMBER, phone="10012345678")
    shown = text_of(auditor, verb="correct_member")
    assert "有变动，内容不记" in shown and NUMBER not in shown and "10012345678" not in shown


def test_what_was_erased_is_said_to_be(world, auditor):
    change_member(acting=None, member=world.alice, day=DAY, is_frail=True)
    person_keys.destroy(world.alice.pk)
    (line,) = found(auditor, verb="change_member")
    assert line.is_forgotten and [one.is_kept for one in line.changes] == [False]
    assert "已按规定删除" in text_of(auditor, verb="change_member")


def test_a_record_of_a_gathering_tells_how_many_and_a_correction_what_differs(world, auditor):
    with time_machine.travel("2026-03-06T09:00:00+08:00"):
        made = recorded(world.branch, place="老会议室")
        given = content(world.branch, place="新会议室", away=[world.alice], discussed="谈了艾丽的事")
        gatherings.correct(acting=None, gathering=made, version=1, key=uuid.uuid4(), content=given)
    corrected, first = found(auditor, what="branch")[:2]
    told = {one.label: (one.before, one.after, one.is_kept) for one in corrected.changes}
    assert told["地点"] == ("老会议室", "新会议室", True)
    assert told["缺席人数"] == ("0", "1", True) and told["主要内容"][2] is False
    assert ("地点", "—", "老会议室") in [(one.label, one.before, one.after) for one in first.changes]
    assert "谈了艾丽" not in repr(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ({"what": "艾"}, {"艾丽"}),
        ({"what": "sister"}, {"sister"}),
        ({"what": "far"}, {"far", "elsewhere", "elsewhere-group", "石强"}),
        ({"what": "没有这个名字"}, set()),
    ],
)
def test_events_are_found_by_whom_or_what_they_concern(world, auditor, asked, subjects):
    assert {line.subject for line in found(auditor, **asked)} == subjects


def test_events_are_found_by_who_did_them_and_what_it_was(world, auditor):
    secretary = world.account(Role.SECRETARY)
    change_organization(acting=secretary, organization=world.branch, day=DAY, name="东村党支部")
    assert [line.verb for line in found(auditor, who="secretary")] == ["调整党组织"]
    assert [line.who for line in found(auditor, verb="change_organization")] == ["党支部书记"]
    assert {line.who for line in found(auditor, who="命令行")} == {"命令行"}
    assert found(auditor, who="nobody") == []


def test_days_are_those_of_the_place_and_both_count(world, auditor):
    zone = timezone.get_current_timezone()
    with time_machine.travel(datetime(2026, 5, 1, 0, 5, tzinfo=zone), tick=False):
        change_organization(acting=None, organization=world.branch, day=DAY, name="东村党支部")
    for since, until, number in [
        ("2026-05-01", "2026-05-01", 1),
        ("2026-04-30", "2026-04-30", 0),
        ("2026-05-02", "2026-05-03", 0),
    ]:
        assert len(found(auditor, since=since, until=until, verb="change_organization")) == number


def test_the_first_look_is_at_the_last_month(world, auditor):
    with time_machine.travel("2019-01-01T09:00:00+08:00"):
        set_active(acting=None, account=world.account(Role.STAFF), is_active=False)
    assert Event.objects.get(verb="set_active").at.year == 2019
    shown = auditor.get(reverse("audit:events"))
    assert "启用或停用账号" not in [line.verb for line in shown.context["lines"]]
    assert len(found(auditor, verb="set_active", since="2018-01-01")) == 1


def test_a_wrong_day_is_said_and_the_rest_is_still_asked(world, auditor):
    shown = auditor.get(reverse("audit:events"), {"since": "soon", "verb": "set_active"})
    assert 'class="wrong"' in shown.content.decode() and shown.context["lines"] == []


def test_an_auditor_of_a_town_sees_what_happened_there_and_nothing_else(world):
    client = world.client(Role.AUDITOR)
    open_account(acting=None, username="root", is_administrator=True)
    subjects = {line.subject for line in found(client)}
    assert {"near", "branch", "艾丽"} <= subjects
    assert not subjects & {"county", "far", "elsewhere", "石强", "root"}
    assert found(client, what="石强") == []


def test_what_happened_nowhere_in_the_tree_is_seen_by_the_auditor_of_the_whole(world, auditor):
    open_account(acting=None, username="root", is_administrator=True)
    assert [line.subject for line in found(auditor, verb="open_account")][0] == "root"


def test_the_number_of_queries_does_not_grow(world, auditor, django_assert_max_num_queries):
    found(auditor)
    for number in range(12):
        member = world.admit(f"甲{number}", world.branch)
        change_member(acting=None, member=member, day=date(2026, 4, 1), organization=world.sister)
    with django_assert_max_num_queries(16):
        assert len(found(auditor)) > 30


def test_the_page_says_how_far_the_chain_reaches(world, auditor, settings, tmp_path):
    assert "待封存" in text_of(auditor)
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors")
    number = chain.seal()
    assert f"已封存到第 {number} 号" in text_of(auditor) and f"第 {number} 号" in text_of(auditor)


def test_the_table_holds_the_search_and_taking_it_is_an_event(world, auditor):
    secretary = world.account(Role.SECRETARY)
    change_organization(acting=secretary, organization=world.branch, day=DAY, name="=1+1")
    answer = auditor.get(reverse("audit:export"), {"since": "2020-01-01", "verb": "change_organization"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["序号", "时间", "何人", "做了什么"] and len(rows) == 2
    assert rows[1][2:4] == ["党支部书记", "调整党组织"] and "branch → =1+1" in rows[1][6]
    left = Event.objects.get(verb="export_events")
    assert left.changes == {"n": None} and left.acting.username == "auditor"


def test_words_of_verbs_are_all_different():
    assert len(set(map(str, words.VERBS.values()))) == len(words.VERBS)
