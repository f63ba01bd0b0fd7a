"""The pages of what is to be done; all of them are only read."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.duties import queries, queries_below, queries_counted, queries_member, queries_why
from zhibu.duties.first_page import own_pages
from zhibu.duties.lists import YearPage
from zhibu.duties.months import can_show, month_asked, year_asked
from zhibu.gatherings.leave_queries import number_waiting
from zhibu.gatherings.models import Gathering
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR
from zhibu.registry.models import Member, Organization


@require_GET
def this_month(request: HttpRequest) -> HttpResponse:
    """One's own first page: the branch of one's post, the organizations below it, or oneself."""
    pages = own_pages(account(request))
    if not pages:
        raise Http404
    view = {"duties:organization": organization, "duties:below": below, "duties:member": member}[
        pages[0].view
    ]
    return view(request, pages[0].pk)


@require_GET
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_visible(Organization, account(request), pk, Ability.SEE_DUES)
    shown = month_asked(request.GET.get("month", ""), timezone.localdate())
    page = queries.organization_page(account(request), found, shown)
    leave_waiting = number_waiting(account(request), found)
    return drawn(request, "organization", {"page": page, "place": found, "leave_waiting": leave_waiting})


@require_GET
def member(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_member(request, pk)
    shown = month_asked(request.GET.get("month", ""), timezone.localdate())
    page = queries_member.member_page(found, shown)
    return drawn(request, "member", {"page": page, "is_own": pk == account(request).member_id})


@require_GET
def organization_year(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_visible(Organization, account(request), pk, Ability.SEE_DUES)
    today = timezone.localdate()
    page = queries.organization_year(found, year_asked(request.GET.get("year", ""), today), today)
    return drawn_year(request, page, "duties:organization", "duties:organization_year")


@require_GET
def member_year(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_member(request, pk)
    today = timezone.localdate()
    page = queries_member.member_year(found, year_asked(request.GET.get("year", ""), today), today)
    return drawn_year(request, page, "duties:member", "duties:member_year")


@require_GET
def below(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_visible(Organization, account(request), pk, Ability.SEE_DUES)
    shown = month_asked(request.GET.get("month", ""), timezone.localdate())
    wanted = request.GET.get("q", "").strip()[:50]
    page = queries_below.below_page(account(request), found, shown, wanted, request.GET.get("page", ""))
    leave_waiting = number_waiting(account(request), found)
    return drawn(request, "below", {"page": page, "place": found, "leave_waiting": leave_waiting})


@require_GET
def why_organization(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_visible(Organization, account(request), pk, Ability.SEE_DUES)
    return why(request, found, "duties:organization")


@require_GET
def why_member(request: HttpRequest, pk: int) -> HttpResponse:
    return why(request, visible_member(request, pk), "duties:member")


def why(request: HttpRequest, subject: Organization | Member, back: str) -> HttpResponse:
    """The trace; an address that names no due leads back to the list with a sentence."""
    asked = {name: request.GET.get(name, "") for name in ("plan", "duty", "from")}
    start = day_asked(asked["from"])
    page = start and queries_why.why_page(
        account(request), subject, asked["plan"], asked["duty"], start, timezone.localdate()
    )
    if not page:
        messages.info(request, _("没有找到这一项应办：方案可能已经更新，请从下面的列表中打开"))
        return redirect(back, subject.pk)
    return drawn(request, "why", {"page": page, "back": back})


@require_GET
def counted(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Gathering.objects.select_related("organization__parent")
    found = get_visible(rows, account(request), pk)
    page = queries_counted.counted_page(found, timezone.localdate())
    return drawn(request, "counted", {"page": page, "place": found.organization})


def account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def visible_member(request: HttpRequest, pk: int) -> Member:
    rows = Member.objects.select_related("organization", "group")
    found: Member = get_visible(rows, account(request), pk, Ability.SEE_DUES)
    return found


def day_asked(written: str) -> date | None:
    """A day of an address, within the years worked with."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def drawn(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    return render(request, f"duties/{name}.html", shown | {"own_pages": own_pages(account(request))})


def drawn_year(request: HttpRequest, page: YearPage, month_view: str, year_view: str) -> HttpResponse:
    today = timezone.localdate()
    others = {"before": page.year - 1, "after": page.year + 1}
    steps = {name: year for name, year in others.items() if can_show(year, today)}
    shown = {"page": page, "steps": steps, "month_view": month_view, "year_view": year_view, "today": today}
    return drawn(request, "year", shown)
