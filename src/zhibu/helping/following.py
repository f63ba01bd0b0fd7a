"""Which standings a change can touch: told of every change, inside its own transaction.

Every change notes that standings can no longer be believed; they are counted anew before they are next
shown. What a recorded gathering adds is counted right after its transaction, so that hardly anybody waits.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from zhibu.access.following import Change
from zhibu.access.models import Post
from zhibu.access.reach import within
from zhibu.gatherings.models import Exemption, Fact, Gathering, LeaveRequest
from zhibu.helping.counting import believed_but_for_the_last, count_again
from zhibu.helping.models import Kept
from zhibu.issuing.models import IssuedPlan
from zhibu.registry.models import Member, MemberState, Organization

WHOLE_SUBTREE = ("move_organization", "found_many", "admit_many", "import_organizations", "import_members")
BATCH = 500


def keep_in_step(changes: Sequence[Change]) -> None:
    doubted: set[int] = set()
    for change in changes:
        subject = change.subject
        if isinstance(subject, IssuedPlan) or change.verb in WHOLE_SUBTREE:
            doubt_below(change.path)
        elif isinstance(subject, Gathering) and change.verb == "record_gathering":
            count_record(subject)
        else:
            doubted |= concerned(change)
    if doubted:
        doubt(doubted)


def concerned(change: Change) -> set[int]:
    """The organizations whose standings a change can touch."""
    subject = change.subject
    if isinstance(subject, Gathering) or change.verb == "import_facts":
        place = subject.organization if isinstance(subject, Gathering) else subject
        assert isinstance(place, Organization)
        return {home_of(place), place.pk, *_homes_now(place)}
    if isinstance(subject, Organization):
        return {subject.pk}
    if isinstance(subject, Member):
        before, _after = change.changes.get("organization") or (None, None)
        return {subject.organization_id, *([before.pk] if before else [])}
    if isinstance(subject, Post):
        return {subject.member.organization_id}
    if isinstance(subject, (Exemption, Fact, LeaveRequest)):
        return {subject.organization_id, *([subject.member.organization_id] if subject.member else [])}
    return set()


def count_record(gathering: Gathering) -> None:
    """A new record touches the sums that its facts add to, and no others; they are counted once it stands."""
    facts = gathering.facts.values_list("member__organization", "activity_code", "measure")
    kinds: dict[int, set[tuple[str, str]]] = {}
    for home, activity, measure in facts.distinct():
        kinds.setdefault(home or gathering.organization_id, set()).add((activity, measure))
    doubt(set(kinds))
    for kept in believed_but_for_the_last(kinds):
        transaction.on_commit(partial(count_again, kept, kinds[kept.organization_id]), robust=True)


def home_of(organization: Organization) -> int:
    """Where the members of an organization are counted: of a group, in its branch."""
    return organization.parent_id if organization.is_group and organization.parent_id else organization.pk


def _homes_now(place: Organization) -> Iterable[int]:
    """Where those who were ever in the organization are now: a correction may have left no trace of some."""
    ever = MemberState.objects.filter(organization=home_of(place))
    homes: Any = ever.order_by().values_list("member__organization_id", flat=True).distinct()
    return set(homes)


def doubt(organizations: set[int]) -> None:
    """The standings of these can no longer be believed."""
    _make_missing(organizations)
    _note(Kept.objects.filter(organization_id__in=organizations))


def doubt_below(path: str) -> None:
    inside = Organization.objects.filter(within(path))
    _make_missing(inside.values_list("pk", flat=True))
    _note(Kept.objects.filter(organization__in=inside))


def _note(rows: QuerySet[Kept]) -> None:
    """Taken in order, so that of two who change the same ones neither holds what the other waits for."""
    if connection.features.has_select_for_update:
        list(rows.order_by("pk").select_for_update().values_list("pk"))
    rows.update(changes=F("changes") + 1)


def _make_missing(organizations: Iterable[int]) -> None:
    """A row to note changes in must be there first, or whoever counts meanwhile would not see them."""
    year = timezone.localdate().year
    wanted = set(organizations)
    known: Any = Kept.objects.filter(year=year)
    if len(wanted) < BATCH:
        known = known.filter(organization_id__in=wanted)
    missing = wanted - set(known.values_list("organization_id", flat=True))
    rows = [Kept(organization_id=pk, year=year) for pk in sorted(missing)]
    Kept.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
