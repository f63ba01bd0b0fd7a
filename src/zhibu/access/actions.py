"""What can be done to accounts and posts."""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.plans.errors import ZhibuError

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are easily mistaken for each other


class AccessError(ZhibuError):
    """A change of an account or a post that cannot be."""


def new_password() -> str:
    """Three groups of four, easy to read out and to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))


@transaction.atomic
def open_account(
    *, acting: Account | None, username: str, member: Any = None, password: str | None = None, **fields: Any
) -> Account:
    """An account for a member, or for a system administrator (``is_administrator=True``)."""
    if Account.objects.filter(username=username).exists():
        raise AccessError(_("用户名“%(name)s”已被使用，请换一个") % {"name": username})
    account = Account.objects.create_user(username, password, member=member, **fields)
    record_event(
        acting=acting,
        verb="open_account",
        subject=account,
        path=_path_of(account),
        changes={"username": (None, username), "is_administrator": (None, account.is_administrator)},
    )
    return account


@transaction.atomic
def set_active(*, acting: Account | None, account: Account, is_active: bool) -> Account:
    if account == acting and not is_active:
        raise AccessError(_("不能停用自己的账号"))
    before, account.is_active = account.is_active, is_active
    account.save(update_fields=["is_active"])
    record_event(
        acting=acting,
        verb="set_active",
        subject=account,
        path=_path_of(account),
        changes={"is_active": (before, is_active)},
    )
    return account


@transaction.atomic
def set_password(*, acting: Account | None, account: Account) -> str:
    """Give a new password; whoever was signed in with the old one is signed out."""
    password = new_password()
    account.set_password(password)
    account.save(update_fields=["password"])
    record_event(
        acting=acting,
        verb="set_password",
        subject=account,
        path=_path_of(account),
        changes={"password": None},
    )
    return password


def _path_of(account: Account) -> str:
    """Where its member is; an administrator stands nowhere in the tree."""
    return account.member.path if account.member else ""


@transaction.atomic
def appoint(
    *,
    acting: Account | None,
    member: Any,
    organization: Any,
    role: Role,
    since: date,
    until: date | None = None,
) -> Post:
    """A member takes a post (任职)."""
    held = Post.objects.filter(
        member=member, organization=organization, role_code=role.value, until__isnull=True
    )
    if held.exists():
        raise AccessError(_("已担任这一职务，不必再任"))
    if until is not None and until <= since:
        raise AccessError(_("免职日期应晚于任职日期"))
    post = Post.objects.create(
        member=member, organization=organization, role_code=role.value, since=since, until=until
    )
    record_event(
        acting=acting,
        verb="appoint",
        subject=post,
        path=organization.path,
        changes={
            "organization": (None, organization),
            "role_code": (None, role.value),
            "since": (None, since),
            "until": (None, until),
        },
    )
    return post


@transaction.atomic
def end_post(*, acting: Account | None, post: Post, day: date) -> Post:
    """The post ends on a day (免职)."""
    if day <= post.since:
        raise AccessError(_("免职日期应晚于任职日期"))
    before, post.until = post.until, day
    post.save(update_fields=["until"])
    record_event(
        acting=acting,
        verb="end_post",
        subject=post,
        path=post.organization.path,
        changes={"until": (before, day)},
    )
    return post
