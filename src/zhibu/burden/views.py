"""The pages of the self-check and the meter; all of them are only read."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhibu.access.downloads import DOCX, made
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.burden import document, queries
from zhibu.burden.queries import MeterPage
from zhibu.duties.months import month_asked
from zhibu.registry.models import Organization


@require_GET
def self_check(request: SignedIn) -> HttpResponse:
    return render(request, "burden/self_check.html", {"check": queries.self_check()})


@require_GET
def meter(request: SignedIn, pk: int) -> HttpResponse:
    return render(request, "burden/meter.html", {"page": _page(request, pk)})


@require_GET
def paper(request: SignedIn) -> HttpResponseBase:
    return _sent(document.paper(queries.self_check()))


@require_GET
def meter_paper(request: SignedIn, pk: int) -> HttpResponseBase:
    page = _page(request, pk)
    return _sent(document.paper(queries.self_check(), page), f" {page.place.name}")


def _page(request: SignedIn, pk: int) -> MeterPage:
    place = get_visible(Organization, request.user, pk, Ability.SEE_DUES)
    return queries.meter_page(place, month_asked(request.GET.get("month", ""), timezone.localdate()))


def _sent(content: bytes, of: str = "") -> HttpResponseBase:
    return made(content, DOCX, f"{_('减负自查')}{of}.docx")
