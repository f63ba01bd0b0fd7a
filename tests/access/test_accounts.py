"""Who may give access and take it away, and what a sign-in link does."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.urls import reverse

from tests.world import LONG_AGO, PASSWORD
from zhibu.access.actions import AccessError, appoint, make_link, open_account, set_active
from zhibu.access.models import Account, Event
from zhibu.access.policy import Role
from zhibu.registry.actions import end_membership

pytestmark = pytest.mark.django_db
NEW = "yushan-2026-ok"
HOME = "/registry/me/"


def follow(client, link, password=NEW):
    """Open a link and set a password; gives the last answer."""
    answer = client.get(link, follow=True)
    if answer.context.get("token_fail"):
        return answer
    return client.post(answer.request["PATH_INFO"], {"password1": password, "password2": password})


def link_in(answer):
    found = re.search(r'id="link">([^<]+)<', answer.content.decode())
    return found and found[1].removeprefix("http://testserver")


def page_of(member):
    return reverse("registry:account", args=[member.pk])


def test_a_member_is_given_an_account_and_signs_in_by_its_link(world):
    staff = world.client(Role.STAFF)
    shown = staff.get(page_of(world.alice)).content.decode()
    assert f'value="d{world.alice.pk:05}"' in shown
    answer = staff.post(page_of(world.alice), {"username": "d-alice"})
    assert "data:image/svg+xml" in answer.content.decode() and "no-store" in answer["Cache-Control"]
    hers = Client()
    assert follow(hers, link_in(answer)).status_code == 302
    assert "艾丽" in hers.get(HOME).content.decode()
    again = Client()
    assert again.post("/sign-in/login/", {"login": "d-alice", "password": NEW}).status_code == 302
    assert [event.verb for event in Event.objects.filter(path=world.alice.path).order_by("pk")][-3:] == [
        "open_account",
        "make_sign_in_link",
        "set_own_password",
    ]
    assert Event.objects.get(verb="set_own_password").acting.username == "d-alice"


def test_a_link_sets_one_password_only(world):
    account = world.account(Role.MEMBER)
    link = make_link(acting=None, account=account)
    follow(Client(), link)
    late = Client().get(link, follow=True)
    assert "链接不能用了" in late.content.decode() and HOME not in late.request["PATH_INFO"]


def test_looking_at_a_link_does_not_use_it_up(world):
    account = world.account(Role.MEMBER)
    link = make_link(acting=None, account=account)
    for _look in range(3):
        Client().get(link, follow=True)
    client = Client()
    follow(client, link)
    assert client.get(HOME).status_code == 200


def test_a_new_link_ends_the_one_before_and_the_old_password(world):
    client = world.client(Role.MEMBER)
    account = world.account(Role.MEMBER)
    first = make_link(acting=None, account=account)
    second = make_link(acting=None, account=account)
    assert client.get(HOME).status_code == 302, "whoever was signed in is signed out"
    assert Client().post("/sign-in/login/", {"login": "member", "password": PASSWORD}).status_code == 200
    assert follow(Client(), first).context["token_fail"]
    assert follow(Client(), second).status_code == 302


def test_a_link_ends_after_three_days(world, time_machine):
    time_machine.move_to("2026-03-02 09:00+08:00", tick=False)
    link = make_link(acting=None, account=world.account(Role.MEMBER))
    time_machine.shift(72 * 3600 - 60)
    assert "保存并登录" in Client().get(link, follow=True).content.decode()
    time_machine.shift(120)
    assert follow(Client(), link).context["token_fail"]


def test_a_changed_link_is_no_link(world):
    link = make_link(acting=None, account=world.account(Role.MEMBER))
    other = make_link(acting=None, account=world.account(Role.SECRETARY))
    pk = world.account(Role.MEMBER).pk
    for wrong in (
        link[:-3] + "xx/",
        re.sub(r"key/\w+-", f"key/{pk}-", other),
        re.sub(r"key/\w+-", "key/zzz-", link),
    ):
        assert follow(Client(), wrong).context["token_fail"]


def test_a_weak_password_is_refused_in_words(world):
    link = make_link(acting=None, account=world.account(Role.MEMBER))
    assert "10" in follow(Client(), link, "short").content.decode()
    assert not world.account(Role.MEMBER).has_usable_password()


def test_the_key_does_not_stay_in_the_address(world):
    link = make_link(acting=None, account=world.account(Role.MEMBER))
    answer = Client().get(link)
    assert answer.status_code == 302 and "set-password" in answer.url


def test_a_closed_account_is_out_and_its_link_too(world):
    client, account = world.client(Role.MEMBER), world.account(Role.MEMBER)
    link = make_link(acting=None, account=account)
    world.client(Role.STAFF).post(page_of(account.member), {"active": "off"})
    assert client.get(HOME).status_code == 302
    assert follow(Client(), link).context["token_fail"]
    with pytest.raises(AccessError, match="停用"):
        make_link(acting=None, account=Account.objects.get(pk=account.pk))
    world.client(Role.STAFF).post(page_of(account.member), {"active": "on"})
    assert Account.objects.get(pk=account.pk).is_active
    assert Event.objects.filter(verb="set_active", path=account.member.path).count() == 2


def test_who_leaves_the_organization_is_out(world):
    account = world.account(Role.MEMBER)
    end_membership(acting=None, member=account.member, day=LONG_AGO.replace(year=2026))
    assert not Account.objects.get(pk=account.pk).is_active


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_a_lost_second_factor_is_removed_and_asked_for_anew(world):
    account = world.account(Role.STAFF)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=account, type="recovery_codes", data={})
    county = world.account(Role.COUNTY)
    Authenticator.objects.create(user=county, type="totp", data={"secret": "x"})
    world.client(Role.COUNTY).post(page_of(account.member), {"second_factor": "none"})
    assert not Authenticator.objects.filter(user=account).exists()
    assert Authenticator.objects.filter(user=county).exists()
    assert world.client(Role.STAFF).get(HOME).url == reverse("mfa_activate_totp")
    event = Event.objects.get(verb="take_second_factor_away")
    assert (event.acting, event.path) == (county, account.member.path)


@pytest.mark.parametrize("deed", [{"link": "new"}, {"second_factor": "none"}, {"active": "off"}])
def test_nobody_comes_by_the_rights_of_somebody_above(world, deed):
    """A member of the near town who holds a post in the county is not the town staff's to give access to."""
    county = world.account(Role.COUNTY)
    assert county.member.path.startswith(world.near.path)
    Authenticator.objects.create(user=county, type="totp", data={"secret": "x"})
    answer = world.client(Role.STAFF).post(page_of(county.member), deed)
    assert link_in(answer) is None
    after = Account.objects.get(pk=county.pk)
    assert after.password == county.password and after.is_active
    assert Authenticator.objects.filter(user=county).exists()


def test_nor_is_an_account_opened_for_such_a_member(world):
    appoint(acting=None, member=world.alice, organization=world.county, role=Role.COUNTY, since=LONG_AGO)
    shown = world.client(Role.STAFF).post(page_of(world.alice), {"username": "alice"}).content.decode()
    assert "职权以外" in shown and "county" not in shown
    assert not Account.objects.filter(member=world.alice).exists()


@pytest.mark.parametrize("username", ["艾丽", "x-艾丽", "10012345678", "a b", ""])
def test_a_user_name_says_nothing_of_the_person(world, username):
    answer = world.client(Role.STAFF).post(page_of(world.alice), {"username": username})
    assert answer.status_code == 200 and not Account.objects.filter(member=world.alice).exists()


def test_a_user_name_that_is_taken_is_refused_in_words(world):
    world.account(Role.SECRETARY)
    answer = world.client(Role.STAFF).post(page_of(world.alice), {"username": "secretary"})
    assert "已被使用" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SECRETARY, Role.INSTRUCTOR, Role.AUDITOR])
def test_who_does_not_appoint_gives_no_access(world, role):
    assert world.client(role).get(page_of(world.alice)).status_code == 404


def test_the_administrator_closes_but_makes_no_link_to_what_members_may_see(world):
    account, client = world.account(Role.SECRETARY), world.client(Role.ADMINISTRATOR)
    page = reverse("access:account", args=[account.pk])
    shown = client.get(page).content.decode()
    assert "secretary" in shown and "发新的登录链接" not in shown and account.member.name not in shown
    assert link_in(client.post(page, {"link": "new"})) is None
    assert Account.objects.get(pk=account.pk).password == account.password
    client.post(page, {"active": "off"})
    assert not Account.objects.get(pk=account.pk).is_active


def test_the_administrator_helps_those_over_whom_nobody_stands(world):
    client = world.client(Role.ADMINISTRATOR)
    other = open_account(acting=None, username="second", is_administrator=True)
    for account in (world.account(Role.COUNTY), other):
        answer = client.post(reverse("access:account", args=[account.pk]), {"link": "new"})
        assert link_in(answer)
        assert account.member is None or account.member.name not in answer.content.decode()


def test_nobody_closes_the_own_account(world):
    own = world.account(Role.ADMINISTRATOR)
    answer = world.client(Role.ADMINISTRATOR).post(
        reverse("access:account", args=[own.pk]), {"active": "off"}, follow=True
    )
    assert "不能停用自己的账号" in answer.content.decode() and Account.objects.get(pk=own.pk).is_active
    with pytest.raises(AccessError):
        set_active(acting=own, account=own, is_active=False)


def test_the_number_of_queries_of_an_account_page_is_fixed(world, django_assert_num_queries):
    account = world.account(Role.SECRETARY)
    client = world.client(Role.STAFF)
    client.get(page_of(account.member))
    with django_assert_num_queries(7):
        client.get(page_of(account.member))
