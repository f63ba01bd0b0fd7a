"""Who may give somebody access, and take it away.

For an account that belongs to a member: whoever may appoint, over every organization in which the member
belongs or holds a post. So nobody comes by the rights of somebody above by making a link for that
person's account. The system administrator closes and opens any account but makes links only for
administrators and for those at the top of a tree, over whom nobody else could: by the link to another's
account one would see what that account may see.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhibu.access.models import Account, Post, PostQuerySet
from zhibu.access.policy import Ability
from zhibu.access.reach import reach


def may_keep(user: Account, account: Account) -> bool:
    """Whether the user may make links for the account and take its second factor away."""
    if user.has_ability(Ability.KEEP_ACCOUNTS):
        return account.is_administrator or is_at_top(account)
    return account.member is not None and may_open_for(user, account.member)


def may_open_for(user: Account, member: Any) -> bool:
    """Whether the user may open an account for a member."""
    return bool(those_one_may_open_for(user, [member]))


def those_one_may_open_for(user: Account, members: Iterable[Any]) -> list[Any]:
    """The members for whom the user may open an account, in the order given."""
    asked = list(members)
    covered = reach(user, Ability.APPOINT)
    outside = {
        member
        for member, path in posts_of(asked).values_list("member", "organization__path")
        if not covered.covers(path)
    }
    return [one for one in asked if covered.covers(one.path) and one.pk not in outside]


def posts_of(members: Iterable[Any]) -> PostQuerySet:
    """The posts of today, and those that are to come."""
    holds = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    rows: PostQuerySet = Post.objects.filter(holds, member__in=members)
    return rows


def is_at_top(account: Account) -> bool:
    return account.member is not None and (
        posts_of([account.member]).filter(organization__parent__isnull=True).exists()
    )
