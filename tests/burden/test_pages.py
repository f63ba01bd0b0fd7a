"""The pages of the self-check and the meter, and the paper."""

import io
import uuid
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from tests.duties.county import TODAY, duty, issued, plan
from zhibu.access.policy import Role
from zhibu.gatherings.actions import record
from zhibu.gatherings.content import Content
from zhibu.plans.codes import Activity

pytestmark = pytest.mark.django_db


def held(world, day):
    content = Content(
        kind=Activity.PARTY_DAY, occurred_on=day, place="会议室", present=frozenset([world.alice.pk])
    )
    record(acting=world.account(Role.SECRETARY), organization=world.branch, content=content, key=uuid.uuid4())


@pytest.fixture
def month(world):
    """Two plans ask for the same party day; it was held once."""
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        for name in ("one", "two"):
            issued(world.county, plan(name, duty("d", activity="party_day", title="主题党日")))
        held(world, date(2026, 11, 3))
        yield world


def test_the_meter_shows_what_one_record_spared(month):
    page = month.client(Role.SECRETARY).get(reverse("burden:meter", args=[month.branch.pk]))
    shown = page.context["page"]
    assert shown.burden.records == 1 and shown.burden.fields >= 2 and shown.burden.minutes >= 1
    assert shown.dues == 2 and shown.saved == 1
    assert "还要多填 1 张" in page.content.decode()


def test_a_month_without_records_asked_for_nothing(month):
    page = month.client(Role.SECRETARY).get(
        reverse("burden:meter", args=[month.branch.pk]) + "?month=2026-02"
    )
    assert page.context["page"].burden.fields == 0
    assert "没有记录" in page.content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_self_check_takes_as_many_queries_whatever_is_recorded(
    month, django_assert_max_num_queries, count
):
    for n in range(count):
        held(month, date(2026, 10, 3 + n))
    client = month.client(Role.SECRETARY)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("burden:self_check")).status_code == 200


def test_the_paper_holds_the_rules_and_the_figures(month):
    answer = month.client(Role.SECRETARY).get(reverse("burden:meter_paper", args=[month.branch.pk]))
    text = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert "减负自查情况" in text and "不强制打卡签到" in text
    assert "记录活动 1 次" in text and "计入应办 2 项" in text


def test_the_paper_alone_names_no_branch(month):
    answer = month.client(Role.MEMBER).get(reverse("burden:paper"))
    text = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert "填写负担" not in text and month.branch.name not in text
