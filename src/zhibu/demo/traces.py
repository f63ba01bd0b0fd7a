"""What people of the demo county did of late, so that the auditor has something to read."""

from datetime import timedelta

from django.utils import timezone

from zhibu.access.audit import chain
from zhibu.access.models import Account
from zhibu.plans.codes import Flow
from zhibu.registry.actions import change_member, correct_member
from zhibu.registry.models import Member, Organization
from zhibu.registry.revealing import revealed


def leave_traces() -> None:
    """By the same verbs as in the pages; then sealed like everything before."""
    staff, secretary = (Account.objects.get(username=name) for name in ("linhe", "liuwan"))
    branch = Organization.objects.get(name="柳湾村党支部")
    day = timezone.localdate() - timedelta(days=3)
    people = Member.objects.filter(organization=branch, account__isnull=True)
    first, second, third = people.order_by("-pk")[:3]
    revealed(secretary, [first], "phone")
    correct_member(acting=secretary, member=first, phone="10000000001")
    change_member(acting=secretary, member=second, day=day, flow=Flow.OUT.value)
    change_member(acting=staff, member=third, day=day, is_frail=True)
    chain.seal()
