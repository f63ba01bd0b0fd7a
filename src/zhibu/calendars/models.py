"""Planned gatherings, addresses of private feeds, and how somebody wants to be reminded.

Nothing here says whether something was done: that is derived from records.
"""

import uuid
from datetime import time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.plans.codes import Activity
from zhibu.plans.lightest import Audience

AUDIENCES = [
    (Audience.ALL.value, _("全体党员")),
    (Audience.COMMITTEE.value, _("支委会（班子）成员")),
    (Audience.GROUP.value, _("一个党小组")),
]
QUIET_FROM, QUIET_TO = time(20), time(8)
DAYS_AHEAD = 3


class Adoption(models.Model):
    """That a proposed year was adopted, and what was proven of it. Rows are only ever added."""

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="adoptions")
    year = models.PositiveSmallIntegerField()
    from_day = models.DateField()  # what lies before it stayed as it was
    number = models.PositiveSmallIntegerField()  # of gatherings from that day on
    bound = models.PositiveSmallIntegerField()  # below which no year can go, as far as was proven
    adopted_at = models.DateTimeField(default=timezone.now)
    adopted_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "year", "adopted_at"])]

    @property
    def is_proven(self) -> bool:
        return self.number == self.bound

    @property
    def gap(self) -> int:
        return self.number - self.bound


class PlannedQuerySet(VisibleQuerySet):
    """Planned gatherings by place."""

    see, place, person = Ability.SEE_DUES, "organization__path", None


class Planned(models.Model):
    """A gathering that an organization means to hold on a day. ``segments`` are pairs of an activity's code
    and minutes, in their order; the first is what the gathering is called by.
    """

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="planned")
    year = models.PositiveSmallIntegerField()  # whose plan it is of; a first or last week may reach over
    day = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    audience = models.CharField(_("谁参加"), max_length=10, choices=AUDIENCES, default=Audience.ALL.value)
    segments = models.JSONField(default=list)
    uid = models.UUIDField(unique=True, default=uuid.uuid4)  # stays the same in every calendar
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")

    objects = models.Manager.from_queryset(PlannedQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "day"]),
            models.Index(fields=["organization", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.label}"

    @property
    def parts(self) -> list[tuple[Activity, int]]:
        return [(Activity(code), minutes) for code, minutes in self.segments]

    @property
    def activities(self) -> list[Activity]:
        return [activity for activity, _minutes in self.parts]

    @property
    def minutes(self) -> int:
        return sum(minutes for _activity, minutes in self.parts)

    @property
    def label(self) -> str:
        return "、".join(str(_(activity.label)) for activity in self.activities)


class Feed(models.Model):
    """An address from which a calendar program reads; only its digest is kept. Without an organization it
    is the account's own member's.
    """

    account = models.ForeignKey("access.Account", models.CASCADE, related_name="feeds")
    organization = models.ForeignKey(
        "registry.Organization", models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_feed_of_oneself", fields=["account"], condition=models.Q(organization__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_feed_of_an_organization",
                fields=["account", "organization"],
                condition=models.Q(organization__isnull=False),
            ),
        ]


class Reminding(models.Model):
    """How somebody wants to be reminded. ``next_at`` is when a worker looks again; without e-mail, never."""

    account = models.OneToOneField("access.Account", models.CASCADE, related_name="reminding")
    in_application = models.BooleanField(_("在系统里提醒"), default=True)
    by_email = models.BooleanField(_("也发电子邮件"), default=False)
    address = models.EmailField(_("电子邮箱"), blank=True)
    days_ahead = models.PositiveSmallIntegerField(_("提前几天"), default=DAYS_AHEAD)
    quiet_from = models.TimeField(_("从几点起不打扰"), default=QUIET_FROM)
    quiet_to = models.TimeField(_("到几点为止"), default=QUIET_TO)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)


class Told(models.Model):
    """That a due was mailed once to somebody, so that it never is again. It says nothing about reading."""

    reminding = models.ForeignKey(Reminding, models.CASCADE, related_name="told")
    key = models.CharField(max_length=64)
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="told_once", fields=["reminding", "key"])]
