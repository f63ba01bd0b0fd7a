"""Plans and checks for the standings of the small county of ``tests/world.py``."""

from collections import Counter
from datetime import date

from django.db.models import Q
from django.utils import timezone

from tests.duties.county import duty, plan
from zhibu.duties.reading import day_of, plans_binding
from zhibu.duties.recorded import facts_in
from zhibu.gatherings.models import Exemption, Fact
from zhibu.gatherings.queries import exemptions_among, frail_among
from zhibu.helping.models import Standing
from zhibu.ledger import Status, evaluate
from zhibu.plans.codes import Level
from zhibu.plans.periods import Period
from zhibu.registry.as_of import as_of
from zhibu.registry.models import Organization

PLAN = plan(
    "p",
    duty("day", title="每月党日", on={"day": 25}),
    duty("hours", title="学习时间", activity="group_study", every="quarter", measure="hours", at_least=2),
    duty("week", title="每周一学", activity="group_study", every="week", force="may"),
    duty("talk", title="党员讨论", activity="party_day", subject="member", every="quarter"),
    duty(
        "lead",
        title="书记讲课",
        activity="lecture",
        measure="lectures_given",
        subject="member",
        every="year",
        **{"for": {"is_secretary": True}},
    ),
)
OF_GROUPS = plan(
    "g", duty("meet", title="小组会", activity="group_meeting"), applies_to={"level": [Level.GROUP.value]}
)

ALL_TIME = Period(date(2000, 1, 1), date(2100, 1, 1))
SETTLED = {Status.MET: "met", Status.EXEMPT: "exempt", Status.PARTIAL: "partial"}


def whole_truth(year=None):
    """The counts of every organization by the ledger's plain evaluation of everything there is.

    It shares neither the reading nor the counting with what is tested: one organization after the other,
    out of all facts, status by status.
    """
    today = timezone.localdate()
    year = year or today.year
    registry = as_of(day_of(year, today))
    found = Counter()
    for place in registry.organizations:
        row = Organization.objects.get(code=place.org_id)
        plans = plans_binding(row, year)
        members = [one for one in registry.members if one.org_id == place.org_id]
        above = set(Organization.objects.filter(path__in=row.ancestor_paths).values_list("code", flat=True))
        facts = facts_in(Fact.objects.all(), ALL_TIME)
        exempt = (*exemptions_among(Exemption.objects.all()), *frail_among(Q()))
        for one in evaluate(plans, place, members, facts, exempt, today, year, above):
            key = (place.org_id, *one.due.cited.key, one.due.period.start)
            found[key, SETTLED.get(one.status, "unsettled")] += 1
    return found


def as_kept(year=None):
    year = year or timezone.localdate().year
    found = Counter()
    for row in Standing.objects.filter(demand__year=year).select_related("organization", "demand"):
        key = (row.organization.code, row.demand.plan_id, row.demand.duty_id, row.demand.starts)
        for name in ("met", "exempt", "partial", "unsettled"):
            if getattr(row, name):
                found[key, name] += getattr(row, name)
        assert row.subjects == row.met + row.exempt + row.partial + row.unsettled
        assert row.is_waiting == (row.unsettled > 0 and not row.demand.is_optional)
    return found
