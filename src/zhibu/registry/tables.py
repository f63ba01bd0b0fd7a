"""The pages on which members and organizations come in from tables and go out as tables: one for both."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.audit import record_event
from zhibu.access.downloads import XLSX, made
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.plans.codes import Level
from zhibu.plans.errors import ZhibuError
from zhibu.registry import exporting, queries, sheets
from zhibu.registry.comparing import Comparison
from zhibu.registry.errors import RegistryError
from zhibu.registry.forms import ImportForm
from zhibu.registry.importing import Comparer, apply_import
from zhibu.registry.importing_tree import TreeComparer, apply_tree
from zhibu.registry.layouts import MEMBERS, ORGANIZATIONS, Layout
from zhibu.registry.models import Organization, RosterImport, TableImport, TreeImport

KEPT = timedelta(days=1)
SHOWN = 200  # rows of each kind in a preview; the rest is counted


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: who may bring it in, how it is compared, applied and spoken of."""

    name: str  # of the templates, and of the files that go out
    page: str
    layout: Layout
    kept: type[TableImport]
    imports: Ability
    exports: Ability
    comparer: type[Comparer] | type[TreeComparer]
    apply: Callable[..., None]
    rows: Callable[..., Any]
    workbook: Callable[..., bytes]
    title: str | Promise
    where: str | Promise
    done: str | Promise
    back: str

    @property
    def template_page(self) -> str:
        return f"{self.page}_template"

    @property
    def preview_page(self) -> str:
        return f"{self.page}_preview"


OF_MEMBERS = Table(
    "members",
    "registry:import",
    MEMBERS,
    RosterImport,
    Ability.IMPORT_MEMBERS,
    Ability.EXPORT_MEMBERS,
    Comparer,
    apply_import,
    queries.exported,
    exporting.members_table,
    gettext_lazy("从表格导入党员"),
    gettext_lazy("表中“党组织”一列的名称或代码在它之下查找；没有这一列，全部导入到它。"),
    gettext_lazy("已导入：新登记 %(new)s 人，变动 %(changed)s 人"),
    "registry:roster",
)
OF_ORGANIZATIONS = Table(
    "organizations",
    "registry:import_organizations",
    ORGANIZATIONS,
    TreeImport,
    Ability.KEEP_ORGANIZATIONS,
    Ability.KEEP_ORGANIZATIONS,
    TreeComparer,
    apply_tree,
    queries.exported_organizations,
    exporting.organizations_table,
    gettext_lazy("从表格导入党组织"),
    gettext_lazy("表中“上级党组织”一列在它之下和表里查找；空着的，设在它之下。"),
    gettext_lazy("已导入：新设 %(new)s 个，变动 %(changed)s 个"),
    "registry:tree",
)


@require_http_methods(["GET", "POST"])
def upload(request: SignedIn, table: Table) -> HttpResponse:
    places = Organization.objects.visible_to(request.user, table.imports).filter(until__isnull=True)
    places = places.exclude(level=Level.GROUP.value).order_by("path")
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        organizations=places,
        where=table.where,
        initial={"organization": request.GET.get("under") or places.values_list("pk", flat=True).first()},
    )
    if form.is_valid():
        try:
            kept = keep(request, table, form.cleaned_data["organization"], form.cleaned_data["file"])
            return redirect(table.preview_page, kept.pk)
        except ZhibuError as wrong:
            form.add_error("file", str(wrong))
    return render(request, f"registry/import_{table.name}.html", {"form": form, "table": table})


def keep(request: SignedIn, table: Table, organization: Organization, file: Any) -> TableImport:
    """Keep the table, encrypted, until it is confirmed; what is older than a day goes."""
    if file.size > settings.LARGEST_UPLOAD:
        raise RegistryError(_("文件太大，不能超过 %(n)s MB") % {"n": settings.LARGEST_UPLOAD // 1_048_576})
    content = file.read()
    sheets.read(content, table.layout)
    drop_old_imports()
    kept: TableImport = table.kept._default_manager.create(
        organization=organization,
        account=request.user,
        file_name=file.name[:200],
        content=base64.b64encode(content).decode(),
    )
    return kept


def drop_old_imports() -> int:
    """Uploaded tables that nobody confirmed in time; gives how many."""
    old = timezone.now() - KEPT
    return sum(model.objects.filter(uploaded_at__lt=old).delete()[0] for model in (RosterImport, TreeImport))


@require_http_methods(["GET", "POST"])
def preview(request: SignedIn, pk: int, table: Table) -> HttpResponse:
    """Show what the table would do; a POST does exactly that, or says that it would be something else now."""
    rows = table.kept._default_manager.select_related("organization")
    kept = get_visible(rows, request.user, pk)
    sheet = sheets.read(base64.b64decode(kept.content), table.layout)
    comparison = table.comparer(request.user, kept.organization).compare(sheet)
    if request.method == "POST":
        if "drop" in request.POST:
            kept.delete()
            return redirect(table.page)
        if comparison.may_apply and request.POST.get("fingerprint") == comparison.fingerprint():
            return apply(request, table, kept, comparison)
        messages.warning(request, _("名册在这期间有了变化，请再看一遍下面的内容后确认"))
    shown = {"kept": kept, "comparison": comparison, "limit": SHOWN, "table": table}
    return render(request, "registry/import_preview.html", shown | shown_rows(table, comparison))


def apply(request: SignedIn, table: Table, kept: TableImport, comparison: Comparison) -> HttpResponse:
    try:
        table.apply(acting=request.user, organization=kept.organization, comparison=comparison)
    except ZhibuError as wrong:
        messages.error(request, str(wrong))
        return redirect(table.preview_page, kept.pk)
    kept.delete()
    words = {"new": len(comparison.new), "changed": len(comparison.changes)}
    messages.success(request, str(table.done) % words)
    return redirect("registry:organization", kept.organization_id)


def shown_rows(table: Table, comparison: Comparison) -> dict[str, Any]:
    """Before and after of each change, in words, by row; sensitive values only as “changed”."""
    changes = sorted(comparison.changes, key=lambda pair: pair[0])[:SHOWN]
    return {
        "new": sorted(comparison.new, key=lambda pair: pair[0])[:SHOWN],
        "changes": [
            {
                "row": row,
                "name": change.subject.name,
                "fields": [exporting.in_words(table.layout, change, key) for key in change.fields],
            }
            for row, change in changes
        ],
    }


@require_GET
def export(request: SignedIn, table: Table) -> HttpResponse:
    """What one may export, as the same table that can be imported."""
    under = request.GET.get("under", "")
    place = get_visible(Organization, request.user, int(under), table.exports) if under.isdecimal() else None
    content = table.workbook(request.user, table.rows(request.user, place))
    path = place.path if place else ""
    record_event(acting=request.user, verb=f"export_{table.name}", subject=request.user, path=path)
    return sent(content, table.name)


@require_GET
def template(request: SignedIn, table: Table) -> HttpResponse:
    return sent(exporting.template(table.layout), f"{table.name}-template")


def sent(content: bytes, name: str) -> HttpResponse:
    return made(content, XLSX, f"{name}.xlsx")
