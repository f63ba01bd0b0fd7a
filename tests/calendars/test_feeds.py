"""Private feeds, opened with a calendar library; nobody's address but its owner's opens anything."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.duties.county import duty, issued, plan
from tests.gatherings.made import recorded
from zhibu.access.models import Event, Post
from zhibu.access.policy import Role
from zhibu.calendars.feeds import digest, make_feed
from zhibu.calendars.limits import OF_GUESSES, OF_ONE_FEED
from zhibu.calendars.models import Feed, Planned
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG = "主题党日，含学习；讨论：\\n与“志愿服务”" + "很长的标题" * 20
RULES = plan(
    "p",
    duty("day", title=LONG, on={"day": 25}),
    duty("talk", title="谈心谈话", activity="heart_talk", subject="member", every="month", on={"day": 24}),
)


@pytest.fixture(autouse=True)
def today(db):
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def branch(world):
    issued(world.county, RULES)
    return world.branch


def planned(organization, day, at=None, *parts):
    segments = [list(part) for part in parts] or [["lecture", 90]]
    return Planned.objects.create(
        organization=organization, year=day.year, day=day, starts_at=at, segments=segments
    )


def address(account, organization=None):
    return reverse("calendars:feed", args=[make_feed(acting=account, organization=organization)])


def opened(url, **headers):
    answer = Client().get(url, headers=headers)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def events(url):
    return {str(one["SUMMARY"]): one for one in opened(url).walk("VEVENT")}


def test_a_branch_reads_its_gatherings_and_its_days(branch, world):
    planned(branch, date(2026, 12, 8), time(15), ["lecture", 90])
    planned(branch, date(2026, 12, 9))
    planned(world.group, date(2026, 12, 10), None, ["group_meeting", 60])
    found = events(address(world.account(Role.SECRETARY), branch))
    timed = found["党课"] if found["党课"]["DTSTART"].dt != date(2026, 12, 9) else None
    whole = [one for one in opened_all(branch, world) if one["DTSTART"].dt == date(2026, 12, 9)]
    assert whole and whole[0]["DTEND"].dt == date(2026, 12, 10)
    assert "group：党小组会" in found and timed is None or timed["DTSTART"].dt.hour == 15
    due = next(one for title, one in found.items() if title.startswith("主题党日"))
    assert str(due["SUMMARY"]).startswith(LONG) and "《方案p》" in str(due["DESCRIPTION"])


def opened_all(branch, world):
    return opened(address(world.account(Role.SECRETARY), branch)).walk("VEVENT")


def test_hours_are_shanghais_and_days_are_whole_days(branch, world):
    planned(branch, date(2026, 12, 8), time(15))
    file = opened(address(world.account(Role.SECRETARY), branch))
    (timed,) = [one for one in file.walk("VEVENT") if isinstance(one["DTSTART"].dt, datetime)]
    start, end = timed["DTSTART"].dt, timed["DTEND"].dt
    assert timed["DTSTART"].params["TZID"] == "Asia/Shanghai" and start.utcoffset() == timedelta(hours=8)
    assert (start.hour, end - start) == (15, timedelta(minutes=90))
    (zone,) = file.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    assert all(
        one["TRANSP"] == "TRANSPARENT" and one["DTEND"].dt - one["DTSTART"].dt == timedelta(days=1)
        for one in file.walk("VEVENT")
        if one is not timed
    )


def test_lines_are_folded_and_escaped_as_the_standard_says(branch, world):
    raw = Client().get(address(world.account(Role.SECRETARY), branch)).content
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    unfolded = raw.replace(b"\r\n ", b"").decode()
    assert "；讨论：\\\\n与" in unfolded  # a backslash of the title is one, not a line's end


def test_nobody_is_named_and_nothing_typed_in_is_told(branch, world):
    recorded(branch, day=date(2026, 11, 5), topic="石强的转正", place="石强家", lecturer=world.alice)
    secretary = world.account(Role.SECRETARY)
    for url in (address(secretary, branch), address(secretary)):
        text = Client().get(url).content.decode().replace("\r\n ", "")
        assert not [word for word in ("艾丽", "石强", "书记", "家") if word in text]
    assert "主题党日" in events(address(secretary, branch))


def test_a_member_reads_own_duties_and_what_everybody_is_expected_at(branch, world):
    planned(branch, date(2026, 12, 8))
    committee = planned(branch, date(2026, 12, 9), None, ["committee_meeting", 60])
    Planned.objects.filter(pk=committee.pk).update(audience="committee")
    planned(world.group, date(2026, 12, 10), None, ["group_meeting", 60])
    found = events(address(world.account(Role.MEMBER)))  # not of the group
    titles = " ".join(found)
    assert "谈心谈话" in titles and "党课" in titles
    assert "支委会" not in titles and "党小组会" not in titles and LONG not in titles


def test_what_was_held_keeps_the_identity_it_was_planned_under(branch, world):
    one = planned(branch, date(2026, 11, 10), None, ["party_day", 30])
    url = address(world.account(Role.SECRETARY), branch)
    before = {event["UID"]: event for event in opened(url).walk("VEVENT")}
    recorded(branch, Activity.PARTY_DAY, day=date(2026, 11, 12))
    after = {event["UID"]: event for event in opened(url).walk("VEVENT")}
    uid = f"{one.uid}@zhibu"
    assert before[uid]["DTSTART"].dt.day == 10 and after[uid]["DTSTART"].dt.day == 12
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]
    assert len({str(key) for key in after}) == len(opened(url).walk("VEVENT"))


def test_the_same_again_is_the_same_and_is_not_sent_twice(branch, world):
    url = address(world.account(Role.SECRETARY), branch)
    first, second = Client().get(url), Client().get(url)
    assert first.content == second.content and first["ETag"] == second["ETag"]
    assert first["Cache-Control"] == "private, max-age=3600"
    again = Client().get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]
    planned(branch, date(2026, 12, 8))
    assert Client().get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_only_a_digest_is_kept_and_a_new_address_kills_the_old(branch, world):
    secretary = world.account(Role.SECRETARY)
    old, new = address(secretary, branch), address(secretary, branch)
    secret = new.rpartition("/")[2].removesuffix(".ics")
    (row,) = Feed.objects.all()
    kept = " ".join(str(value) for value in vars(row).values())
    assert len(secret) >= 43 and secret not in kept and row.digest == digest(secret)
    assert secret not in str(list(Event.objects.values()))
    assert Client().get(old).status_code == 404 and Client().get(new).status_code == 200


def test_the_owner_makes_sees_once_and_revokes(branch, world):
    client, page = world.client(Role.SECRETARY), reverse("calendars:feeds")
    sent = {"calendar": reverse("calendars:organization", args=[branch.pk]), "verb": "make"}
    made = client.post(page, sent)
    assert made["Cache-Control"] == "no-store"
    url = made.content.decode().partition('value="http://testserver')[2].partition('"')[0]
    assert Client().get(url).status_code == 200
    assert url not in client.get(page).content.decode()
    client.post(page, sent | {"verb": "revoke"})
    assert Client().get(url).status_code == 404


def test_no_address_for_what_is_not_ones_own(branch, world):
    client = world.client(Role.MEMBER)
    sent = {"calendar": reverse("calendars:organization", args=[branch.pk]), "verb": "make"}
    assert client.post(reverse("calendars:feeds"), sent).status_code == 404
    assert not Feed.objects.exists()


def test_a_feed_falls_silent_with_the_post_and_with_the_account(branch, world):
    secretary = world.account(Role.SECRETARY)
    url, own = address(secretary, branch), address(secretary)
    Post.objects.filter(member=secretary.member).update(until=NOW.date())
    assert Client().get(url).status_code == 404 and Client().get(own).status_code == 200
    type(secretary).objects.filter(pk=secretary.pk).update(is_active=False)
    assert Client().get(own).status_code == 404


def test_asking_too_often_and_guessing_have_to_wait(branch, world):
    url = address(world.account(Role.SECRETARY), branch)
    answers = [Client().get(url).status_code for _n in range(OF_ONE_FEED + 1)]
    assert answers == [200] * OF_ONE_FEED + [429]
    guesses = [Client().get(reverse("calendars:feed", args=[f"x{n}"])) for n in range(OF_GUESSES + 1)]
    assert {one.status_code for one in guesses[:-1]} == {404}
    assert guesses[-1].status_code == 429 and guesses[-1]["Retry-After"] == "3600"


def test_only_reading_is_answered(branch, world):
    url = address(world.account(Role.SECRETARY), branch)
    assert Client().post(url).status_code == 405 and Client().head(url).status_code == 200


def test_the_number_of_queries_does_not_grow(branch, world):
    url, counts = address(world.account(Role.SECRETARY), branch), []
    for n in range(2):
        with CaptureQueriesContext(connection) as asked:
            opened(url)
        counts.append(len(asked))
        for day in range(1, 20):
            planned(branch, date(2026, 12, day), time(9 + n))
            world.admit(f"新{n}{day}", branch)
    assert counts[0] == counts[1]
