"""Accounts, posts (任职) and events."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.crypto import EncryptedField
from zhibu.access.policy import Ability, Role
from zhibu.access.reach import SEGMENT, Reach, User, VisibleQuerySet, reach
from zhibu.plans.codes import Level

APPOINTED = [role for role in Role if role not in (Role.MEMBER, Role.ADMINISTRATOR)]
ABOVE_BRANCH = [level.value for level in Level if level not in (Level.BRANCH, Level.GROUP)]


@dataclass(frozen=True, slots=True)
class Holding:
    """A role in a place of the tree."""

    role: Role
    path: str
    organization_id: int
    is_above_branch: bool


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts stand in no tree: whoever keeps accounts keeps all of them."""

    def visible_to(self, user: User, ability: Ability | None = None) -> Self:
        return self if reach(user, ability or Ability.KEEP_ACCOUNTS) else self.none()


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Makes accounts; the command line and the account page call it."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        account: Account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Who signs in. When somebody last did is not kept: nobody is to be watched by it (若干规定, part 5)."""

    last_login = None  # type: ignore[assignment]
    username = models.CharField(
        _("用户名"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    email = models.EmailField(_("电子邮箱"), blank=True)
    member = models.OneToOneField(
        "registry.Member", models.PROTECT, null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField(_("启用"), default=True)
    is_administrator = models.BooleanField(_("系统管理员"), default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="administrator_is_no_member",
                condition=Q(is_administrator=False) | Q(member__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.member.name if self.member else self.username

    @cached_property
    def _holdings(self) -> list[Holding]:
        if self.is_administrator:
            return [Holding(Role.ADMINISTRATOR, "", 0, is_above_branch=True)]
        if self.member is None:
            return []
        organization = self.member.organization
        held = [Holding(Role.MEMBER, organization.path, organization.pk, is_above_branch=False)]
        posts = self.member.posts.in_force(timezone.localdate()).select_related("organization")
        return held + [post.holding for post in posts]

    def holdings(self) -> list[Holding]:
        """The posts of today, with the column every member has."""
        return self._holdings

    def reach(self, ability: Ability) -> Reach:
        return reach(self, ability)

    def has_ability(self, ability: Ability) -> bool:
        """Whether the account has the ability anywhere."""
        return bool(self.reach(ability))

    @property
    def needs_second_factor(self) -> bool:
        return any(held.is_above_branch for held in self.holdings())


class PostQuerySet(VisibleQuerySet):
    """Posts by day, and those that a user may change."""

    see, place, person = Ability.APPOINT, "organization__path", None

    def in_force(self, day: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Post(models.Model):
    """A post: a member in an organization in a role from a day until (not including) a day."""

    member = models.ForeignKey("registry.Member", models.PROTECT, related_name="posts")
    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="posts")
    role_code = models.CharField(
        _("职务"), max_length=12, choices=[(role.value, _(role.label)) for role in APPOINTED]
    )
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("免职日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
            ),
            models.UniqueConstraint(
                name="one_open_post_of_a_kind",
                fields=["member", "organization", "role_code"],
                condition=Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.role.label}"

    @property
    def role(self) -> Role:
        return Role(self.role_code)

    @property
    def holding(self) -> Holding:
        place = self.organization
        return Holding(self.role, place.path, place.pk, place.level in ABOVE_BRANCH)


class EventQuerySet(VisibleQuerySet):
    """Events by place; what happened nowhere in the tree is for whoever audits a whole tree."""

    see, place, person = Ability.SEE_AUDIT, "path", None

    def visible_to(self, user: User, ability: Ability | None = None) -> Self:
        covered = reach(user, ability or self.see)
        nowhere = Q(path="") if any(len(top) == SEGMENT for top in covered.below) else Q(pk__in=())
        return self.filter(covered.filter(self.place, self.person) | nowhere)


class Event(models.Model):
    """One change, by whom, when, to what, from what to what. Rows are only ever added (``audit``).

    ``changes`` maps a field to [before, after], or to null where only the fact of the change is kept.
    What it says of a person stands in ``personal`` instead, under a key that can be destroyed.
    ``mac`` binds all of it together; ``nonce`` makes every row another.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    acting = models.ForeignKey(Account, models.PROTECT, null=True, related_name="events")
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    path = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    concerns = models.BigIntegerField(null=True, db_index=True)  # the id of the member it is about
    personal = models.TextField(blank=True)
    nonce = models.CharField(max_length=32, default="")
    mac = models.CharField(max_length=64, default="")

    objects = models.Manager.from_queryset(EventQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"]), models.Index(fields=["path", "at"])]


class Seal(models.Model):
    """The place of an event in the chain. ``link`` binds it to the one before; rows are only ever added."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3, … without a gap
    # No constraint: a removed event must be found by its seal, not hidden by the database's own order.
    event = models.OneToOneField(Event, models.DO_NOTHING, related_name="seal", db_constraint=False)
    link = models.CharField(max_length=64)


class PersonKey(models.Model):
    """The key under which events say what they say of a member; destroyed, they say it no longer."""

    member_id = models.BigIntegerField(unique=True)  # stays when the member's row is gone
    key = EncryptedField()


class TimedWork(models.Model):
    """When a piece of timed work was last begun (``zhibu tick``)."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
