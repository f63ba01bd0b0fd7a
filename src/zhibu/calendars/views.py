"""The pages of months and years; all of them are only read."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.calendars import queries
from zhibu.calendars.near import is_left_in_peace
from zhibu.calendars.own_calendars import own_calendars
from zhibu.calendars.reminding import choice_of
from zhibu.duties.months import can_show, month_asked, year_asked
from zhibu.registry.models import Member, Organization


@require_GET
def mine(request: SignedIn) -> HttpResponse:
    """One's own first calendar: the branch of one's post, or oneself."""
    own = own_calendars(request.user)
    if not own:
        raise Http404
    return redirect(own[0].url)


@require_GET
def organization(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(Organization, request.user, pk, Ability.SEE_DUES)
    shown = month_asked(request.GET.get("month", ""), timezone.localdate())
    page = queries.organization_month(request.user, found, shown)
    return drawn_month(request, page, {"place": found})


@require_GET
def member(request: SignedIn, pk: int) -> HttpResponse:
    rows = Member.objects.select_related("organization", "group")
    found = get_visible(rows, request.user, pk, Ability.SEE_DUES)
    shown = month_asked(request.GET.get("month", ""), timezone.localdate())
    page = queries.member_month(found, shown)
    return drawn_month(request, page, {"member": found, "is_own": pk == request.user.member_id})


@require_GET
def organization_year(request: SignedIn, pk: int) -> HttpResponse:
    rows = Organization.objects.select_related("parent")
    found = get_visible(rows, request.user, pk, Ability.SEE_DUES)
    today = timezone.localdate()
    year = year_asked(request.GET.get("year", ""), today)
    page = queries.year_page(request.user, found, year, today)
    others = {"before": year - 1, "after": year + 1}
    steps = {name: other for name, other in others.items() if can_show(other, today)}
    return drawn(request, "year", {"page": page, "place": found, "year": year, "steps": steps})


def drawn_month(request: SignedIn, page: queries.MonthPage, shown: dict[str, Any]) -> HttpResponse:
    """On one's own calendar, what is due soon stands first, unless one is, or wants to be, left in peace."""
    own = own_calendars(request.user)
    is_ones_own = any(one.url == request.path and (one.is_own or one.is_branch) for one in own)
    chosen, member = choice_of(request.user), request.user.member
    soon = page.soon(chosen.days_ahead) if is_ones_own and page.shown.is_current else []
    if not chosen.in_application or (member is not None and is_left_in_peace(member, page.shown.today)):
        soon = []
    return render(request, "calendars/month.html", shown | {"page": page, "own": own, "soon": soon})


def drawn(request: SignedIn, name: str, shown: dict[str, Any]) -> HttpResponse:
    return render(request, f"calendars/{name}.html", shown | {"own": own_calendars(request.user)})
