"""The pages on which rosters come in from tables and go out as tables."""

import base64
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.audit import record_event
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.plans.codes import Level
from zhibu.plans.errors import ZhibuError
from zhibu.registry import exporting, queries, sheets
from zhibu.registry.errors import RegistryError
from zhibu.registry.forms import ImportForm
from zhibu.registry.importing import Comparer, Comparison, apply_import
from zhibu.registry.models import Organization, RosterImport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(days=1)
SHOWN = 200  # rows of each kind in a preview; the rest is counted


@require_http_methods(["GET", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    places = Organization.objects.visible_to(request.user, Ability.IMPORT_MEMBERS).filter(until__isnull=True)
    places = places.exclude(level=Level.GROUP.value).order_by("path")
    form = ImportForm(request.POST or None, request.FILES or None, organizations=places)
    if form.is_valid():
        try:
            kept = keep(request, form.cleaned_data["organization"], form.cleaned_data["file"])
            return redirect("registry:import_preview", kept.pk)
        except ZhibuError as wrong:
            form.add_error("file", str(wrong))
    return render(request, "registry/import.html", {"form": form})


def keep(request: SignedIn, organization: Organization, file: Any) -> RosterImport:
    """Keep the table, encrypted, until it is confirmed; what is older than a day goes."""
    if file.size > settings.LARGEST_UPLOAD:
        raise RegistryError(_("文件太大，不能超过 %(n)s MB") % {"n": settings.LARGEST_UPLOAD // 1_048_576})
    content = file.read()
    sheets.read(content)
    drop_old_imports()
    return RosterImport.objects.create(
        organization=organization,
        account=request.user,
        file_name=file.name[:200],
        content=base64.b64encode(content).decode(),
    )


def drop_old_imports() -> int:
    """Uploaded tables that nobody confirmed in time; gives how many."""
    number, _by_model = RosterImport.objects.filter(uploaded_at__lt=timezone.now() - KEPT).delete()
    return number


@require_http_methods(["GET", "POST"])
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """Show what the table would do; a POST does exactly that, or says that it would be something else now."""
    kept = get_visible(RosterImport.objects.select_related("organization"), request.user, pk)
    comparison = compare(request, kept)
    if request.method == "POST":
        if "drop" in request.POST:
            kept.delete()
            return redirect("registry:import")
        if comparison.may_apply and request.POST.get("fingerprint") == comparison.fingerprint():
            apply_import(acting=request.user, organization=kept.organization, comparison=comparison)
            kept.delete()
            messages.success(request, done(comparison))
            return redirect("registry:organization", kept.organization_id)
        messages.warning(request, _("名册在这期间有了变化，请再看一遍下面的内容后确认"))
    shown = {"kept": kept, "comparison": comparison, "limit": SHOWN, "changes": shown_changes(comparison)}
    return render(request, "registry/import_preview.html", shown)


def compare(request: SignedIn, kept: RosterImport) -> Comparison:
    sheet = sheets.read(base64.b64decode(kept.content))
    return Comparer(request.user, kept.organization).compare(sheet)


def done(comparison: Comparison) -> str:
    return _("已导入：新登记 %(new)s 人，变动 %(changed)s 人") % {
        "new": len(comparison.new),
        "changed": len(comparison.changes),
    }


def shown_changes(comparison: Comparison) -> list[dict[str, Any]]:
    """Before and after of each change, in words; sensitive values only as “changed”."""
    return [
        {
            "row": row,
            "name": change.member.name,
            "fields": [exporting.in_words(change, key) for key in change.fields],
        }
        for row, change in comparison.changes[:SHOWN]
    ]


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """The roster that one may export, as the same table that can be imported."""
    under = request.GET.get("under", "")
    place = (
        get_visible(Organization, request.user, int(under), Ability.EXPORT_MEMBERS)
        if under.isdecimal()
        else None
    )
    rows = queries.exported(request.user, place)
    answer = HttpResponse(exporting.workbook(request.user, rows), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    path = place.path if place else ""
    record_event(acting=request.user, verb="export_members", subject=request.user, path=path)
    return answer
