"""Which page a person is shown first, and the others of one's own beside it."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.access.models import Account
from zhibu.access.policy import Role
from zhibu.registry.models import Organization

IN_A_BRANCH = (Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.GROUP_LEADER)
ABOVE = (Role.COUNTY, Role.STAFF, Role.INSTRUCTOR, Role.INSPECTOR)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of one's own: a branch by its posts, the organizations below, or oneself."""

    view: str
    pk: int
    label: str

    @property
    def url(self) -> str:
        return reverse(self.view, args=[self.pk])


def own_pages(user: Account) -> list[OwnPage]:
    """The pages that belong to a person, the first one first: one's posts above, in a branch, oneself."""
    held = [(one.role, one.organization_id) for one in user.holdings()]
    wanted = {pk for role, pk in held if role in (*ABOVE, *IN_A_BRANCH)}
    rows = Organization.objects.filter(Q(pk__in=wanted)).order_by("path")
    found: list[OwnPage] = []
    for row in rows:
        roles = {role for role, pk in held if pk == row.pk}
        if roles & set(ABOVE):
            found.append(OwnPage("duties:below", row.pk, row.name))
        else:
            found.append(OwnPage("duties:organization", row.pk, row.name))
    if user.member_id:
        found.append(OwnPage("duties:member", user.member_id, _("我个人")))
    return found
