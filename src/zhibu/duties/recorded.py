"""Facts and exemptions out of the database, as the ledger knows them."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from zhibu import ledger
from zhibu.gatherings.models import Exemption, Fact
from zhibu.gatherings.queries import exemptions_among, frail_among
from zhibu.ledger import CompiledPlans
from zhibu.ledger.tables import Kind
from zhibu.plans.codes import SubjectType
from zhibu.plans.periods import Period

FACT_COLUMNS = (
    "pk", "organization__code", "member_id", "activity_code", "measure", "occurred_on", "quantity"
)  # fmt: skip
OWN = Q(member__isnull=True)


def facts_in(rows: Any, days: Period) -> tuple[ledger.Fact, ...]:
    """The facts of a query that lie in a period, by day."""
    inside = rows.filter(occurred_on__gte=days.start, occurred_on__lte=days.end)
    return tuple(map(_fact, inside.order_by("occurred_on", "pk").values_list(*FACT_COLUMNS)))


def asked_for(plans: CompiledPlans) -> Q:
    """The facts that can count for any due: by whom they are of, activity and measure."""
    own, members = (plans.kinds(kind) for kind in (SubjectType.ORGANIZATION, SubjectType.MEMBER))
    return OWN & of_kinds(own) | ~OWN & of_kinds(members)


def of_kinds(kinds: Iterable[Kind]) -> Q:
    measures: dict[str, list[str]] = {}
    for activity, measure in sorted(kinds):
        measures.setdefault(activity, []).append(measure)
    found = Q(pk__in=())
    for activity, named in measures.items():
        found |= Q(activity_code=activity, measure__in=named)
    return found


def own_facts(organization_ids: Iterable[int]) -> Any:
    return Fact.objects.filter(OWN, organization_id__in=organization_ids)


def facts_of_members(member_ids: Iterable[int]) -> Any:
    return Fact.objects.filter(member_id__in=member_ids)


def exemptions_of(
    organization_ids: Collection[int], member_ids: Collection[int]
) -> tuple[ledger.Exemption, ...]:
    """The organizations' own, the members' wherever approved, and what the roster says of the frail."""
    own = OWN & Q(organization_id__in=organization_ids)
    approved = exemptions_among(Exemption.objects.filter(own | Q(member_id__in=member_ids)))
    return (*approved, *frail_among(Q(member_id__in=member_ids))) if member_ids else approved


def _fact(row: tuple[Any, ...]) -> ledger.Fact:
    pk, code, member_id, activity, measure, occurred_on, quantity = row
    return ledger.Fact(
        fact_id=str(pk),
        org_id=code,
        member_id=None if member_id is None else str(member_id),
        activity=activity,
        measure=measure or None,
        occurred_on=occurred_on,
        quantity=quantity,
    )
