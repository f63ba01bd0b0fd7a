"""The pages on which records are only read, and the papers made from them."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.audit import record_event
from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.gatherings import actions, minutes, queries, register
from zhibu.gatherings.errors import GatheringError
from zhibu.gatherings.forms import ExemptForm
from zhibu.gatherings.models import Attachment, Exemption, Gathering
from zhibu.registry.models import Member, Organization

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        "years": range(this_year, this_year - 5, -1),
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
    return _file(
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
    return _file(register.workbook(rows, year), XLSX, name)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    return _as_download(answer, name)


def _as_download(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@require_GET
def attachment(request: SignedIn, pk: int) -> HttpResponseBase:
    """Always a download, of the type it was taken as; nothing in it runs here."""
    found = get_visible(Attachment.objects.filter(removed_at__isnull=True), request.user, pk)
    try:
        answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    except FileNotFoundError:
        return HttpResponse(_("这个附件的文件已经不在了，请联系系统管理员"), status=410)
    answer["Content-Type"] = found.media_type
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


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
        "exemptions": Exemption.objects.visible_to(request.user).filter(member=found).order_by("-from_day"),
        "covered": covered,
    }
    return render(request, "gatherings/member.html", shown)


# ── exemptions ───────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def exemptions(request: SignedIn, pk: int) -> HttpResponse:
    place = get_visible(Organization, request.user, pk, Ability.SEE_RECORDS)
    may_keep = reach(request.user, Ability.KEEP_RECORDS).covers(place.path)
    form = ExemptForm(request.POST or None, organization=place) if may_keep else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid():
        try:
            actions.exempt(acting=request.user, organization=place, **form.cleaned_data)
        except GatheringError as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("gatherings:exemptions", pk)
    rows = Exemption.objects.visible_to(request.user).filter(organization=place).select_related("member")
    shown = {"place": place, "form": form, "rows": rows.order_by("-from_day", "-pk")}
    return render(request, "gatherings/exemptions.html", shown)


@require_http_methods(["GET", "POST"])
def end_exemption(request: SignedIn, pk: int) -> HttpResponse:
    """From tomorrow on no longer; one that was to begin later ends on its first day."""
    found = get_visible(Exemption, request.user, pk, Ability.KEEP_RECORDS)
    if request.method == "POST":
        day = max(timezone.localdate(), found.from_day)
        actions.end_exemption(acting=request.user, exemption=found, day=day)
    return redirect("gatherings:exemptions", found.organization_id)
