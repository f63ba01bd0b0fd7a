"""Facts that another system already holds, taken over many at a time: all of them or none.

Recorded facts come of gatherings (``facts``); these have none, and are counted by the same rules. To keep
anything from counting twice, a subject has one fact an activity, measure and day, wherever it came from:
what happened several times on a day is one fact with its quantity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.gatherings.actions import BATCH, refuse_bad_day
from zhibu.gatherings.errors import GatheringError
from zhibu.gatherings.models import Fact
from zhibu.plans.codes import Activity
from zhibu.registry.models import MemberState, Organization

FactKey = tuple[int, int | None, str, str, date]
Membership = dict[tuple[int, int], list[MemberState]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to be taken over; without ``member_id`` the organization's own. No quantity: once."""

    organization_id: int
    activity: Activity
    occurred_on: date
    member_id: int | None = None
    measure: str = ""
    quantity: Decimal | None = None

    @property
    def key(self) -> FactKey:
        return self.organization_id, self.member_id, self.activity.value, self.measure, self.occurred_on


class FactsRefused(GatheringError):
    """``reasons`` gives, by the position in what was sent, the field and the sentence."""

    def __init__(self, reasons: dict[int, tuple[str, str]]) -> None:
        super().__init__(_("有不能导入的事实，一条也没有写入"))
        self.reasons = reasons


@transaction.atomic
def import_facts(*, acting: Account | None, facts: Sequence[NewFact]) -> list[Fact]:
    """Take facts over, whatever their number in a fixed number of queries; FactsRefused names every bad one.

    1. Take the organizations in the order of their keys, so that savings for them come one after the other.
    2. Judge every fact.
    3. Write all of them, and an event an organization with what was written.
    """
    wanted = {one.organization_id for one in facts}
    places = {
        one.pk: one for one in Organization.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    reasons = _reasons(facts, places)
    if reasons:
        raise FactsRefused(reasons)
    made = Fact.objects.bulk_create([_fact(one) for one in facts], BATCH)
    written: dict[int, list[Any]] = {}
    for one in made:
        written.setdefault(one.organization_id, []).append(_written(one))
    for pk, own in written.items():
        place = places[pk]
        record_event(
            acting=acting, verb="import_facts", subject=place, path=place.path, changes={"facts": ([], own)}
        )
    return made


@transaction.atomic
def withdraw_fact(*, acting: Account | None, fact: Fact) -> None:
    """Take back a fact that was taken over by mistake; one that came of a gathering is corrected there."""
    if fact.gathering_id is not None:
        raise GatheringError(_("这条事实来自一次活动记录，请更正那条记录"))
    before = _written(fact)
    place = fact.organization
    record_event(
        acting=acting, verb="withdraw_fact", subject=fact, path=place.path, changes={"fact": (before, None)}
    )
    fact.delete()


def _fact(one: NewFact) -> Fact:
    return Fact(
        organization_id=one.organization_id,
        member_id=one.member_id,
        activity_code=one.activity.value,
        measure=one.measure,
        occurred_on=one.occurred_on,
        quantity=one.quantity,
    )


def _written(fact: Fact) -> list[Any]:
    """What the audit keeps of a fact: its key, whose it is, and what it says; no names."""
    quantity = None if fact.quantity is None else str(fact.quantity)
    day = fact.occurred_on.isoformat()
    return [fact.pk, fact.member_id, fact.activity_code, fact.measure, day, quantity]


def _reasons(facts: Sequence[NewFact], places: dict[int, Organization]) -> dict[int, tuple[str, str]]:
    """For each fact that cannot be, the field and why; three queries."""
    membership = _membership(facts, places)
    taken = _standing(facts, places)
    found: dict[int, tuple[str, str]] = {}
    for position, one in enumerate(facts):
        reason = _why_not(one, places.get(one.organization_id), membership, taken)
        if reason:
            found[position] = reason
        taken.add(one.key)
    return found


def _why_not(
    one: NewFact, place: Organization | None, membership: Membership, taken: set[FactKey]
) -> tuple[str, str] | None:
    if place is None:
        return "organization", _("没有这个党组织")
    try:
        refuse_bad_day(place, one.occurred_on)
    except GatheringError as wrong:
        return "occurred_on", str(wrong)
    if one.member_id is not None and not _was_member(one, membership):
        return "member", _("这名党员这一天不在这个党组织")
    if one.key in taken:
        return "activity", _("同一天的同一项已经有了；同一天做了几次，请合为一行并写明 quantity")
    return None


def _was_member(one: NewFact, membership: Membership) -> bool:
    assert one.member_id is not None
    states = membership.get((one.organization_id, one.member_id), ())
    return any(state.exists_on(one.occurred_on) for state in states)


def _membership(facts: Iterable[NewFact], places: Iterable[int]) -> Membership:
    """The states of members by (organization or group, member)."""
    inside = Q(organization__in=list(places)) | Q(group__in=list(places))
    members = list({one.member_id for one in facts if one.member_id is not None})
    found: Membership = {}
    for state in MemberState.objects.filter(inside, member__in=members):
        for place in (state.organization_id, state.group_id):
            if place is not None:
                found.setdefault((place, state.member_id), []).append(state)
    return found


def _standing(facts: Iterable[NewFact], places: Iterable[int]) -> set[FactKey]:
    days = list({one.occurred_on for one in facts})
    rows = Fact.objects.filter(organization__in=list(places), occurred_on__in=days)
    return set(rows.values_list("organization_id", "member_id", "activity_code", "measure", "occurred_on"))
