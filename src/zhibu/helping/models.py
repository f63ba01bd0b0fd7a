"""What was counted of each organization's dues, so that a county can be looked at; and offers of help.

A status is never kept: ``Standing`` holds the counts that no passing day changes (``zhibu.ledger.standing``),
and the day is put to them when they are asked for.
"""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.plans.codes import Code, SubjectType


class Demand(models.Model):
    """A duty of a plan in one of its periods of a year: what a standing is counted for."""

    plan_id = models.CharField(max_length=100)
    duty_id = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    subject = models.CharField(max_length=12, choices=[(one.value, one.label) for one in SubjectType])
    is_optional = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="demand_once", fields=["year", "plan_id", "duty_id", "starts"])
        ]


class Standing(models.Model):
    """How the subjects of one demand stand: the organization itself, or its own members together.

    ``achieved`` is in ten-thousandths, summed over the subjects. ``unsettled`` are neither met nor exempt
    nor partial: whether they are open or overdue only the day decides.
    """

    organization = models.ForeignKey(
        "registry.Organization", models.CASCADE, related_name="standings", db_index=False
    )
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="standings", db_index=False)
    achieved = models.BigIntegerField()
    subjects = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    exempt = models.PositiveIntegerField()
    partial = models.PositiveIntegerField()
    unsettled = models.PositiveIntegerField()
    # Something is unsettled that is not left to choice: the part that pages look through, and indexes hold.
    is_waiting = models.BooleanField()

    COUNTS = ("achieved", "subjects", "met", "exempt", "partial", "unsettled")

    class Meta:
        constraints = [models.UniqueConstraint(name="standing_once", fields=["organization", "demand"])]
        indexes = [
            models.Index(
                name=f"waiting_by_{first}",
                fields=[first, second, "unsettled"],
                condition=Q(is_waiting=True),
            )
            for first, second in (("demand", "organization"), ("organization", "demand"))
        ]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in self.COUNTS)

    @property
    def kept(self) -> tuple[int, ...]:
        """All that two rows of one organization and demand can differ in."""
        return *self.counts, self.is_waiting


class Kept(models.Model):
    """Whether the standings of an organization in a year can be believed.

    Every change that can touch them adds one to ``changes`` in its own transaction; counting notes in
    ``counted`` which number it saw. They can be believed while the two are equal, up to ``good_until``,
    the last day before the roster changes by itself.
    """

    organization = models.ForeignKey("registry.Organization", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    changes = models.PositiveBigIntegerField(default=1)
    counted = models.PositiveBigIntegerField(default=0)
    good_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="kept_once", fields=["organization", "year"])]


class Kind(Code):
    """What is offered."""

    INSTRUCTOR = "instructor", "派人指导"
    MATERIAL = "material", "提供资料"
    VISIT = "visit", "上门看看"
    OTHER = "other", "其他帮助"


class State(Code):
    """What became of an offer."""

    OFFERED = "offered", "等支部定"
    ACCEPTED = "accepted", "支部已接受"
    DECLINED = "declined", "支部暂不需要"
    THANKED = "thanked", "支部已致谢"
    WITHDRAWN = "withdrawn", "已收回"


# What may follow what: an answer may be changed, but what was taken back stays so.
AFTER = {
    State.OFFERED: (State.ACCEPTED, State.DECLINED, State.WITHDRAWN),
    State.ACCEPTED: (State.THANKED, State.DECLINED),
    State.DECLINED: (State.ACCEPTED,),
    State.THANKED: (),
    State.WITHDRAWN: (),
}


class OfferQuerySet(VisibleQuerySet):
    """Offers by the organization that they are made to."""

    see, place, person = Ability.SEE_OFFERS, "organization__path", None


class Offer(models.Model):
    """Help offered to an organization. When anybody reads it is not kept, and no answer is demanded."""

    organization = models.ForeignKey(
        "registry.Organization", models.PROTECT, related_name="offers", verbose_name=_("给谁")
    )
    kind = models.CharField(_("什么帮助"), max_length=12, choices=[(one.value, _(one.label)) for one in Kind])
    words = models.CharField(_("怎么帮"), max_length=300)
    about = models.CharField(_("关于哪件事"), max_length=200, blank=True)
    by = models.ForeignKey("access.Account", models.PROTECT, related_name="+")
    of = models.ForeignKey(
        "registry.Organization", models.PROTECT, related_name="+", verbose_name=_("由谁提供")
    )
    offered_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, default=State.OFFERED.value, choices=[(one.value, _(one.label)) for one in State]
    )
    reply = models.CharField(_("回话"), max_length=200, blank=True)

    objects = models.Manager.from_queryset(OfferQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["organization", "offered_at"])]

    @property
    def offered_on(self) -> date:
        return timezone.localdate(self.offered_at)

    @property
    def answers(self) -> list[State]:
        """What the branch may say to it now."""
        return [state for state in AFTER[State(self.state)] if state is not State.WITHDRAWN]

    @property
    def kind_term(self) -> Any:
        return Kind(self.kind)

    @property
    def state_term(self) -> Any:
        return State(self.state)
