"""The demo county's year of records: believable, and made by the rules of every record."""

from collections import Counter

import pytest
import time_machine
from django.db.models import Count, Q

from zhibu.demo.county import make_county
from zhibu.demo.facts import make_facts
from zhibu.gatherings.facts import facts_from
from zhibu.gatherings.models import Attendance, Exemption, Fact, Gathering
from zhibu.plans.codes import Level
from zhibu.privacy.models import DataRequest
from zhibu.registry.models import Organization

TODAY = "2026-11-22 10:00+08:00"


@pytest.mark.django_db
def test_a_year_of_records():
    """The county is made once for all of these; that takes some seconds."""
    with time_machine.travel(TODAY, tick=False):
        make_county()
        for check in CHECKS:
            check()


def every_branch_has_records_and_some_have_gaps():
    branches = Organization.objects.filter(level=Level.BRANCH.value)
    party_days = branches.annotate(n=Count("gatherings", filter=Q(gatherings__kind="party_day")))
    held = Counter(party_days.values_list("n", flat=True))
    assert sum(held.values()) >= 30
    assert held[12] and min(held) < 12


def nothing_lies_in_the_future_and_nothing_was_recorded_before_it_happened():
    for one in Gathering.objects.all():
        assert one.occurred_on <= one.recorded_on
    assert str(Gathering.objects.latest("occurred_on").occurred_on) <= "2026-11-22"
    late = sum(one.is_late for one in Gathering.objects.all())
    assert 0 < late < Gathering.objects.count() / 5


def facts_are_those_of_the_one_function():
    for gathering in Gathering.objects.order_by("pk")[::150]:
        present = gathering.attendances.filter(is_present=True).values_list("member_id", flat=True)
        visited = gathering.attendances.filter(is_visited=True).values_list("member_id", flat=True)
        wanted = facts_from(gathering, gathering.segments.all(), present, visited)

        def shown(facts):
            return Counter((one.member_id, one.activity_code, one.measure, one.quantity) for one in facts)

        assert shown(gathering.facts.all()) == shown(wanted)


def exempt_members_are_not_expected():
    # those exempt since before the first record; the others have been so since today
    members = set(Exemption.objects.filter(ground_code="frail").values_list("member_id", flat=True))
    assert members
    rows = Attendance.objects.filter(member__in=members)
    assert rows.exists() and not rows.filter(is_exempt=False).exists()


def made_once_only():
    before = Fact.objects.count()
    make_facts()
    assert Fact.objects.count() == before > 50_000


def a_request_waits_and_one_is_answered():
    assert sorted(DataRequest.objects.values_list("state_code", flat=True)) == ["open", "partly"]


CHECKS = [
    a_request_waits_and_one_is_answered,
    every_branch_has_records_and_some_have_gaps,
    nothing_lies_in_the_future_and_nothing_was_recorded_before_it_happened,
    facts_are_those_of_the_one_function,
    exempt_members_are_not_expected,
    made_once_only,
]
