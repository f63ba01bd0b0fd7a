"""Requests about one's own data, and what was erased when its time was over."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.crypto import EncryptedField
from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.plans.codes import Code
from zhibu.privacy import retention


class Wish(Code):
    """What is asked (个人信息保护法, Art. 46 and 47)."""

    CORRECT = "correct", "更正或补充"
    ERASE = "erase", "删除"


class State(Code):
    """What became of a request."""

    OPEN = "open", "待答复"
    DONE = "done", "已办理"
    PARTLY = "partly", "部分办理"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"


ANSWERS = (State.DONE, State.PARTLY, State.REFUSED)


class DataRequestQuerySet(VisibleQuerySet):
    """Requests of the members whose roster one keeps."""

    see, place, person = Ability.KEEP_MEMBERS, "member__path", None

    def waiting(self) -> "DataRequestQuerySet":
        return self.filter(state_code=State.OPEN.value)


class DataRequest(models.Model):
    """A member asks in words for something to be corrected or erased; it is answered in words."""

    member = models.ForeignKey("registry.Member", models.PROTECT, related_name="data_requests")
    wish_code = models.CharField(
        _("要求"), max_length=10, choices=[(one.value, _(one.label)) for one in Wish]
    )
    words = EncryptedField(_("哪里不对，或要删除什么"), blank=True)
    asked_by = models.ForeignKey("access.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state_code = models.CharField(
        _("状态"),
        max_length=10,
        default=State.OPEN.value,
        choices=[(one.value, _(one.label)) for one in State],
    )
    answer = EncryptedField(_("答复"), blank=True, default="")
    answered_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)  # or withdrawn

    objects = models.Manager.from_queryset(DataRequestQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["member", "state_code"])]
        constraints = [
            models.CheckConstraint(
                name="answered_when_no_longer_open",
                condition=Q(state_code=State.OPEN.value, answered_at__isnull=True)
                | (~Q(state_code=State.OPEN.value) & Q(answered_at__gte=F("asked_at"))),
            )
        ]

    @property
    def wish(self) -> Wish:
        return Wish(self.wish_code)

    @property
    def state(self) -> State:
        return State(self.state_code)

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def due_on(self) -> date:
        """The last day on which it should be answered, by the rule of the day on which it was asked."""
        asked = timezone.localdate(self.asked_at)
        return asked + timedelta(days=retention.answer_within(asked).days)

    @property
    def organization(self) -> Any:
        return self.member.organization


class Erasure(models.Model):
    """That so many rows of a class were erased; whose they were is not kept. Rows are only ever added."""

    class_code = models.CharField(max_length=30)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
