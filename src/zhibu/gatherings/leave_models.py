"""Leave and exemptions: what was asked, every step of it, and the exemptions in force.

A request is asked, then approved or declined, and may be withdrawn or ended early; each step is a row that
is only ever added. An approved absence (请假) excuses from one gathering; an approved exemption (免除)
makes an ``Exemption``, from which dues and required numbers follow. Whatever is written in free text is
encrypted.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.crypto import EncryptedField
from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.gatherings.grounds import HEALTH, Ground, LeaveState, LeaveVerb
from zhibu.gatherings.kinds import ACTIVITIES

GROUNDS = [(one.value, _(one.label)) for one in Ground]


class Covering(models.Model):
    """Whom, what and which days something is about. Both days are included; no activity means all."""

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="%(class)ss")
    member = models.ForeignKey(
        "registry.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("党员"),
    )
    activity_code = models.CharField(_("哪项活动"), max_length=30, blank=True, choices=ACTIVITIES)
    from_day = models.DateField(_("从"))
    to_day = models.DateField(_("到"), null=True, blank=True)
    ground_code = models.CharField(_("原因"), max_length=12, choices=GROUNDS, default=Ground.OTHER.value)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_start",
                condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")),
            )
        ]

    @property
    def ground(self) -> Ground:
        return Ground(self.ground_code)

    @property
    def is_of_health(self) -> bool:
        return self.ground in HEALTH


class CoveringQuerySet(VisibleQuerySet):
    """Rows by their days."""

    def on(self, day: date) -> Self:
        return self.filter(Q(to_day__isnull=True) | Q(to_day__gte=day), from_day__lte=day)


class ExemptionQuerySet(CoveringQuerySet):
    """Exemptions by place; one's own are always seen."""

    see, place, person = Ability.SEE_RECORDS, "organization__path", "member_id"


class Exemption(Covering):
    """An approved reason why a subject's dues are not demanded; without a member, the organization's."""

    reason = EncryptedField(_("说明"), blank=True, default="")
    approved_by = models.CharField(_("由谁批准"), max_length=100)
    entered_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    # An exemption from taking part leaves the right to vote, and therefore the base of a quorum, as it is;
    # to be left out of that, the committee above must agree and the general meeting must have resolved it.
    leaves_quorum = models.BooleanField(_("表决、选举时不计入应到会人数"), default=False)

    objects = models.Manager.from_queryset(ExemptionQuerySet)()


class LeaveRequestQuerySet(CoveringQuerySet):
    """Requests by place; one's own are always seen."""

    see, place = Ability.SEE_LEAVE, "organization__path"
    person: str | None = "member_id"

    def waiting(self) -> Self:
        return self.filter(state_code=LeaveState.ASKED.value)

    def absences_on(self, day: date) -> Self:
        """Approved absences of a day."""
        return self.on(day).filter(is_lasting=False, state_code=LeaveState.APPROVED.value)


class LeaveRequest(Covering):
    """One request: an absence from what is held on one day, or a lasting exemption."""

    is_lasting = models.BooleanField(default=False)
    words = EncryptedField(_("说明"), blank=True, default="")
    state_code = models.CharField(
        max_length=10,
        choices=[(one.value, _(one.label)) for one in LeaveState],
        default=LeaveState.ASKED.value,
    )
    exemption = models.OneToOneField(
        Exemption, models.SET_NULL, null=True, blank=True, related_name="leave_request"
    )

    objects = models.Manager.from_queryset(LeaveRequestQuerySet)()

    class Meta(Covering.Meta):
        indexes = [
            models.Index(fields=["organization", "state_code"]),
            models.Index(fields=["member", "from_day"]),
        ]

    @property
    def state(self) -> LeaveState:
        return LeaveState(self.state_code)

    @property
    def is_waiting(self) -> bool:
        return self.state is LeaveState.ASKED

    @property
    def last_day(self) -> date | None:
        """The last day it covers, where it was ended early the day on which it did."""
        return self.exemption.to_day if self.exemption else self.to_day

    @property
    def may_be_withdrawn(self) -> bool:
        """While it waits, and while an approved one still lies ahead or holds."""
        if self.state is not LeaveState.APPROVED:
            return self.is_waiting
        return self.last_day is None or self.last_day >= timezone.localdate()


class OrganizationRequestQuerySet(LeaveRequestQuerySet):
    """Requests of organizations, by what stands above them: nobody approves one's own."""

    see, place, person = Ability.EXEMPT_BELOW, "organization__parent__path", None


class OrganizationRequestManager(models.Manager.from_queryset(OrganizationRequestQuerySet)):  # type: ignore[misc]
    """Only requests without a member."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(member__isnull=True)


class OrganizationRequest(LeaveRequest):
    """The same requests, as the committee above an organization meets them."""

    objects: ClassVar[Any] = OrganizationRequestManager()

    class Meta:
        proxy = True


class LeaveStep(models.Model):
    """One thing done with a request. Rows are only ever added."""

    request = models.ForeignKey(LeaveRequest, models.CASCADE, related_name="steps")
    verb_code = models.CharField(max_length=10, choices=[(one.value, _(one.label)) for one in LeaveVerb])
    acting = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = EncryptedField(blank=True, default="")

    @property
    def verb(self) -> LeaveVerb:
        return LeaveVerb(self.verb_code)
