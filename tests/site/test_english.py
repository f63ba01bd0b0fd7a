"""In English every word of ours is English, on every page and for every role.

What people wrote (names, titles, notes, records) stays as written and is marked with its language, which
screen readers need. The county of these tests is therefore named in Chinese throughout.
"""

import pytest
from django.urls import reverse

from tests.access.test_every_page import OURS, samples
from tests.foreign_words import foreign_words
from tests.gatherings.made import recorded
from zhibu.access.pages import PAGES
from zhibu.access.policy import Role
from zhibu.gatherings.models import Exemption
from zhibu.issuing.actions import issue
from zhibu.plans.codes import Activity
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plans
from zhibu.registry.models import Organization
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db

NAMES = {
    "county": "向阳县委",
    "near": "临河镇党委",
    "far": "青石镇党委",
    "branch": "柳湾村党支部",
    "sister": "临河社区党支部",
    "elsewhere": "云岭村党支部",
    "group": "第一党小组",
    "elsewhere-group": "第二党小组",
}
TODAY = "2026-11-18 09:00+08:00"


@pytest.fixture
def county(world, time_machine):
    time_machine.move_to(TODAY, tick=False)
    compile_all()
    for code, name in NAMES.items():
        Organization.objects.filter(code=code).update(name=name)
    for plan in load_plans([library_folder()]):
        issue(plan, acting=None, organization=world.county)
    return world


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def known(county):
    found = samples(county)
    secretary = county.account(Role.SECRETARY)
    record = recorded(
        county.branch,
        Activity.GENERAL_MEETING,
        acting=secretary,
        away=[county.alice],
        segments={Activity.GROUP_STUDY: 60, Activity.DISCUSSION: 45, Activity.PARTY_DAY: None},
        topic="学习身边榜样",
        discussed="传达支部工作安排。",
        decided="同意。",
        guests="王老师",
    )
    Exemption.objects.create(
        organization=county.branch,
        member=county.alice,
        from_day="2026-01-01",
        reason="年老体弱",
        approved_by="支委会",
    )
    return found | {"gatherings.Gathering": (record, found["gatherings.Gathering"][1])}


def addresses(known, name):
    """The page itself, and its other faces."""
    page = PAGES[name]
    address = reverse(name, args=[known[page.of][0].pk] if page.of else [])
    yield address
    if name.endswith((":organization", ":member", ":below", "_month")):
        yield f"{address}?month=2026-02"
    if name == "gatherings:record":
        yield f"{address}?activity=general_meeting&activity=lecture&date=2026-11-05"
    if name == "issuing:review":
        yield f"{address}?show=waiting"


def wrong_on(client, addresses):
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield from (f"{address}: {words}" for words in foreign_words(answer.content))


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_ours(known, county, role):
    client = in_english(county.client(role))
    assert [wrong for name in OURS for wrong in wrong_on(client, addresses(known, name))] == []


def test_readers_of_two_languages_one_after_the_other(known, county):
    """What is laid out once for all readers is worded for each."""
    chinese, english = county.client(Role.SECRETARY), in_english(county.client(Role.SECRETARY))
    year = reverse("duties:organization_year", args=[county.branch.pk])
    days = [client.get(year).content for client in (chinese, english, chinese)]
    assert foreign_words(days[1]) == []
    assert "30日 周一前".encode() in days[0] and "30日 周一前".encode() in days[2]


def whys(client, address):
    """The addresses of all traces that a list leads to."""
    page = client.get(address).content.decode()
    return sorted({part.partition('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]})


@pytest.mark.parametrize("kind", ["organization", "member"])
def test_every_due_and_its_trace(known, county, kind):
    client = in_english(county.client(Role.SECRETARY))
    about = county.branch if kind == "organization" else county.alice
    year = reverse(f"duties:{kind}_year", args=[about.pk])
    found = [one for one in whys(client, year) if "/why" in one]
    assert len(found) > 10
    assert [wrong for one in found for wrong in wrong_on(client, [one])] == []


def test_what_refuses_says_so_in_english(known, county, client):
    staff = in_english(county.client(Role.STAFF))
    draft = known["issuing.Draft"][0]
    duty = reverse("issuing:duty", args=[known["issuing.DraftDuty"][0].pk])
    field = {"ref": "一", "activity": "lecture", "subject": "organization", "number": 1, "unit": "month"}
    sent = field | {"at_least": 3, "at_most": 1, "force": "must", "version": 1}
    for data in (sent, sent | {"at_least": ""}, sent | {"rule": "by", "month": 2, "day_of_month": 31}):
        answer = staff.post(duty, data)
        assert answer.status_code == 200 and (
            b'class="wrong"' in answer.content or b"note-error" in answer.content
        )
        assert foreign_words(answer.content) == []
    refused = staff.post(reverse("issuing:preview", args=[draft.pk]), {"version": draft.version}, follow=True)
    assert b"note-error" in refused.content and foreign_words(refused.content) == []


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_inactive", "socialaccount_login_cancelled", "socialaccount_login_error"],
)
def test_before_signing_in(client, db, name):
    compile_all()
    page = in_english(client).get(reverse(name))
    assert page.status_code in (200, 401) and foreign_words(page.content) == []


OWN = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index"]
TOTP = ["mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_view_recovery_codes"]


@pytest.mark.parametrize("name", OWN + TOTP)
def test_pages_of_ones_own_account(county, name):
    client = in_english(county.client(Role.STAFF))
    client.post(reverse("account_reauthenticate"), {"password": "correct-horse-9"})
    page = client.get(reverse(name), follow=True)
    assert page.status_code in (200, 404) and foreign_words(page.content) == []


def test_the_finder_finds():
    def page(inside):
        return f'<html lang="en"><body>{inside}</body></html>'

    assert foreign_words(page("<p>Party day：党课</p>"))
    assert foreign_words(page('<button aria-label="关闭">x</button>'))
    assert foreign_words(page('<p lang="zh-Hans">党课</p> 自学'))
    assert not foreign_words(page('<p lang="zh-Hans">党课</p><textarea>自学</textarea>'))
