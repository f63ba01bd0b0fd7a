"""From an empty database to the first account at the top; the administrator types nobody's name."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from zhibu.access.actions import open_account
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.plans.codes import Level
from zhibu.registry.beginning import beginning, found_first, open_first_account
from zhibu.registry.models import Member, Organization

pytestmark = pytest.mark.django_db
GIVEN = {"name": "向阳县委", "level": "county", "sector": "organ", "username": "zuzhibu"}


@pytest.fixture
def administrator(db):
    client = Client()
    client.force_login(open_account(acting=None, username="admin", is_administrator=True))
    return client


def test_the_administrator_is_led_to_the_first_steps_and_on(administrator):
    assert administrator.get("/").url == reverse("registry:begin")
    answer = administrator.post(reverse("registry:begin"), GIVEN)
    assert re.search(r'id="link">http://testserver/sign-in/', answer.content.decode())
    assert administrator.get("/").url == reverse("access:accounts")
    done = administrator.get(reverse("registry:begin")).content.decode()
    assert "zuzhibu" in done and "还没有设密码" in done and "<form" not in done.partition("<main")[2]


def test_the_first_account_works_for_the_whole_tree(administrator):
    administrator.post(reverse("registry:begin"), GIVEN)
    top, account = Organization.objects.get(), Account.objects.get(username="zuzhibu")
    assert (top.code, top.level, top.path) == ("A", Level.COUNTY, "0001")
    assert Post.objects.get().role is Role.COUNTY and account.member.name == Role.COUNTY.label
    client = Client()
    client.force_login(account)
    for name in ("registry:import_organizations", "registry:import", "issuing:upload"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("registry:begin")).status_code == 404


def test_there_is_a_first_account_only_once(administrator):
    for _time in range(2):
        administrator.post(reverse("registry:begin"), GIVEN)
    administrator.post(reverse("registry:begin"), GIVEN | {"username": "another"})
    assert Organization.objects.count() == Account.objects.filter(member__isnull=False).count() == 1


def test_with_an_organization_only_the_account_is_asked_for(administrator):
    found_first(acting=None, name="临河镇党委", level="town")
    shown = administrator.get(reverse("registry:begin")).content.decode()
    assert "“临河镇党委”的工作账号" in shown and 'name="level"' not in shown
    administrator.post(reverse("registry:begin"), {"username": "linhe"})
    assert Post.objects.get().role is Role.STAFF and Organization.objects.count() == 1


def test_a_refused_name_leaves_nothing_behind(administrator):
    answer = administrator.post(reverse("registry:begin"), GIVEN | {"username": "admin"})
    assert "已被使用" in answer.content.decode()
    assert not Organization.objects.exists() and not Member.objects.exists()


def test_when_the_last_one_at_the_top_is_closed_the_administrator_may_open_another(administrator):
    top = found_first(acting=None, name="向阳县委", level="county")
    account = open_first_account(acting=None, top=top, username="zuzhibu")
    assert beginning().is_done
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert (
        not beginning().is_done and "<form" in administrator.get(reverse("registry:begin")).content.decode()
    )


def test_an_administrator_still_sees_no_member(administrator):
    administrator.post(reverse("registry:begin"), GIVEN)
    member = Member.objects.get()
    for name, arguments in (("registry:member", [member.pk]), ("registry:roster", []), ("registry:tree", [])):
        assert administrator.get(reverse(name, args=arguments)).status_code == 404
