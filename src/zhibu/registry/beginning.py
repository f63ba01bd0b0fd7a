"""The first organization and the first account in it, opened by the system administrator.

The administrator types no personal data: the first member bears the name of the post until its holder,
signed in by the link, writes the own name. Once somebody at the top can sign in, everything else is
theirs to do, and the administrator's page only says so.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhibu.access.actions import appoint, open_account
from zhibu.access.models import ABOVE_BRANCH, Account
from zhibu.access.policy import Role
from zhibu.plans.codes import Level, Sector
from zhibu.registry.actions import admit_member, found_organization
from zhibu.registry.models import Organization

# Codes begin with a letter, so that no table takes them for numbers.
FIRST_CODE = "A"
FIRST_LEVELS = [level for level in Level if level in ABOVE_BRANCH]


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a new installation has come: the top of the tree, and who at the top can sign in."""

    top: Organization | None
    accounts: list[Account]

    @property
    def is_done(self) -> bool:
        return bool(self.accounts)


def beginning() -> Beginning:
    top = Organization.objects.filter(parent__isnull=True, until__isnull=True).order_by("path").first()
    if top is None:
        return Beginning(None, [])
    held = {"member__posts__organization": top, "member__posts__until__isnull": True}
    keepers = Account.objects.filter(is_active=True, **held, member__posts__role_code=role_at(top).value)
    return Beginning(top, list(keepers.order_by("username").distinct()))


def is_unfinished() -> bool:
    return not beginning().is_done


def role_at(top: Organization) -> Role:
    return Role.COUNTY if top.level == Level.COUNTY else Role.STAFF


def found_first(*, acting: Account | None, name: str, level: str, sector: str = "") -> Organization:
    """The organization at the top; its sector is that of organs, unless said otherwise."""
    usual = Sector.TOWN_ORGAN if level == Level.TOWN else Sector.ORGAN
    return found_organization(
        acting=acting,
        parent=None,
        code=FIRST_CODE,
        name=name,
        level=level,
        sector=sector or usual.value,
    )


@transaction.atomic
def open_first_account(*, acting: Account | None, top: Organization, username: str) -> Account:
    """A member, a post and an account at the top. The name of the post stands in for the person's."""
    role, today = role_at(top), timezone.localdate()
    member: Any = admit_member(acting=acting, organization=top, name=role.label, since=today)
    account = open_account(acting=acting, username=username, member=member)
    appoint(acting=acting, member=member, organization=top, role=role, since=today)
    return account
