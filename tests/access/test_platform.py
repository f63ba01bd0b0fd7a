"""Signing in through a platform: OpenID Connect over real HTTP, against tests/oidc_provider.py."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from tests.oidc_provider import PASSWORD
from tests.world import World
from zhibu.access.actions import AccessError
from zhibu.access.models import Account, Event
from zhibu.access.platform.linking import link, subject_of
from zhibu.access.policy import Role
from zhibu.site.environment import origins

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
CLIENT, SECRET = "zhibu", "not-a-secret"
CALLBACK = "/sign-in/oidc/platform/login/callback/"


@pytest.fixture(scope="module")
def provider(live_server, tmp_path_factory):
    """Its address, and the file in which a test writes what it shall say."""
    words = tmp_path_factory.mktemp("provider") / "words.json"
    words.write_text("{}")
    told = [CLIENT, SECRET, live_server.url + CALLBACK, str(words)]
    program = [sys.executable, "-m", "tests.oidc_provider", *told]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", words
        process.terminate()


@pytest.fixture
def platform(provider, live_server, settings, transactional_db):
    address, words = provider
    words.write_text("{}")
    app = {"provider_id": "platform", "name": "统一身份认证", "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": {"server_url": address}}]}
    }
    settings.SECOND_FACTOR_REQUIRED = True
    settings.PLATFORM_SECOND_FACTOR = ["mfa", "urn:two-factors"]
    return lambda **said: words.write_text(json.dumps(said))


@pytest.fixture
def world(transactional_db):
    return World()


class Browser(requests.Session):
    """Follows redirects between the two, keeps cookies, and fills in forms."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def send_form(self, page, action, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        return self.post(action, {"csrfmiddlewaretoken": token, **fields}, headers={"Referer": page.url})

    def leave_for_the_platform(self):
        page = self.get(f"{self.base}/sign-in/login/")
        return self.send_form(page, f"{self.base}/sign-in/oidc/platform/login/")

    def sign_in(self, username):
        page = self.leave_for_the_platform()
        assert page.url.startswith("http://127.0.0.1") and "/accounts/login/" in page.url
        return self.send_form(page, page.url, login=username, password=PASSWORD)


@pytest.fixture
def browser(live_server, platform):
    with Browser(live_server.url) as made:
        yield made


def linked(world, role, username="first"):
    account = world.account(role)
    link(acting=None, account=account, subject=f"sub-{username}")
    return account


def is_signed_in(browser):
    return browser.get(f"{browser.base}/registry/me/", allow_redirects=False).status_code == 200


def test_whoever_is_linked_signs_in_and_nothing_is_written_about_it(browser, world):
    account = linked(world, Role.SECRETARY)
    kept = SocialAccount.objects.get(user=account)
    time.sleep(0.01)
    page = browser.sign_in("first")
    assert page.status_code == 200 and is_signed_in(browser)
    now = SocialAccount.objects.get(user=account)
    assert (now.last_login, now.extra_data) == (kept.last_login, {})
    assert Account.objects.count() == 1


def test_what_goes_to_the_platform(browser):
    page = browser.leave_for_the_platform()
    asked = parse_qs(urlsplit(page.history[1].url).query)
    assert asked["scope"] == ["openid"] and asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    assert len(asked["nonce"][0]) >= 24 and len(asked["state"][0]) >= 16


def test_somebody_unknown_is_told_whom_to_ask_and_gets_no_account(browser, world):
    world.account(Role.SECRETARY)
    page = browser.sign_in("stranger")
    assert "还没有与之关联的账号" in page.text and "sub-stranger" in page.text
    assert not is_signed_in(browser) and not SocialAccount.objects.exists() and Account.objects.count() == 1


def test_neither_user_name_nor_address_makes_a_match(browser, world, platform):
    account = world.account(Role.SECRETARY)
    Account.objects.filter(pk=account.pk).update(username="stranger", email="stranger@platform.test")
    platform(
        claims={"email": "stranger@platform.test", "email_verified": True, "preferred_username": "stranger"}
    )
    browser.sign_in("stranger")
    assert not is_signed_in(browser)


def test_an_account_that_was_switched_off_stays_out(browser, world):
    account = linked(world, Role.SECRETARY)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    browser.sign_in("first")
    assert not is_signed_in(browser)


YESTERDAY = int(time.time()) - 86_400


@pytest.mark.parametrize(
    "said",
    [
        {"claims": {"iss": "https://elsewhere.test"}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"exp": YESTERDAY}},
        {"claims": {"nonce": "of-another-sign-in"}},
        {"claims": {"nonce": None}},
        {"forged": True},
    ],
    ids=lambda said: ",".join(said.get("claims", said)),
)
def test_a_token_that_is_not_right_is_refused(browser, world, platform, said):
    linked(world, Role.SECRETARY)
    platform(**said)
    page = browser.sign_in("first")
    assert page.status_code == 401 and "平台没有确认您的身份" in page.text
    assert not is_signed_in(browser)
    platform()
    browser.leave_for_the_platform()  # which still knows the person
    assert is_signed_in(browser)


def test_an_answer_that_nobody_asked_for_is_refused(browser, world):
    linked(world, Role.SECRETARY)
    page = browser.get(f"{browser.base}{CALLBACK}?code=x&state=made-up")
    assert page.status_code == 401 and not is_signed_in(browser)


def test_a_platform_that_does_not_answer(browser, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}
    page = browser.leave_for_the_platform()
    assert page.status_code == 401 and "平台没有确认您的身份" in page.text


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "urn:two-factors"}])
def test_the_platforms_second_factor_is_enough_for_a_post_above_the_branch(browser, world, platform, said):
    linked(world, Role.STAFF)
    platform(claims=said)
    browser.sign_in("first")
    assert is_signed_in(browser)


@pytest.mark.parametrize("said", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "urn:one-factor"}])
def test_without_it_an_authenticator_is_asked_for(browser, world, platform, said):
    account = linked(world, Role.STAFF)
    account.set_unusable_password()  # known through the platform alone
    account.save()
    platform(claims=said)
    page = browser.sign_in("first")
    assert urlsplit(page.url).path == reverse("mfa_activate_totp")
    assert not is_signed_in(browser)


def test_what_the_platform_said_is_forgotten_with_the_session(browser, world, platform):
    account = linked(world, Role.STAFF)
    platform(claims={"amr": ["mfa"]})
    browser.sign_in("first")
    page = browser.get(f"{browser.base}/sign-in/logout/")
    browser.send_form(page, f"{browser.base}/sign-in/logout/")
    page = browser.get(f"{browser.base}/sign-in/login/")
    browser.send_form(page, page.url, login=account.username, password="correct-horse-9")
    assert not is_signed_in(browser), "by password alone"


def test_whoever_has_an_authenticator_here_is_asked_for_it_too(browser, world):
    account = linked(world, Role.STAFF)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    page = browser.sign_in("first")
    assert urlsplit(page.url).path == reverse("mfa_authenticate") and not is_signed_in(browser)


def test_the_administrator_links_and_unlinks(world, platform, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    account, other = world.account(Role.SECRETARY), world.account(Role.MEMBER)
    client = world.client(Role.ADMINISTRATOR)
    page = reverse("access:accounts")
    assert "平台标识" in client.get(page).content.decode()
    address = reverse("access:account", args=[account.pk])
    client.post(address, {"subject": " sub-1 "})
    assert subject_of(account) == "sub-1"
    refused = client.post(reverse("access:account", args=[other.pk]), {"subject": "sub-1"}, follow=True)
    assert "已关联账号“secretary”" in refused.content.decode() and subject_of(other) == ""
    client.post(address, {"subject": ""})
    assert subject_of(account) == ""
    assert Event.objects.filter(verb="link_platform").count() == 2


def test_a_subject_is_no_essay(world):
    with pytest.raises(AccessError):
        link(acting=None, account=world.account(Role.MEMBER), subject="x" * 192)


def test_the_browser_may_be_sent_to_the_platform_and_nowhere_else():
    assert origins("https://id.example.test:8443/realm/x") == ["https://id.example.test:8443"]
    assert origins("") == []
