"""What can be done to accounts and posts."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.links import path_of_new_link
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.plans.errors import ZhibuError


class AccessError(ZhibuError):
    """A change of an account or a post that cannot be."""


def place_of(account: Account) -> str:
    """Where in the tree an account belongs; "" for those of no member."""
    return account.member.path if account.member else ""


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
        path=place_of(account),
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
        path=place_of(account),
        changes={"is_active": (before, is_active)},
    )
    return account


@transaction.atomic
def make_link(*, acting: Account | None, account: Account) -> str:
    """A new sign-in link, as a path. The password, earlier links and open sessions end."""
    if not account.is_active:
        raise AccessError(_("账号已停用，请先启用"))
    account.set_unusable_password()
    account.save(update_fields=["password"])
    record_event(acting=acting, verb="make_sign_in_link", subject=account, path=place_of(account))
    return path_of_new_link(account)


@transaction.atomic
def take_second_factor_away(*, acting: Account | None, account: Account) -> None:
    """Authenticator and recovery codes (换了手机); a new one is connected at the next sign-in."""
    Authenticator.objects.filter(user=account).delete()
    record_event(acting=acting, verb="take_second_factor_away", subject=account, path=place_of(account))


@transaction.atomic
def set_own_password(*, account: Account, password: str) -> None:
    """By a link, or by the page on which one changes it."""
    account.set_password(password)
    account.save(update_fields=["password"])
    changes = {"password": None}
    record_event(
        acting=account, verb="set_own_password", subject=account, path=place_of(account), changes=changes
    )


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
