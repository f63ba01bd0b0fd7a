"""Committees above the branch record what they hold themselves, and nothing of what is below them."""

import pytest

from tests.gatherings.made import DAY, recorded, sent
from tests.world import LONG_AGO
from zhibu.access.actions import appoint, open_account
from zhibu.access.policy import Ability, Role
from zhibu.gatherings.kinds import is_above_branch
from zhibu.gatherings.models import Gathering
from zhibu.gatherings.people import people_of
from zhibu.plans.codes import Activity, Level, Sector

pytestmark = pytest.mark.django_db
FORM = "/gatherings/record/"
PLACES = {Role.STAFF: "near", Role.COUNTY: "county"}


@pytest.fixture
def led(world):
    """The leading body of the town and of the county: two members each, who belong to branches."""
    for place in (world.near, world.county):
        for name, role in (("书记", Role.SECRETARY), ("委员", Role.COMMITTEE_MEMBER)):
            member = world.admit(f"{place.code}{name}", world.sister)
            appoint(acting=None, member=member, organization=place, role=role, since=LONG_AGO)
    return world


@pytest.mark.parametrize("role", PLACES)
@pytest.mark.parametrize("kind", ["committee_meeting", "group_study", "democratic_life_meeting"])
def test_whoever_holds_a_post_above_records_for_that_organization(led, role, kind):
    place = getattr(led, PLACES[role])
    answer = led.client(role).post(FORM, sent(place, kind))
    assert answer.status_code == 302
    gathering = Gathering.objects.get()
    assert (gathering.organization, gathering.kind) == (place, kind)
    names = {one.member.name for one in gathering.attendances.select_related("member")}
    assert names == {f"{place.code}书记", f"{place.code}委员"}


@pytest.mark.parametrize("role", PLACES)
def test_and_for_no_other(led, role):
    client = led.client(role)
    for other in (led.branch, led.group, led.far):
        assert client.get(FORM, {"organization": other.pk, "kind": "lecture"}).status_code == 404
        assert client.post(FORM, sent(other, "lecture")).status_code == 404
    below = recorded(led.branch)
    assert client.get(f"/gatherings/{below.pk}/correct/").status_code == 404
    assert Gathering.objects.count() == 1


def test_a_post_of_the_leading_body_above_gives_no_right_below(led):
    """A town's secretary records for the town; the branches record for themselves."""
    secretary = people_of(led.near, Activity.COMMITTEE_MEETING, DAY)[0].member
    account = open_account(acting=None, username="town", member=secretary)
    covered = account.reach(Ability.KEEP_RECORDS)
    assert covered.covers(led.near.path) and not covered.covers(led.branch.path)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.INSPECTOR, Role.AUDITOR])
def test_who_only_looks_after_others_records_nothing(led, role):
    assert led.client(role).get(FORM).status_code == 404


def test_the_choice_is_that_of_a_committee(led):
    shown = led.client(Role.STAFF).get(FORM).text
    for words in ("党（工）委会", "中心组学习", "民主生活会"):
        assert words in shown
    assert "主题党日" not in shown and "支委会" not in shown


def test_a_branch_is_never_offered_a_democratic_life_meeting(world):
    client = world.client(Role.SECRETARY)
    assert "民主生活会" not in client.get(FORM).text
    form = client.get(FORM, {"organization": world.branch.pk, "kind": "party_day"}).text
    assert "民主生活会" not in form and "组织生活会" in form


def test_a_record_is_called_as_the_committee_calls_it(led):
    gathering = recorded(led.near, Activity.GROUP_STUDY)
    assert "中心组学习" in led.client(Role.STAFF).get(f"/gatherings/{gathering.pk}/").text


def test_without_a_leading_body_one_is_told_what_to_do(world):
    query = {"organization": world.near.pk, "kind": "committee_meeting"}
    assert "还没有登记领导班子成员" in world.client(Role.STAFF).get(FORM, query).text


def test_the_quorum_of_a_counties_democratic_life_meeting_is_two_thirds(led):
    third = led.admit("第三人", led.sister)
    appoint(acting=None, member=third, organization=led.county, role=Role.COMMITTEE_MEMBER, since=LONG_AGO)
    gathering = recorded(led.county, Activity.DEMOCRATIC_LIFE_MEETING, away=[third])
    shown = led.client(Role.COUNTY).get(f"/gatherings/{gathering.pk}/").text
    assert "需到会 2 人" in shown and "达到规定人数" in shown and "民主生活会若干规定" in shown


def test_members_below_a_general_branch_come_to_its_meetings(world):
    general = world.found("general", world.near, Level.GENERAL_BRANCH, Sector.SCHOOL)
    inside = world.found("inside", general, Level.BRANCH, Sector.SCHOOL)
    bo = world.admit("柏宁", inside)
    assert [one.member for one in people_of(general, Activity.GENERAL_MEETING, DAY)] == [bo]
    assert not is_above_branch(Level.GENERAL_BRANCH) and is_above_branch(Level.COMMITTEE)
