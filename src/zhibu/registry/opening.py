"""Accounts for all members of one organization at once: who waits for one, and the links handed out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from zhibu.access.actions import make_link, open_account
from zhibu.access.keeping import those_one_may_open_for
from zhibu.access.models import Account
from zhibu.registry.models import Member, Organization


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member without an account, or with one by which nobody ever signed in (the link was lost)."""

    member: Member
    account: Account | None


def waiting(user: Account, organization: Organization) -> list[Waiting]:
    """Those who belong to the organization itself, in the order of the roster.

    Left out is whoever also holds a post outside the user's reach: that account is opened there or above.
    """
    here = (
        Member.objects.filter(organization=organization)
        .on(timezone.localdate())
        .order_by("path", "name", "pk")
    )
    accounts = {one.member_id: one for one in Account.objects.filter(member__in=here)}
    rows = [Waiting(one, accounts.get(one.pk)) for one in those_one_may_open_for(user, here)]
    return [row for row in rows if row.account is None or _is_unused(row.account)]


def _is_unused(account: Account) -> bool:
    return account.is_active and account.last_login is None and not account.has_usable_password()


@transaction.atomic
def open_for(*, acting: Account, rows: Iterable[Waiting]) -> list[tuple[Waiting, Account, str]]:
    """Each with the account, opened where there was none, and a new link as a path. All or nothing."""
    handed = []
    for row in rows:
        account = row.account or open_account(
            acting=acting, member=row.member, username=free_username(row.member)
        )
        handed.append((row, account, make_link(acting=acting, account=account)))
    return handed


def free_username(member: Member) -> str:
    """One that says nothing of the person, since the administrator sees it."""
    name = f"d{member.pk:05}"
    taken = set(Account.objects.filter(username__startswith=name).values_list("username", flat=True))
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
