"""What the pages of instructors, inspectors and those above them show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhibu.access.models import Account, Post
from zhibu.access.policy import Ability, Role
from zhibu.access.reach import reach, within
from zhibu.gatherings.models import Gathering
from zhibu.oversight.drawing import draw
from zhibu.oversight.models import Draw, Matter, Of, Visit
from zhibu.plans.codes import Level
from zhibu.registry.models import Organization

TIMED = (Role.INSTRUCTOR, Role.INSPECTOR)
TIMED_CODES = [role.value for role in TIMED]
LOOKED_AFTER = (Level.BRANCH.value, Level.GENERAL_BRANCH.value)
MOST_NAMED = 50  # organizations of a name that are looked under


@dataclass(frozen=True, slots=True)
class Charge:
    """A branch looked after, with what is open there."""

    organization: Organization
    role: Role | None
    until: date | None
    last_visit: Visit | None
    matters: list[Matter]


def charges(user: Account) -> list[Charge]:
    """The branches that somebody is appointed to today, in the order of the tree. Four queries."""
    today = timezone.localdate()
    held = Post.objects.in_force(today).filter(member_id=user.member_id, role_code__in=TIMED_CODES)
    posts = list(held.select_related("organization").order_by("organization__path"))
    places = [post.organization for post in posts]
    visits = _last_visits(places)
    matters = _open_matters(places)
    return [
        Charge(
            post.organization,
            post.role,
            post.until,
            visits.get(post.organization_id),
            matters.get(post.organization_id, []),
        )
        for post in posts
    ]


def _last_visits(places: list[Organization]) -> dict[int, Visit]:
    rows = Visit.objects.filter(organization__in=places).select_related("visitor__member")
    return {row.organization_id: row for row in rows.order_by("visited_on", "pk")}


def _open_matters(places: list[Organization]) -> dict[int, list[Matter]]:
    found: dict[int, list[Matter]] = {}
    for row in Matter.objects.filter(organization__in=places).still_open().order_by("raised_on", "pk"):
        found.setdefault(row.organization_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class BranchPage:
    """An organization's visits and matters, and what the reader may do there."""

    place: Organization
    visits: QuerySet[Any]
    open: list[Matter]
    settled: list[Matter]
    appointed: list[Post]
    may_note: bool
    may_answer: bool


def branch_page(user: Account, place: Organization) -> BranchPage:
    matters = list(
        Matter.objects.filter(organization=place)
        .select_related("raised_by__member", "answered_by__member", "organization")
        .order_by("raised_on", "pk")
    )
    today = timezone.localdate()
    appointed = Post.objects.in_force(today).filter(organization=place, role_code__in=TIMED_CODES)
    return BranchPage(
        place=place,
        visits=Visit.objects.filter(organization=place)
        .select_related("visitor__member")
        .order_by("-visited_on", "-pk"),
        open=[one for one in matters if not one.settled_on],
        settled=[one for one in matters if one.settled_on][::-1],
        appointed=list(appointed.select_related("member").order_by("member__name")),
        may_note=reach(user, Ability.NOTE_VISITS).covers(place.path),
        may_answer=reach(user, Ability.ANSWER_MATTERS).covers(place.path),
    )


def appointments(user: Account) -> QuerySet[Any]:
    """The timed appointments that a user may change, those in force first by name."""
    rows: QuerySet[Any] = Post.objects.visible_to(user)
    today = timezone.localdate()
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=today), role_code__in=TIMED_CODES)
    return rows.select_related("member", "organization").order_by(
        "member__name", "member_id", "organization__path"
    )


def branches_below(user: Account, ability: Ability) -> QuerySet[Any]:
    rows: QuerySet[Any] = Organization.objects.visible_to(user, ability)
    return rows.filter(until__isnull=True, level__in=LOOKED_AFTER).order_by("path")


def of_name(branches: QuerySet[Any], user: Account, ability: Ability, name: str) -> QuerySet[Any]:
    """Of these, those of a name or under an organization of that name."""
    named: Any = Organization.objects.visible_to(user, ability).filter(
        name__contains=name, until__isnull=True
    )
    inside = Q(pk__in=())
    for path in named.order_by("path").values_list("path", flat=True)[:MOST_NAMED]:
        inside |= within(path)
    return branches.filter(inside)


# ── draws ────────────────────────────────────────────────────────────────────────────────────────
def population_of(place: Organization, of: Of, from_day: date | None, to_day: date | None) -> list[str]:
    """The keys that a draw is made from, in an order that stays: codes of branches, numbers of records."""
    if of is Of.BRANCHES:
        rows = Organization.objects.filter(within(place.path), until__isnull=True, level__in=LOOKED_AFTER)
        return list(rows.order_by("path").values_list("code", flat=True))
    records = Gathering.objects.filter(within(place.path, "organization__path"), cancelled_at=None)
    if from_day:
        records = records.filter(occurred_on__gte=from_day)
    if to_day:
        records = records.filter(occurred_on__lte=to_day)
    return [str(pk) for pk in records.order_by("pk").values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw with what came out, and whether drawing again gives the same."""

    draw: Draw
    branches: list[Organization]
    records: list[Gathering]
    is_same: bool
    gone: int


def draw_page(user: Account, found: Draw) -> DrawPage:
    """What came out, as far as the reader may see it today; records that are gone are counted."""
    branches: list[Organization] = []
    records: list[Gathering] = []
    if found.of is Of.BRANCHES:
        seen = Organization.objects.visible_to(user).filter(code__in=found.chosen)
        branches = _in_order(seen, found.chosen, lambda one: one.code)
    else:
        shown = Gathering.objects.visible_to(user).filter(pk__in=found.chosen).select_related("organization")
        records = _in_order(shown, found.chosen, lambda one: str(one.pk))
    again = draw(found.population, found.size, found.seed)
    return DrawPage(
        found, branches, records, again == found.chosen, len(found.chosen) - len(branches) - len(records)
    )


def _in_order(rows: Any, keys: list[str], key_of: Any) -> list[Any]:
    by_key = {key_of(row): row for row in rows}
    return [by_key[key] for key in keys if key in by_key]
