"""Words of data files, and days of times."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def said(words: str) -> str:
    """Words of ``data/retention.yaml`` in the language of the page (``site.messages`` gathers them)."""
    return _(words) if words else ""


@register.filter
def local_day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
