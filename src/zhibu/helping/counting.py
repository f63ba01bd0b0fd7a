"""Counting the dues of one organization and its own members, by the ledger, and keeping the counts.

count_again(kept, kinds)         right after a save: only what facts of these kinds add to
count_anew(organization, year)   all of it, before it is shown
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.duties.reading import Reading, day_of, read_one
from zhibu.helping.demands import Demanded, demand_keys, demanded
from zhibu.helping.models import Kept, Standing
from zhibu.ledger import Counted, count_dues
from zhibu.ledger.tables import Kind
from zhibu.plans.periods import ONE_DAY
from zhibu.registry.models import MemberState, Organization

BATCH = 500
Counts = tuple[int, ...]  # in the order of Standing.COUNTS
Standings = dict[tuple[int, int], Standing]  # by organization and demand


# ── after a save ─────────────────────────────────────────────────────────────────────────────────
def believed_but_for_the_last(organizations: Collection[int]) -> list[Kept]:
    """To be asked by the change itself once it has added one: where nothing else is in doubt."""
    today = timezone.localdate()
    rows = Kept.objects.filter(organization__in=organizations, changes=F("counted") + 1)
    rows = rows.select_related("organization")
    return [one for one in rows if not is_out_of_date(one, today)]


def count_again(kept: Kept, kinds: Collection[Kind]) -> bool:
    """Count what facts of these kinds add to; all else was right before the change numbered ``kept.changes``.

    As ``count_anew``, it reads and counts without keeping anybody from saving, and keeps nothing (False)
    when there has been another change meanwhile.
    """
    today, organization = timezone.localdate(), kept.organization
    found = count(read_one(organization, kept.year, today, kinds), organization, kinds)
    rows = differing(kept.year, {organization.pk: found})
    with transaction.atomic():
        now = Kept.objects.select_for_update().get(pk=kept.pk)
        if (now.changes, now.counted) != (kept.changes, kept.counted):
            return False
        write(rows)
        now.counted = now.changes
        now.save(update_fields=["counted"])
    return True


def is_out_of_date(kept: Kept, today: date) -> bool:
    return kept.good_until is not None and today > kept.good_until


# ── before standings are shown ───────────────────────────────────────────────────────────────────
def count_anew(organization: Organization, year: int) -> bool:
    """Count all of an organization; False when it changed meanwhile, so that nothing was kept.

    1. Note how many changes there have been.
    2. Read and count, without keeping anybody from saving.
    3. Keep the counts if there has been no change since.
    """
    today = timezone.localdate()
    kept, _is_new = Kept.objects.get_or_create(organization=organization, year=year)
    found = count(read_one(organization, year, today), organization)
    good_until = last_good_days([organization.pk], day_of(year, today)).get(organization.pk)
    with transaction.atomic():
        now = Kept.objects.select_for_update().get(pk=kept.pk)
        if now.changes != kept.changes:
            return False
        keep(year, {organization.pk: found})
        now.counted, now.good_until = now.changes, good_until
        now.save(update_fields=["counted", "good_until"])
    return True


def count(
    reading: Reading, organization: Organization, kinds: Collection[Kind] | None = None
) -> dict[Demanded, Counts]:
    """What the ledger counts for an organization and its own members, by demand."""
    place = reading.organization(organization.code)
    if place is None:
        return {}
    members = reading.members_of(organization.code)
    found = count_dues(
        reading.compiled, place, members, reading.facts, reading.exemptions, reading.above(place), kinds
    )
    return {demanded(one): counts_of(one) for one in found}


def counts_of(one: Counted) -> Counts:
    return one.achieved, one.subjects, one.met, one.exempt, one.partial, one.unsettled


def last_good_days(organizations: Collection[int], day: date) -> dict[int, date]:
    """By organization the day before its roster changes by itself, where something is entered to come."""
    posts = Post.objects.filter(role_code=Role.SECRETARY.value)
    changes = (
        (Organization.objects.filter(pk__in=organizations), "pk"),
        (MemberState.objects.filter(organization__in=organizations), "organization_id"),
        (posts.filter(member__organization__in=organizations), "member__organization_id"),
    )
    found: dict[int, date] = {}
    for rows, place in changes:
        for edge in ("since", "until"):
            coming = rows.filter(**{f"{edge}__gt": day}).values_list(place, edge)
            for pk, first in coming:
                found[pk] = min(first - ONE_DAY, found.get(pk, date.max))
    return found


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────
def keep(year: int, found: Mapping[int, Mapping[Demanded, Counts]]) -> None:
    """Write all that was counted, by organization; what was not found is no longer a standing."""
    wanted = standings(year, found)
    before = _before(Standing.objects.filter(organization_id__in=found, demand__year=year))
    gone = [row.pk for key, row in before.items() if key not in wanted]
    if gone:
        Standing.objects.filter(pk__in=gone).delete()
    write(_changed(wanted, before))


def differing(year: int, found: Mapping[int, Mapping[Demanded, Counts]]) -> list[Standing]:
    """Of what was counted, the rows that differ from those kept."""
    wanted = standings(year, found)
    demands = {demand for _organization, demand in wanted}
    rows = Standing.objects.filter(organization_id__in=found, demand_id__in=demands)
    return _changed(wanted, _before(rows))


def write(rows: list[Standing]) -> None:
    Standing.objects.bulk_create(
        rows,
        BATCH,
        update_conflicts=True,
        unique_fields=["organization", "demand"],
        update_fields=[*Standing.COUNTS, "is_waiting"],
    )


def standings(year: int, found: Mapping[int, Mapping[Demanded, Counts]]) -> Standings:
    keys = demand_keys(year, {demand for counts in found.values() for demand in counts})
    return {
        (pk, keys[demand.key]): standing(pk, keys[demand.key], demand, counts)
        for pk, by_demand in found.items()
        for demand, counts in by_demand.items()
    }


def _before(rows: QuerySet[Any]) -> Standings:
    return {(row.organization_id, row.demand_id): row for row in rows}


def _changed(wanted: Standings, before: Standings) -> list[Standing]:
    return [row for key, row in wanted.items() if key not in before or before[key].kept != row.kept]


def standing(organization: int, key: int, demand: Demanded, counts: Counts) -> Standing:
    named = dict(zip(Standing.COUNTS, counts, strict=True))
    is_waiting = named["unsettled"] > 0 and not demand.is_optional
    return Standing(organization_id=organization, demand_id=key, is_waiting=is_waiting, **named)
