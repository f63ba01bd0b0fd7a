"""The bundled plans, issued in the demo county as if they were its own."""

from django.utils import timezone

from zhibu.issuing.actions import issue
from zhibu.issuing.models import IssuedPlan
from zhibu.plans.codes import IssuerLevel
from zhibu.plans.library import library_folder
from zhibu.plans.loading import load_plans
from zhibu.plans.model import Plan
from zhibu.registry.models import Organization

COUNTY, TOWN = "向阳县委", "临河镇党委"  # the county passes on what comes from above it
ISSUED_BY = {IssuerLevel.TOWN: TOWN}


def issue_library() -> list[IssuedPlan]:
    """Those in force today whose sector the county has; nothing where plans have been issued already."""
    if IssuedPlan.objects.exists():
        return []
    sectors = set(Organization.objects.values_list("sector", flat=True))
    wanted = [plan for plan in load_plans([library_folder()]) if _fits(plan, sectors)]
    return [issue(plan, acting=None, organization=_issuer(plan)) for plan in wanted]


def _fits(plan: Plan, sectors: set[str]) -> bool:
    named = plan.applies_to.sector
    return timezone.localdate() in plan.in_force.period and (named is None or bool(sectors & set(named)))


def _issuer(plan: Plan) -> Organization:
    found: Organization = Organization.objects.get(name=ISSUED_BY.get(plan.issuer.level, COUNTY))
    return found
