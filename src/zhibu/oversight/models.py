"""Visits, matters and draws.

A visit says what was found on the spot, in words; nothing here is a figure about a branch, and nothing is
worked out from how completely forms were filled in (整治形式主义为基层减负若干规定, part 5).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.policy import Ability
from zhibu.access.reach import VisibleQuerySet
from zhibu.plans.codes import Code


class VisitQuerySet(VisibleQuerySet):
    """Visits by place."""

    see, place, person = Ability.SEE_VISITS, "organization__path", None


class Visit(models.Model):
    """A visit to an organization on a day, by somebody appointed to it or from above it."""

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("日期"))
    visitor = models.ForeignKey("access.Account", models.PROTECT, related_name="visits")
    met = models.CharField(_("见了哪些人"), max_length=100, blank=True)
    found = models.TextField(_("了解到的情况"))
    noted_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(VisitQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["organization", "visited_on"])]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.organization}"


class MatterQuerySet(VisibleQuerySet):
    """Matters by place."""

    see, place, person = Ability.SEE_VISITS, "organization__path", None

    def still_open(self) -> "MatterQuerySet":
        return self.filter(settled_on__isnull=True)


class Matter(models.Model):
    """Something raised with an organization, to be put right or helped with; it answers in words."""

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="matters")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="matters")
    raised_on = models.DateField(_("提出日期"))
    raised_by = models.ForeignKey("access.Account", models.PROTECT, related_name="+")
    text = models.TextField(_("事项"))
    answer = models.TextField(_("办理情况"), blank=True)
    answered_on = models.DateField(_("回复日期"), null=True, blank=True)
    answered_by = models.ForeignKey("access.Account", models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(_("办结日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(MatterQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["organization", "settled_on"])]
        constraints = [
            models.CheckConstraint(
                name="matter_settled_after_raised",
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=models.F("raised_on")),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Of(Code):
    """What a draw draws."""

    BRANCHES = "branches", "党组织"
    RECORDS = "records", "活动记录"


class DrawQuerySet(VisibleQuerySet):
    """Draws by the place that they were made for."""

    see, place, person = Ability.DRAW_SAMPLES, "organization__path", None


class Draw(models.Model):
    """A random draw that anybody can repeat: the seed, what was drawn from, and what came out are kept.

    ``population`` holds keys (an organization's code, a record's number) as they stood at the time, so
    that the draw can be repeated whatever has changed since.
    """

    organization = models.ForeignKey("registry.Organization", models.PROTECT, related_name="draws")
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey("access.Account", models.PROTECT, related_name="+")
    of_code = models.CharField(_("抽取"), max_length=10, choices=[(one.value, _(one.label)) for one in Of])
    from_day = models.DateField(_("从"), null=True, blank=True)
    to_day = models.DateField(_("到"), null=True, blank=True)
    size = models.PositiveIntegerField(_("抽取数量"))
    seed = models.CharField(_("随机种子"), max_length=64)
    is_seed_given = models.BooleanField(default=False)  # typed by a person, to repeat an earlier draw
    population = models.JSONField(default=list)
    chosen = models.JSONField(default=list)

    objects = models.Manager.from_queryset(DrawQuerySet)()

    @property
    def of(self) -> Of:
        return Of(self.of_code)

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d} {self.of.label}"
