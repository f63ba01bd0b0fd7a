"""The pages on which records are only read, and the papers made from them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.access.audit import record_event
from zhibu.access.downloads import DOCX, XLSX, as_download, made
from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.gatherings import leave_queries, minutes, queries, register
from zhibu.gatherings.models import Attachment, Exemption, Gathering
from zhibu.registry.models import Member, Organization


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """The records of all that one sees, or of one organization and what is below it, a year at a time."""
    covered = reach(request.user, Ability.SEE_RECORDS)
    if not covered.below and not covered.here:
        return redirect("gatherings:own")
    under, year = _asked(request)
    rows = queries.gatherings(request.user, under, year)
    this_year = timezone.localdate().year
    shown = {
        "page": page_of_rows(request, rows),
        "under": under,
        "year": year,
        "years": range(this_year, queries.first_year(request.user, under, this_year) - 1, -1),
        "may_record": bool(reach(request.user, Ability.KEEP_RECORDS)),
        "is_wide": under is None or not under.is_group,
    }
    return render(request, "gatherings/list.html", shown)


def _asked(request: SignedIn) -> tuple[Organization | None, int]:
    under, year = request.GET.get("under", ""), request.GET.get("year", "")
    place = get_visible(Organization, request.user, int(under)) if under.isdecimal() else None
    is_year = year.isdecimal() and 1900 <= int(year) <= 2200
    return place, int(year) if is_year else timezone.localdate().year


@require_GET
def gathering(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(_whole(), request.user, pk)
    return render(
        request, "gatherings/gathering.html", {"shown": queries.gathering_page(request.user, found)}
    )


def _whole() -> Any:
    return Gathering.objects.select_related(
        "organization__parent", "chair", "recorder", "lecturer", "recorded_by__member"
    )


@require_GET
def minutes_paper(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(_whole(), request.user, pk)
    page = queries.gathering_page(request.user, found)
    path = found.organization.path
    record_event(acting=request.user, verb="export_minutes", subject=found, path=path)
    return made(
        minutes.paper(page), DOCX, f"{found.organization.name}{found.label}记录{found.occurred_on}.docx"
    )


@require_GET
def register_table(request: SignedIn) -> HttpResponse:
    under, year = _asked(request)
    rows = queries.register_rows(request.user, under, year)
    place, years = under or request.user, {"year": (None, year)}
    path = under.path if under else ""
    record_event(acting=request.user, verb="export_register", subject=place, path=path, changes=years)
    name = f"{under.name if under else ''}组织生活台账{year}.xlsx"
    return made(register.workbook(rows, year), XLSX, name)


@require_GET
def attachment(request: SignedIn, pk: int) -> HttpResponseBase:
    found = get_visible(Attachment.objects.filter(removed_at__isnull=True), request.user, pk)
    return as_download(found.file, found.name, found.media_type)


@require_GET
def own(request: SignedIn) -> HttpResponse:
    if request.user.member_id is None:
        return render(request, "registry/no_member.html")
    return _about(request, Member.objects.get(pk=request.user.member_id))


@require_GET
def member(request: SignedIn, pk: int) -> HttpResponse:
    return _about(request, get_visible(Member, request.user, pk, Ability.SEE_RECORDS))


def _about(request: SignedIn, found: Member) -> HttpResponse:
    covered = reach(request.user, Ability.SEE_RECORDS)
    shown = {
        "member": found,
        "is_own": found.pk == request.user.member_id,
        "page": page_of_rows(request, queries.recorded_about(request.user, found)),
        "exemptions": _exemptions(request, found),
        "may_read_health": reach(request.user, Ability.SEE_LEAVE).covers(found.path, found.pk),
        "covered": covered,
    }
    return render(request, "gatherings/member.html", shown)


def _exemptions(request: SignedIn, found: Member) -> list[leave_queries.Told]:
    """For the member and those who keep the branch's records; levels above are told numbers elsewhere."""
    keeps = reach(request.user, Ability.KEEP_RECORDS).covers(found.path)
    if not keeps and found.pk != request.user.member_id:
        return []
    rows = Exemption.objects.filter(member=found).select_related("member", "organization")
    reads = reach(request.user, Ability.SEE_LEAVE)
    return [leave_queries.told(one, reads) for one in rows.order_by("-from_day", "-pk")]
