"""Tokens: made and revoked by their owner, shown once, kept as a digest, ended by time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from tests.api.calling import Program, token_for
from zhibu.access.actions import end_post, set_active
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.api.actions import MOST_AT_ONCE, TokenError, make_token, revoke_token
from zhibu.api.models import Scope, Token

pytestmark = pytest.mark.django_db
TOKENS = "/api/tokens/"


def made_on_page(client, **fields):
    return client.post(TOKENS, {"name": "学习平台", "scope": "record", "days": "30"} | fields)


def test_a_token_is_shown_once_and_kept_as_a_digest(world):
    client = world.client(Role.SECRETARY)
    text = made_on_page(client).context["text"]
    assert text.startswith("zhibu_") and len(text) > 40
    token = Token.objects.get()
    assert text not in str(Token.objects.values()) and token.ending == text[-4:]
    assert token.expires_on == timezone.localdate() + timedelta(days=30)
    again = client.get(TOKENS).content.decode()
    assert text not in again and token.ending in again and "学习平台" in again
    assert Program(text).get("/organizations").status_code == 200
    event = Event.objects.get(verb="make_token")
    assert event.acting == world.account(Role.SECRETARY) and text not in str(event.changes)


def test_the_page_with_the_token_is_not_kept_by_browsers(world):
    answer = made_on_page(world.client(Role.SECRETARY))
    assert "no-store" in answer["Cache-Control"]


def test_a_revoked_token_opens_nothing_more(world):
    client = world.client(Role.SECRETARY)
    text = made_on_page(client).context["text"]
    assert client.post(TOKENS, {"revoke": Token.objects.get().pk}).status_code == 302
    assert Program(text).get("/organizations").status_code == 401
    client.post(TOKENS, {"revoke": Token.objects.get().pk})
    assert Event.objects.filter(verb="revoke_token").count() == 1


@pytest.mark.parametrize("wanted", ["x", "0", "9" * 30, ""])
def test_only_ones_own_tokens_can_be_revoked(world, wanted):
    token_for(world.account(Role.COUNTY))
    client = world.client(Role.SECRETARY)
    assert client.post(TOKENS, {"revoke": wanted}).status_code == 404
    assert client.post(TOKENS, {"revoke": Token.objects.get().pk}).status_code == 404
    assert Token.objects.get().revoked_at is None


def test_a_token_ends_on_its_day(world):
    with time_machine.travel("2026-03-05T09:00:00+08:00", tick=False):
        text = token_for(world.account(Role.SECRETARY), expires_on=date(2026, 3, 7))
        assert Program(text).get("/organizations").status_code == 200
    with time_machine.travel("2026-03-06T23:59:00+08:00", tick=False):
        assert Program(text).get("/organizations").status_code == 200
    with time_machine.travel("2026-03-07T00:01:00+08:00", tick=False):
        assert Program(text).get("/organizations").status_code == 401


def test_a_token_ends_with_its_account_and_its_post(world):
    secretary = world.account(Role.SECRETARY)
    program = Program(token_for(secretary))
    assert len(program.get("/members").json()["items"]) == 2
    end_post(acting=None, post=secretary.member.posts.get(), day=timezone.localdate())
    assert [one["id"] for one in program.get("/members").json()["items"]] == [secretary.member_id]
    set_active(acting=None, account=secretary, is_active=False)
    assert program.get("/members").status_code == 401


def test_two_working_tokens_have_two_names_and_there_are_not_too_many(world):
    secretary = world.account(Role.SECRETARY)
    token_for(secretary, name="甲")
    answer = made_on_page(world.client(Role.SECRETARY), name="甲")
    assert not answer.context["text"] and answer.context["form"].errors["name"]
    revoke_token(acting=secretary, token=Token.objects.get())
    for number in range(MOST_AT_ONCE):
        token_for(secretary, name=f"{number}")
    with pytest.raises(TokenError):
        make_token(acting=secretary, name="甲", scope=Scope.READ, expires_on=date(2099, 1, 1))


@pytest.mark.parametrize("fields", [{"name": ""}, {"scope": "all"}, {"days": "100000"}, {"name": "字" * 51}])
def test_a_wrong_form_makes_none(world, fields):
    assert made_on_page(world.client(Role.SECRETARY), **fields).context["form"].errors
    assert not Token.objects.exists()


def test_too_many_requests_are_told_when_to_come_again(world, settings):
    settings.API_REQUESTS_A_MINUTE = 3
    caches["limits"].clear()
    program, other = (Program(token_for(world.account(Role.SECRETARY))) for _ in range(2))
    with time_machine.travel("2026-03-05T09:00:10+08:00", tick=False):
        assert [program.get("/members").status_code for _ in range(4)] == [200, 200, 200, 429]
        late = program.get("/members")
        assert late.json()["code"] == "too_many" and late["Retry-After"] == "50"
        assert other.get("/members").status_code == 200
    with time_machine.travel("2026-03-05T09:01:01+08:00", tick=False):
        assert program.get("/members").status_code == 200


def test_nothing_says_when_a_token_was_used(world):
    program = Program(token_for(world.account(Role.SECRETARY)))
    before = list(Token.objects.values())
    events = Event.objects.count()
    program.get("/members")
    assert list(Token.objects.values()) == before and Event.objects.count() == events


def test_sentences_are_in_the_language_asked_for(world):
    text = token_for(world.account(Role.SECRETARY))
    chinese, english = (Program(text, language).get("/members/999999") for language in ("zh-CN", "en"))
    assert chinese.json()["sentence"] == "没有找到，或您无权查看"
    assert english.json()["sentence"].isascii() and english.json()["code"] == "not_found"


def test_the_pages_stand_in_the_account_menu(world):
    html = world.client(Role.SECRETARY).get(reverse("registry:own")).content.decode()
    assert reverse("api:tokens") in html
