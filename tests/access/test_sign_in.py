"""Signing in: lockout, second factor, session limits, the platform's own sign-in, stored passwords."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client, override_settings
from django.urls import reverse

from tests.world import PASSWORD
from zhibu.access.models import Account, Event
from zhibu.access.policy import Role
from zhibu.access.sign_in import PlatformAdapter

pytestmark = pytest.mark.django_db
LOGIN = "/sign-in/login/"


def sign_in(client, username, password=PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def test_five_wrong_passwords_and_the_right_one_is_refused_too(world):
    world.account(Role.SECRETARY)
    client = Client()
    for _try in range(5):
        sign_in(client, "secretary", "wrong")
    assert sign_in(Client(), "secretary").status_code == 200, "also from another browser"
    world.account(Role.MEMBER)
    assert sign_in(Client(), "member").status_code == 302, "others are not locked out"


def test_after_a_quarter_of_an_hour_it_works_again(world, time_machine):
    time_machine.move_to("2026-03-02 09:00+08:00", tick=False)
    world.account(Role.SECRETARY)
    for _try in range(5):
        sign_in(Client(), "secretary", "wrong")
    time_machine.shift(14 * 60)
    assert sign_in(Client(), "secretary").status_code == 200
    time_machine.shift(2 * 60)
    assert sign_in(Client(), "secretary").status_code == 302


@override_settings(SECOND_FACTOR_REQUIRED=True)
@pytest.mark.parametrize("role", list(Role))
def test_posts_above_the_branch_need_a_second_factor(world, role):
    answer = world.client(role).get(reverse("registry:own"))
    in_branch = role in (Role.MEMBER, Role.GROUP_LEADER, Role.COMMITTEE_MEMBER, Role.SECRETARY)
    if in_branch:
        assert answer.status_code == 200
    else:
        assert answer.url == reverse("mfa_activate_totp")


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_connecting_an_authenticator_opens_the_pages_and_is_asked_for_from_then_on(
    world, django_capture_on_commit_callbacks
):
    world.account(Role.STAFF)
    client = Client()
    sign_in(client, "staff")
    assert client.get(reverse("registry:own")).url == reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get(reverse("registry:own")).status_code == 200
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    told = Event.objects.filter(verb="connect_second_factor")
    assert told.count() == 2, "the authenticator, and the recovery codes that come with it"
    assert {str(one.acting.pk) for one in told} == {told[0].subject_id}
    assert not [one for one in told if secret in str(one.changes) + one.personal]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert Event.objects.filter(verb="renew_second_factor").exists()
    again = Client()
    assert sign_in(again, "staff").url.startswith(reverse("mfa_authenticate"))
    assert again.get(reverse("registry:own")).status_code == 302


def test_a_session_ends_after_half_an_hour_of_rest(world, time_machine):
    time_machine.move_to("2026-03-02 09:00+08:00", tick=False)
    client = world.client(Role.SECRETARY)
    for _step in range(3):
        time_machine.shift(25 * 60)
        assert client.get("/registry/me/").status_code == 200
    time_machine.shift(31 * 60)
    assert client.get("/registry/me/").url.startswith(LOGIN)


def test_a_session_ends_after_eight_hours_however_busy(world, time_machine):
    time_machine.move_to("2026-03-02 09:00+08:00", tick=False)
    client = world.client(Role.SECRETARY)
    for _step in range(23):
        client.get("/registry/me/")
        time_machine.shift(20 * 60)
    assert client.get("/registry/me/").status_code == 200
    time_machine.shift(25 * 60)
    assert client.get("/registry/me/").url.startswith(LOGIN)


def test_a_switched_off_account_is_out_at_once(world):
    client = world.client(Role.SECRETARY)
    Account.objects.filter(username="secretary").update(is_active=False)
    assert client.get("/registry/me/").url.startswith(LOGIN)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_passwords_are_kept_by_argon2(world):
    assert Account.objects.create_user("x", PASSWORD).password.startswith("argon2$argon2id$")


def test_when_somebody_signed_in_is_not_kept(world):
    world.account(Role.MEMBER)
    assert sign_in(Client(), "member").status_code == 302
    assert "last_login" not in {field.name for field in Account._meta.get_fields()}


def test_nobody_can_sign_up(client, db):
    assert client.get("/sign-in/signup/").status_code == 404
    assert not PlatformAdapter().is_open_for_signup(None, None)


def test_signing_in_does_not_send_one_elsewhere(world):
    world.account(Role.MEMBER)
    answer = Client().post(LOGIN + "?next=//elsewhere.test/", {"login": "member", "password": PASSWORD})
    assert not answer.url.startswith("//")


def test_every_page_is_strict_with_the_browser(client, db):
    headers = client.get(LOGIN).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "script-src 'self'" in policy
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
