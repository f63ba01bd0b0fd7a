"""Help is offered, accepted, declined, thanked for; nobody learns whether it was read."""

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.duties.county import TODAY
from tests.helping.county import PLAN
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.helping import actions
from zhibu.helping.errors import HelpingError
from zhibu.helping.models import Kind, Offer, State
from zhibu.issuing.actions import issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def offered(world, place=None, role=Role.STAFF, words="周三下午来讲一课"):
    return actions.offer(
        acting=world.account(role), organization=place or world.branch, kind=Kind.INSTRUCTOR, words=words
    )


def month(world, role=Role.SECRETARY):
    return text(world.client(role).get(reverse("duties:organization", args=[world.branch.pk])))


def say(world, offer, state, role=Role.SECRETARY, **more):
    address = reverse("helping:answer", args=[offer.pk])
    return world.client(role).post(address, {"state": state, **more})


def test_an_offer_goes_from_the_needs_of_a_branch_to_its_month_and_its_own_page(world):
    issue(PLAN, acting=None, organization=world.county)
    client = world.client(Role.STAFF)
    needs = text(client.get(reverse("helping:needs", args=[world.branch.pk])))
    form = f"{reverse('helping:offer', args=[world.branch.pk])}?about="
    assert form in needs
    answer = client.post(
        form + "每月党日", {"kind": "visit", "words": "周四上门\n带上材料", "about": "每月党日"}
    )
    assert answer.status_code == 302 and answer.url == reverse("helping:needs", args=[world.branch.pk])
    assert "已经提出的帮助" in text(client.get(answer.url))
    shown = month(world)
    assert "上级可以帮忙" in shown and "上门看看" in shown and "每月党日" in shown
    own = text(world.client(Role.SECRETARY).get(reverse("helping:offers", args=[world.branch.pk])))
    assert "周四上门<br>" in own and "请来帮忙" in own and "near" in own


def test_it_is_offered_in_the_name_of_the_nearest_post(world):
    assert offered(world).of == world.near
    assert offered(world, role=Role.COUNTY).of == world.county


def test_accepted_then_thanked(world):
    offer = offered(world)
    assert say(world, offer, "accepted", reply="周三三点").status_code == 302
    assert "支部已接受" in month(world)
    say(world, offer, "thanked")
    offer.refresh_from_db()
    assert (offer.state, offer.reply) == ("thanked", "周三三点")
    assert "上级可以帮忙" not in month(world)
    shown = text(world.client(Role.STAFF).get(reverse("helping:offers", args=[world.branch.pk])))
    assert "支部已致谢" in shown and "周三三点" in shown and 'name="state"' not in shown


def test_declining_costs_nothing_and_may_be_changed(world):
    offer = offered(world)
    say(world, offer, "declined")
    assert "上级可以帮忙" not in month(world)
    say(world, offer, "accepted")
    assert Offer.objects.get().state == "accepted"


def test_what_was_taken_back_cannot_be_answered(world):
    offer = offered(world)
    world.client(Role.STAFF).post(reverse("helping:withdraw", args=[offer.pk]))
    answer = say(world, offer, "accepted")
    assert [str(one) for one in get_messages(answer.wsgi_request)] == ["这份帮助现在是“已收回”，不能再这样改"]
    assert Offer.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    "wrong", [{"state": "withdrawn"}, {"state": "x"}, {"state": "accepted", "reply": "长" * 201}]
)
def test_what_is_no_answer_changes_nothing_and_is_told(world, wrong):
    offer = offered(world)
    answer = world.client(Role.SECRETARY).post(reverse("helping:answer", args=[offer.pk]), wrong)
    assert answer.status_code == 302
    assert str(next(iter(get_messages(answer.wsgi_request)))).startswith("没有保存")
    assert Offer.objects.get().state == "offered"


@pytest.mark.parametrize("wrong", [{"kind": "visit", "words": " "}, {"kind": "money", "words": "x"}, {}])
def test_an_offer_without_words_is_asked_for_again(world, wrong):
    answer = world.client(Role.STAFF).post(reverse("helping:offer", args=[world.branch.pk]), wrong)
    assert not Offer.objects.exists()
    assert answer.status_code == 200


def test_who_may_offer_and_who_may_answer(world):
    offer = offered(world)
    may_offer = {Role.STAFF, Role.COUNTY, Role.INSTRUCTOR}
    may_answer = {Role.SECRETARY, Role.COMMITTEE_MEMBER}
    for role in Role:
        client = world.client(role)
        form = client.get(reverse("helping:offer", args=[world.branch.pk]))
        assert (form.status_code == 200) is (role in may_offer), role
        answer = say(world, offer, "accepted", role)
        assert (answer.status_code == 302) is (role in may_answer), role
    with pytest.raises(HelpingError):
        offered(world, world.elsewhere, Role.STAFF)


def test_every_step_is_kept_and_reading_leaves_no_trace(world):
    offer = offered(world)
    world.account(Role.SECRETARY)
    before = Event.objects.count()
    month(world)
    text(world.client(Role.SECRETARY).get(reverse("helping:offers", args=[world.branch.pk])))
    assert Event.objects.count() == before
    say(world, offer, "accepted")
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.changes) == ("answer_offer", {"state": ["offered", "accepted"]})
    assert not {"read", "seen", "opened"} & {field.name for field in Offer._meta.get_fields()}


def test_every_state_has_its_way_on(world):
    offer = offered(world)
    for state in State:
        offer.state = state.value
        assert State.WITHDRAWN not in offer.answers and state not in offer.answers
