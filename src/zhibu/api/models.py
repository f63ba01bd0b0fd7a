"""Personal tokens, and the receipts that make a repeated request harmless."""

from datetime import date, timedelta
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.models import Account
from zhibu.plans.codes import Code


class Scope(Code):
    """What a token may be used for; what its owner may not do, it may not do either."""

    READ = "read", "只读"
    RECORD = "record", "读取和记录"


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens by whether they still work."""

    def working(self, today: date) -> Self:
        return self.filter(revoked_at=None, expires_on__gt=today, account__is_active=True)


class Token(models.Model):
    """A personal token. Only its digest is kept; when it was used is not (若干规定, part 5)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=50)
    scope = models.CharField(_("权限"), max_length=10, choices=[(one.value, _(one.label)) for one in Scope])
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)  # shown, so that its owner can tell tokens apart
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(_("到期日"))  # the first day on which it no longer works
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"

    @property
    def may_record(self) -> bool:
        return self.scope == Scope.RECORD

    @property
    def last_day(self) -> date:
        return self.expires_on - timedelta(days=1)


class Receipt(models.Model):
    """What a request that wrote something was answered; the same request again is answered the same."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="receipts")
    key = models.CharField(max_length=100)  # chosen by the client
    digest = models.CharField(max_length=64)  # of the request: operation, address and body
    answer = models.JSONField(encoder=DjangoJSONEncoder)  # ids and numbers, no personal data
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="receipt_once", fields=["account", "key"])]
