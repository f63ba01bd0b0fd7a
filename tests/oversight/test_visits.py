"""What an instructor or inspector does and sees, and that it ends with the appointment."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.duties.county import held
from zhibu.access.models import Event, Post
from zhibu.access.policy import Role
from zhibu.oversight import actions, queries
from zhibu.oversight.errors import OversightError
from zhibu.oversight.models import Draw, Matter, Of, Visit

pytestmark = pytest.mark.django_db
TODAY = "2026-11-10T09:00:00+08:00"


@pytest.fixture
def visitor(world):
    """An inspector of the branch and its sister until the end of November."""
    with time_machine.travel(TODAY, tick=False):
        account = world.account(Role.MEMBER)
        actions.appoint_to_several(
            acting=world.account(Role.COUNTY),
            member=account.member,
            role=Role.INSPECTOR,
            organizations=[world.branch, world.sister],
            since=date(2026, 11, 1),
            until=date(2026, 12, 1),
        )
        yield world


def page_of(world, name, place):
    return world.client(Role.MEMBER).get(reverse(name, args=[place.pk]))


def test_the_branches_of_an_appointment_are_listed(visitor):
    page = visitor.client(Role.MEMBER).get(reverse("oversight:own"))
    assert [one.organization for one in page.context["charges"]] == [visitor.branch, visitor.sister]
    assert "任期到12月1日" in page.content.decode()


@pytest.mark.parametrize("name", ["oversight:branch", "oversight:note", "duties:organization_year"])
def test_what_is_seen_ends_with_the_appointment(visitor, name):
    assert page_of(visitor, name, visitor.sister).status_code == 200
    with time_machine.travel("2026-12-01T00:30:00+08:00", tick=False):
        assert page_of(visitor, name, visitor.sister).status_code == 404
        assert visitor.client(Role.MEMBER).get(reverse("oversight:own")).status_code == 404


def test_branches_outside_the_appointment_do_not_exist(visitor):
    assert page_of(visitor, "oversight:branch", visitor.elsewhere).status_code == 404


def test_a_visit_with_a_matter_is_answered_and_settled(visitor):
    client = visitor.client(Role.MEMBER)
    sent = {"visited_on": "2026-11-09", "met": "书记", "found": "活动室漏雨", "matter": "请帮助修缮活动室"}
    assert client.post(reverse("oversight:note", args=[visitor.branch.pk]), sent).status_code == 302
    visit, matter = Visit.objects.get(), Matter.objects.get()
    assert matter.visit == visit and matter.raised_on == date(2026, 11, 9)
    secretary = visitor.client(Role.SECRETARY)
    shown = secretary.get(reverse("oversight:branch", args=[visitor.branch.pk])).content.decode()
    assert "请帮助修缮活动室" in shown and "活动室漏雨" in shown
    answer = {"answer": "已报镇里，本月开工"}
    assert secretary.post(reverse("oversight:answer", args=[matter.pk]), answer).status_code == 302
    assert client.post(reverse("oversight:settle", args=[matter.pk])).status_code == 302
    matter.refresh_from_db()
    assert (matter.answer, matter.settled_on) == ("已报镇里，本月开工", date(2026, 11, 10))
    about = Event.objects.filter(subject_type__startswith="oversight.").order_by("pk")
    expected = ["note_visit", "raise_matter", "answer_matter", "settle_matter"]
    assert list(about.values_list("verb", flat=True)) == expected


def test_what_is_settled_is_not_changed_any_more(visitor):
    who = visitor.account(Role.COUNTY)
    matter = actions.raise_matter(acting=who, organization=visitor.branch, text="事")
    actions.settle_matter(acting=who, matter=matter)
    for again in (
        lambda: actions.settle_matter(acting=who, matter=matter),
        lambda: actions.answer_matter(acting=who, matter=matter, answer="x"),
    ):
        with pytest.raises(OversightError, match="已经办结"):
            again()


def test_a_visit_cannot_lie_in_the_future(visitor):
    sent = {"visited_on": "2026-11-11", "found": "x"}
    page = visitor.client(Role.MEMBER).post(reverse("oversight:note", args=[visitor.branch.pk]), sent)
    assert "不能晚于今天" in page.content.decode() and not Visit.objects.exists()


def test_an_appointment_to_several_is_all_or_none(visitor):
    with pytest.raises(OversightError, match="branch"):
        actions.appoint_to_several(
            acting=visitor.account(Role.COUNTY),
            member=visitor.account(Role.MEMBER).member,
            role=Role.INSPECTOR,
            organizations=[visitor.elsewhere, visitor.branch],
            since=date(2026, 11, 5),
            until=date(2026, 12, 5),
        )
    assert not Post.objects.filter(organization=visitor.elsewhere, role_code="inspector").exists()


def test_appointing_on_the_page(world):
    sent = {
        "member": world.alice.pk,
        "role": "instructor",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "organizations": [world.branch.pk, world.sister.pk],
    }
    assert world.client(Role.STAFF).post(reverse("oversight:several"), sent).status_code == 302
    assert Post.objects.filter(member=world.alice, role_code="instructor").count() == 2


def test_members_are_found_by_name_not_listed_by_the_thousand(world):
    client, address = world.client(Role.STAFF), reverse("oversight:several")
    option = f'<option value="{world.alice.pk}">{world.alice.name} · {world.alice.organization.name}</option>'
    assert option not in client.get(address).content.decode()
    assert option in client.get(address, {"name": world.alice.name}).content.decode()
    assert option not in client.get(address, {"name": "没有这个人"}).content.decode()


def test_branches_are_found_by_their_name_or_that_of_an_organization_above(world):
    client, address = world.client(Role.COUNTY), reverse("oversight:several")

    def offered(where):
        form = client.get(address, {"where": where}).context["form"]
        return {name for _pk, name in form.fields["organizations"].choices}

    assert offered("near") == {"branch", "sister"}
    assert offered("sister") == {"sister"}
    assert not offered("没有这个支部")


@pytest.mark.parametrize("branches", [1, 3])
def test_queries_do_not_grow_with_the_branches(visitor, django_assert_max_num_queries, branches):
    for n in range(branches):
        actions.note_visit(
            acting=visitor.account(Role.COUNTY),
            organization=visitor.branch,
            visited_on=date(2026, 11, n + 1),
            found="x",
            matter="y",
        )
    client = visitor.client(Role.MEMBER)
    with django_assert_max_num_queries(14):
        client.get(reverse("oversight:own"))
    with django_assert_max_num_queries(16):
        client.get(reverse("oversight:branch", args=[visitor.branch.pk]))


# ── draws ────────────────────────────────────────────────────────────────────────────────────────
def test_a_draw_keeps_its_seed_and_can_be_repeated(world):
    who = world.account(Role.COUNTY)
    first = actions.make_draw(acting=who, organization=world.county, of=Of.BRANCHES, size=2)
    again = actions.make_draw(acting=who, organization=world.county, of=Of.BRANCHES, size=2, seed=first.seed)
    assert first.chosen == again.chosen and len(first.chosen) == 2
    assert (first.is_seed_given, again.is_seed_given) == (False, True)
    assert first.population == ["branch", "sister", "elsewhere"]


def test_a_draw_of_records_keeps_to_its_days_and_place(world):
    for place, day in ((world.branch, 3), (world.branch, 20), (world.elsewhere, 3)):
        held(place, date(2026, 10, day), "party_day", present=[])
    found = actions.make_draw(
        acting=world.account(Role.COUNTY),
        organization=world.near,
        of=Of.RECORDS,
        size=10,
        from_day=date(2026, 10, 1),
        to_day=date(2026, 10, 10),
    )
    assert len(found.population) == len(found.chosen) == 1


def test_a_draw_that_was_tampered_with_is_noticed(world):
    who = world.account(Role.COUNTY)
    made = actions.make_draw(acting=who, organization=world.county, of=Of.BRANCHES, size=1)
    assert queries.draw_page(who, made).is_same
    other = next(code for code in made.population if code not in made.chosen)
    Draw.objects.filter(pk=made.pk).update(chosen=[other])
    page = world.client(Role.COUNTY).get(reverse("oversight:draw", args=[made.pk]))
    assert "结果不同" in page.content.decode()


def test_nothing_to_draw_from_is_said(world):
    sent = {"organization": world.near.pk, "of": "records", "size": 3}
    page = world.client(Role.STAFF).post(reverse("oversight:draws"), sent)
    assert "没有可以抽取的对象" in page.content.decode() and not Draw.objects.exists()


def test_a_draw_shows_only_what_the_reader_may_see(world):
    made = actions.make_draw(
        acting=world.account(Role.COUNTY), organization=world.county, of=Of.BRANCHES, size=3
    )
    assert len(queries.draw_page(world.account(Role.STAFF), made).branches) == 2
    assert queries.draw_page(world.account(Role.STAFF), made).gone == 1
