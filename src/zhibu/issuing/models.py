"""Plans being drafted, and plans issued.

A draft is an uploaded document with the duties proposed for it; each duty is decided on by a person. An
issued plan is never changed: a new version follows it, or it is repealed, and then only its last day is set.
"""

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import SEGMENT, Reach, User, VisibleQuerySet, reach
from zhibu.plans import codes
from zhibu.plans.drafting.reasons import reason_in_words
from zhibu.plans.model import Clause, Duty, Plan
from zhibu.plans.periods import Period
from zhibu.registry.models import Organization, choices

VERSION_MARK = ".v"  # plan-2025-28.v2 follows plan-2025-28


def original_file() -> models.FileField:
    """The document as it was uploaded, under a name of our own; a draft's becomes the issued plan's."""
    return models.FileField(upload_to="plans/%Y/", max_length=200, blank=True)


class IssuedPlanQuerySet(VisibleQuerySet):
    """One sees the plans of one's own part of the tree and, because they bind it, those from above."""

    see, place, person = Ability.SEE_PLANS, "organization__path", None

    def visible_to(self, user: User, ability: Ability | None = None) -> Self:
        covered = reach(user, ability or self.see)
        own = covered.filter(self.place, self.person)
        if (ability or self.see) is not self.see:
            return self.filter(own)
        return self.filter(own | Q(organization__path__in=sorted(above(covered))))

    def binding(self, path: str) -> Self:
        """Those issued by the organization at a path or by one above it."""
        return self.filter(organization__path__in=sorted(steps(path)))

    def in_force(self, during: Period) -> Self:
        """In force on some day of a period; a plan withdrawn before its first day never is."""
        began = self.filter(since__lte=during.end).filter(Q(to__isnull=True) | Q(to__gte=during.start))
        return began.filter(Q(to__isnull=True) | Q(to__gte=F("since")))


def steps(path: str) -> set[str]:
    """A path and all above it."""
    return {path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)}


def above(covered: Reach) -> set[str]:
    return {step for path in (*covered.below, *covered.here) for step in steps(path)}


class IssuedPlan(models.Model):
    """A plan as issued by an organization; it binds that organization's subtree."""

    plan_id = models.CharField(_("编号"), max_length=100, unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="plans")
    content = models.JSONField(encoder=DjangoJSONEncoder)  # of zhibu.plans.model.Plan, without ``in_force``
    since = models.DateField(_("施行日期"))
    to = models.DateField(_("最后一天"), null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)
    repeal_reason = models.CharField(_("废止原因"), max_length=500, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)  # of the document; each duty's place counts its characters
    original = original_file()
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(IssuedPlanQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["organization", "since"])]

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def is_withdrawn(self) -> bool:
        return self.to is not None and self.to < self.since

    @cached_property
    def plan(self) -> Plan:
        """The plan as the core knows it. One that was withdrawn is shown as of its first day."""
        last = self.since if self.is_withdrawn else self.to
        return Plan.model_validate({**self.content, "in_force": {"from": self.since, "to": last}})

    def standing(self, today: date) -> str:
        """``withdrawn``, ``coming``, ``in_force``, ``replaced``, ``repealed`` or ``ended`` on a day."""
        if self.is_withdrawn:
            return "withdrawn"
        if today < self.since:
            return "coming"
        if self.to is None or today <= self.to:
            return "in_force"
        if self.repeal_reason:
            return "repealed"
        return "replaced" if hasattr(self, "replaced_by") else "ended"


class DraftQuerySet(VisibleQuerySet):
    """Drafts are seen by those who may issue for their organization."""

    see, place, person = Ability.ISSUE_PLANS, "organization__path", None


class Draft(models.Model):
    """A plan in the making. ``version`` counts every change, those of its duties included."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="drafts", verbose_name=_("由哪个党组织印发")
    )
    replaces = models.ForeignKey(
        IssuedPlan, models.CASCADE, null=True, blank=True, related_name="revisions", verbose_name=_("接替")
    )
    file_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    original = original_file()
    title = models.CharField(_("标题"), max_length=200)
    issuer_name = models.CharField(_("发文机关"), max_length=100)
    issuer_level = models.CharField(_("发文机关层级"), max_length=20, choices=choices(codes.IssuerLevel))
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    since = models.DateField(_("施行日期"))
    to = models.DateField(_("最后一天"), null=True, blank=True)
    levels = models.JSONField(_("层级"), default=list)
    sectors = models.JSONField(_("领域"), default=list)
    doubts = models.TextField(blank=True)  # about the document as a whole, one a line
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(DraftQuerySet)()

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def doubt_list(self) -> list[str]:
        return [reason_in_words(one) for one in self.doubts.splitlines()]


class State(codes.Code):
    """What a person has decided about a proposed duty."""

    PROPOSED = "proposed", "待核对"
    ACCEPTED = "accepted", "已采用"
    DROPPED = "dropped", "不采用"


class DraftDutyQuerySet(VisibleQuerySet):
    """The duties of drafts that one may issue."""

    see, place, person = Ability.ISSUE_PLANS, "draft__organization__path", None


class DraftDuty(models.Model):
    """A duty of a draft. ``version`` is its own, so that two people may work on different duties."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="duties")
    position = models.PositiveIntegerField(default=0)  # in the text: of its first character
    ref = models.CharField(_("条款"), max_length=100)
    clause_title = models.CharField(max_length=200, blank=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)  # of zhibu.plans.model.Duty
    state = models.CharField(max_length=10, default=State.PROPOSED.value)
    is_added = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(DraftDutyQuerySet)()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["draft", "position"])]

    @cached_property
    def duty(self) -> Duty:
        return Duty.model_validate(self.content)

    @property
    def organization(self) -> Organization:
        return self.draft.organization

    @property
    def quote(self) -> str:
        place = self.content.get("place")
        return self.draft.text[place["start"] : place["end"]] if place else ""

    @property
    def clause(self) -> Clause:
        return Clause(ref=self.ref, title=self.clause_title or None, duties=(self.duty,))


def duty_data(duty: Duty) -> dict[str, Any]:
    return duty.model_dump(mode="json", by_alias=True, exclude_none=True)
