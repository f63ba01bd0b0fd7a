"""Gatherings, who came, the facts that come of them, and every earlier state of a record.

A record is never rewritten without trace: each saving adds a ``Revision`` with the record as it then was.
Facts are derived (``facts.facts_from``) and replaced whenever their record changes.
"""

import uuid
from datetime import date, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.gatherings.kinds import ACTIVITIES, MEASURES, name_of
from zhibu.gatherings.leave_models import Exemption as Exemption
from zhibu.gatherings.leave_models import LeaveRequest as LeaveRequest
from zhibu.gatherings.leave_models import LeaveStep as LeaveStep
from zhibu.gatherings.leave_models import OrganizationRequest as OrganizationRequest
from zhibu.plans.codes import Activity, Code

VERBS = [("record", _("记录")), ("correct", _("更正")), ("cancel", _("撤销"))]
LATE_AFTER = timedelta(days=7)  # a record made within a week is nobody's delay; both dates are shown anyway


class Reason(Code):
    """Why somebody expected did not come."""

    ILLNESS = "illness", "病假"
    PRIVATE = "private", "事假"
    WORK = "work", "公务"
    AWAY = "away", "在外"
    FRAIL = "frail", "年老体弱"
    LEAVE = "leave", "已准假"
    UNKNOWN = "unknown", "未请假"


REASONS_OF_HEALTH = (Reason.ILLNESS, Reason.FRAIL)


class GatheringQuerySet(VisibleQuerySet):
    """Gatherings by place."""

    see, place, person = Ability.SEE_RECORDS, "organization__path", None


class Gathering(models.Model):
    """One gathering of one organization on one day, as it is recorded now."""

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="gatherings")
    kind = models.CharField(_("类型"), max_length=30, choices=ACTIVITIES)
    occurred_on = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=100)
    topic = models.CharField(_("主题（议题）"), max_length=200, blank=True)
    discussed = models.TextField(_("主要内容"), blank=True)
    decided = models.TextField(_("议定事项"), blank=True)
    guests = models.CharField(_("列席人员"), max_length=200, blank=True)
    chair = models.ForeignKey("registry.Member", models.PROTECT, null=True, blank=True, related_name="+")
    recorder = models.ForeignKey("registry.Member", models.PROTECT, null=True, blank=True, related_name="+")
    lecturer = models.ForeignKey("registry.Member", models.PROTECT, null=True, blank=True, related_name="+")
    amounts = models.JSONField(default=dict, blank=True)  # measure → number as text, of ``kinds.measured``
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Given to the empty form: the same form sent twice carries the same key, and is one record.
    key = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = models.Manager.from_queryset(GatheringQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["organization", "occurred_on"])]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.label}"

    @property
    def activity(self) -> Activity:
        return Activity(self.kind)

    @property
    def label(self) -> str:
        return str(_(name_of(self.activity, self.organization.level)))

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.recorded_at)

    @property
    def is_late(self) -> bool:
        return self.recorded_on - self.occurred_on > LATE_AFTER

    @property
    def amount_lines(self) -> list[tuple[str, str]]:
        return [(str(MEASURES.get(one, one)), amount) for one, amount in self.amounts.items()]

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class Segment(models.Model):
    """A part of a gathering (学习, 讨论, 党课, …); the minutes may be unknown."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="segments")
    activity_code = models.CharField(_("环节"), max_length=30, choices=ACTIVITIES)
    minutes = models.PositiveSmallIntegerField(_("分钟"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="segment_once", fields=["gathering", "activity_code"]),
        ]

    @property
    def activity(self) -> Activity:
        return Activity(self.activity_code)


class AttendanceQuerySet(VisibleQuerySet):
    """Attendances by place; one's own are always seen."""

    see, place, person = Ability.SEE_RECORDS, "gathering__organization__path", "member_id"


class Attendance(models.Model):
    """Whether somebody expected came. Vote, exemption and frailty are kept as they were on the day."""

    # Neither has an index of its own: those below begin with them, and forty rows a save pay for each.
    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances", db_index=False)
    member = models.ForeignKey("registry.Member", models.PROTECT, related_name="attendances", db_index=False)
    is_present = models.BooleanField(_("到会"))
    reason = models.CharField(
        _("缺席原因"), max_length=10, blank=True, choices=[(one.value, _(one.label)) for one in Reason]
    )
    is_exempt = models.BooleanField(_("已批准免除"), default=False)
    has_vote = models.BooleanField(_("有表决权"), default=True)
    # Nothing is demanded of a frail member (党员教育管理条例, Art. 23); the right to vote is untouched.
    is_frail = models.BooleanField(default=False)
    leaves_quorum = models.BooleanField(default=False)
    is_visited = models.BooleanField(_("送学上门"), default=False)

    objects = models.Manager.from_queryset(AttendanceQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(name="attendance_once", fields=["gathering", "member"])]
        indexes = [models.Index(fields=["member", "gathering"])]

    @property
    def is_required(self) -> bool:
        """Whether it counts as 应到: an exempt or frail member does who comes all the same."""
        return self.is_present or not self.is_spared

    @property
    def is_spared(self) -> bool:
        return self.is_exempt or self.is_frail

    @property
    def is_of_health(self) -> bool:
        return self.reason in REASONS_OF_HEALTH

    @property
    def is_in_quorum_base(self) -> bool:
        """Whether it counts as 应到会 of a vote, which nobody leaves silently (facts, section 2.2)."""
        return self.is_present or not self.leaves_quorum


class FactQuerySet(VisibleQuerySet):
    """Facts by the place that recorded them; one's own are always seen."""

    see, place, person = Ability.SEE_RECORDS, "organization__path", "member_id"


class Fact(models.Model):
    """A fact that can count for dues (contract, section 2); without a member it is the organization's own."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, null=True, blank=True, related_name="facts")
    segment = models.ForeignKey(Segment, models.CASCADE, null=True, blank=True, related_name="facts")
    organization = models.ForeignKey(
        "registry.Organization", models.PROTECT, related_name="facts", db_index=False
    )
    member = models.ForeignKey(
        "registry.Member", models.PROTECT, null=True, blank=True, related_name="facts", db_index=False
    )
    activity_code = models.CharField(max_length=30, choices=ACTIVITIES)
    measure = models.CharField(max_length=40, blank=True)  # empty: counted in times
    occurred_on = models.DateField()
    quantity = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    objects = models.Manager.from_queryset(FactQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "occurred_on"]),
            # One index for each of the two that facts are of. In a single one SQLite would look for “no
            # member”, and read what the organizations of the whole county did.
            models.Index(
                name="facts_of_members",
                fields=["member", "occurred_on"],
                condition=Q(member__isnull=False),
            ),
            models.Index(
                name="facts_of_organizations",
                fields=["organization", "occurred_on"],
                condition=Q(member__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organization_fact_once",
                fields=["gathering", "activity_code", "measure"],
                condition=Q(member__isnull=True),
            ),
            models.UniqueConstraint(
                name="member_fact_once",
                fields=["gathering", "member", "activity_code", "measure"],
                condition=Q(member__isnull=False),
            ),
        ]


class Revision(models.Model):
    """A record as it was after one saving. Rows are only ever added."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=VERBS)
    at = models.DateTimeField(default=timezone.now)
    acting = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)  # ``content.described``
    key = models.UUIDField(unique=True, default=uuid.uuid4)

    class Meta:
        constraints = [models.UniqueConstraint(name="revision_once", fields=["gathering", "number"])]


class Draft(models.Model):
    """A form not yet sent, as its fields stood; its writer alone sees it."""

    key = models.UUIDField(unique=True)
    account = models.ForeignKey("access.Account", models.CASCADE, related_name="drafts")
    organization = models.ForeignKey("registry.Organization", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30, choices=ACTIVITIES)
    gathering = models.ForeignKey(Gathering, models.CASCADE, null=True, blank=True, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)


class AttachmentQuerySet(VisibleQuerySet):
    """Attachments by place."""

    see, place, person = Ability.SEE_RECORDS, "gathering__organization__path", None


class Attachment(models.Model):
    """A file that somebody chose to add; never asked for. Removing keeps the row and its name."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    file = models.FileField(upload_to="gatherings/%Y/", max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(AttachmentQuerySet)()
