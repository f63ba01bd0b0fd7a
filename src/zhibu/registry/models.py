"""Organizations and members, with every dated change of theirs.

What may change in the course of time (name, place in the tree, category, …) is kept twice: on the row
itself as it is today, and in a *state* with the days ``[since, until)`` on which it was so. A question
about a day reads states; a page about today reads rows. ``actions`` is the only writer of either.
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.access.crypto import EncryptedField
from zhibu.access.policy import Ability
from zhibu.access.reach import SEGMENT, VisibleQuerySet, within
from zhibu.plans import codes

DEEPEST = 16 * SEGMENT


def choices(kind: type[codes.Code]) -> list[tuple[str, Any]]:
    return [(code.value, _(code.label)) for code in kind]


class Standing(codes.Code):
    """Whether a member has been confirmed."""

    FORMAL = "formal", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class Dated(models.Model):
    """Exists, or holds, from a day until (not including) a day."""

    since = models.DateField(_("起始日期"), null=True, blank=True)
    until = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_until_after_since",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
            )
        ]

    def exists_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def on(day: date) -> Q:
    """Rows that exist, or hold, on a day."""
    return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gt=day))


class OrganizationFields(models.Model):
    """What may change of an organization in the course of time."""

    DATED = ("name", "level", "sector", "parent", "path")

    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("层级"), max_length=20, choices=choices(codes.Level))
    sector = models.CharField(_("领域"), max_length=20, choices=choices(codes.Sector))
    parent = models.ForeignKey(
        "registry.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Fixed-width segments of 0–9 A–Z, one a step from the root; compared byte by byte on every
    # database (migration 0002 gives it the collation "C" on PostgreSQL).
    path = models.CharField(max_length=DEEPEST, db_index=True)

    class Meta:
        abstract = True


class OrganizationQuerySet(VisibleQuerySet):
    """Organizations by place, time and who may see them."""

    see, place, person = Ability.SEE_ORGANIZATIONS, "path", None

    def under(self, organization: "Organization") -> Self:
        """The organization itself and everything below it."""
        return self.filter(within(organization.path))

    def on(self, day: date) -> Self:
        return self.filter(on(day))


class Organization(OrganizationFields, Dated):
    """A Party organization of any level, groups included."""

    code = models.CharField(_("代码"), max_length=40, unique=True)

    objects = models.Manager.from_queryset(OrganizationQuerySet)()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(name="path_once", fields=["path"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_group(self) -> bool:
        return self.level == codes.Level.GROUP

    @property
    def ancestor_paths(self) -> list[str]:
        """The paths above it, the root first."""
        return [self.path[:end] for end in range(SEGMENT, len(self.path), SEGMENT)]


class OrganizationState(OrganizationFields, Dated):
    """How an organization was from a day until a day."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="states")

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["organization", "since"])]


class MemberFields(models.Model):
    """What may change of a member in the course of time."""

    DATED = (
        "organization",
        "group",
        "category",
        "standing",
        "flow",
        "is_leader",
        "is_frail",
        "has_no_vote",
    )

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="%(class)ss", verbose_name=_("所在党组织")
    )
    group = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="group_%(class)ss",
        verbose_name=_("党小组"),
    )
    category = models.CharField(
        _("类别"), max_length=20, choices=choices(codes.Category), default=codes.Category.OTHER.value
    )
    standing = models.CharField(
        _("党籍状态"), max_length=20, choices=choices(Standing), default=Standing.FORMAL.value
    )
    flow = models.CharField(
        _("流动情况"), max_length=10, choices=choices(codes.Flow), default=codes.Flow.NONE.value
    )
    is_leader = models.BooleanField(_("党员领导干部"), default=False)
    is_frail = models.BooleanField(_("年老体弱或长期患病"), default=False)
    has_no_vote = models.BooleanField(_("暂无表决权"), default=False)

    class Meta:
        abstract = True


class MemberQuerySet(VisibleQuerySet):
    """Members by place, time and who may see them."""

    see, place, person = Ability.SEE_MEMBERS, "path", "pk"

    def under(self, organization: Organization) -> Self:
        """The members of an organization and of everything below it; of a group: its own."""
        return self.filter(within(organization.path))

    def on(self, day: date) -> Self:
        return self.filter(on(day))


class Member(MemberFields, Dated):
    """A member. Only what the work needs is kept (docs/privacy.md gives each field's purpose)."""

    name = models.CharField(_("姓名"), max_length=50)
    joined_on = models.DateField(_("入党日期"), null=True, blank=True)
    id_number = EncryptedField(_("身份证号"), blank=True, default="")
    id_number_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone = EncryptedField(_("联系电话"), blank=True, default="")
    # The path of the group, or of the organization where there is none: one range finds the members
    # of a county, of a branch and of a group alike.
    path = models.CharField(max_length=DEEPEST, db_index=True, editable=False)

    objects = models.Manager.from_queryset(MemberQuerySet)()

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["name"])]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="id_number_once", fields=["id_number_index"], condition=~Q(id_number_index="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_vote(self) -> bool:
        """Probationary members, and those on whom voting is suspended, have no vote (支部工作条例)."""
        return self.standing == Standing.FORMAL and not self.has_no_vote


class MemberState(MemberFields, Dated):
    """How a member was from a day until a day."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="states")

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["member", "since"])]


class TableImport(models.Model):
    """An uploaded table, encrypted, kept from its preview until it is applied or a day has passed."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="%(class)ss", verbose_name=_("导入到")
    )
    account = models.ForeignKey("access.Account", models.CASCADE, related_name="%(class)ss")
    file_name = models.CharField(max_length=200)
    content = EncryptedField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class RosterImportQuerySet(VisibleQuerySet):
    """Uploads by place."""

    see, place, person = Ability.IMPORT_MEMBERS, "organization__path", None


class RosterImport(TableImport):
    """A table of members."""

    objects = models.Manager.from_queryset(RosterImportQuerySet)()


class TreeImportQuerySet(VisibleQuerySet):
    """Uploads by place."""

    see, place, person = Ability.KEEP_ORGANIZATIONS, "organization__path", None


class TreeImport(TableImport):
    """A table of organizations."""

    objects = models.Manager.from_queryset(TreeImportQuerySet)()
