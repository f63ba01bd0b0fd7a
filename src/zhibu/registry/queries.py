"""What the pages of the registry show: one function a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from zhibu.access.crypto import blind_index
from zhibu.access.models import Account, Post
from zhibu.access.policy import Ability, Role
from zhibu.access.reach import AFTER_ALL_SEGMENTS, reach
from zhibu.registry.models import Member, Organization, on

ID_NUMBER_LENGTH = 18


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One organization: what is above and below it, who holds posts in it, how it changed."""

    organization: Organization
    above: list[tuple[Organization, bool]]
    below: list[Organization]
    posts: list[Post]
    members: int
    history: list[Any]


def tops(user: Account) -> list[Organization]:
    """The highest organizations that a user sees."""
    covered = reach(user, Ability.SEE_ORGANIZATIONS)
    paths = [*covered.below, *covered.here]
    if "" in paths:
        return list(Organization.objects.filter(parent__isnull=True))
    return list(Organization.objects.filter(path__in=paths).order_by("path"))


def organization_page(user: Account, organization: Organization) -> OrganizationPage:
    today = timezone.localdate()
    visible = Organization.objects.visible_to(user)
    return OrganizationPage(
        organization=organization,
        above=above(user, organization),
        below=list(
            with_members(visible.filter(parent=organization).filter(on(today)), today).order_by("path")
        ),
        posts=posts_in(organization, today),
        members=Member.objects.under(organization).on(today).count(),
        history=list(organization.states.select_related("parent").order_by("-since")),
    )


def above(user: Account, organization: Organization) -> list[tuple[Organization, bool]]:
    """What is above it, the highest first, each with whether the user may open its page."""
    covered = reach(user, Ability.SEE_ORGANIZATIONS)
    found = Organization.objects.filter(path__in=organization.ancestor_paths).order_by("path")
    return [(one, covered.covers(one.path)) for one in found]


def with_members(organizations: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Adds ``member_count``: how many members are in each organization and below it."""
    inside = Member.objects.filter(
        on(day), path__gte=OuterRef("path"), path__lt=Concat(OuterRef("path"), Value(AFTER_ALL_SEGMENTS))
    )
    counted = inside.order_by().values(whole=Value(1)).annotate(n=Count("pk")).values("n")
    counted_up: QuerySet[Any] = organizations.annotate(
        member_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )
    return counted_up


def posts_in(organization: Organization, day: date) -> list[Post]:
    posts = Post.objects.in_force(day).filter(organization=organization)
    order = list(Role)
    return sorted(posts.select_related("member"), key=lambda one: (order.index(one.role), one.since, one.pk))


def roster(user: Account, wanted: str = "", under: Organization | None = None) -> QuerySet[Any]:
    """The members a user sees, by a part of the name or a whole ID number."""
    members = Member.objects.visible_to(user).on(timezone.localdate())
    if under is not None:
        members = members.under(under)
    wanted = wanted.strip()
    if len(wanted) == ID_NUMBER_LENGTH:
        members = members.filter(id_number_index=blind_index(wanted.upper()))
    elif wanted:
        members = members.filter(Q(name__icontains=wanted))
    return members.select_related("organization", "group").order_by("path", "name", "pk")


def exported(user: Account, under: Organization | None) -> QuerySet[Any]:
    """The members a user may export."""
    members = Member.objects.visible_to(user, Ability.EXPORT_MEMBERS).on(timezone.localdate())
    if under is not None:
        members = members.under(under)
    return members.select_related("organization", "group").order_by("path", "name", "pk")


def exported_organizations(user: Account, under: Organization | None) -> QuerySet[Any]:
    """The organizations that a user keeps, those that have ended too, parents first."""
    organizations = Organization.objects.visible_to(user, Ability.KEEP_ORGANIZATIONS)
    if under is not None:
        organizations = organizations.under(under)
    return organizations.select_related("parent").order_by("path")


def with_phones(
    user: Account, members: Iterable[Member], seen: set[tuple[int, str]]
) -> list[tuple[Member, str]]:
    """Each member with the telephone: in full where it is one's own or was asked for."""
    return [
        (one, one.phone if (one.pk, "phone") in seen or one.pk == user.member_id else masked_phone(one))
        for one in members
    ]


def masked(text: str, head: int, tail: int) -> str:
    """``330***********1234``: enough to tell two apart."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def masked_phone(member: Member) -> str:
    return masked(member.phone, 3, 4)


def masked_id_number(member: Member) -> str:
    return masked(member.id_number, 3, 4)
