"""The way of a draft: upload → review → scope → preview → issued."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.access.downloads import as_download
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.issuing import drafts, screens
from zhibu.issuing import preview as before
from zhibu.issuing.assembling import assembled
from zhibu.issuing.errors import EditedMeanwhileError, IssuingError
from zhibu.issuing.forms import HeadForm, UploadForm
from zhibu.issuing.models import Draft, IssuedPlan
from zhibu.issuing.uploads import media_type
from zhibu.plans.errors import ZhibuError
from zhibu.plans.wording import full_day

ROWS = Draft.objects.select_related("organization", "replaces", "changed_by__member")


@require_http_methods(["GET", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    replaces = _replaced(request)
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(
        request.POST if files is not None else None, files, user=request.user, replaces=replaces
    )
    if request.method == "POST" and form.is_valid():
        assert form.document is not None
        place = replaces.organization if replaces else form.cleaned_data["organization"]
        try:
            draft = drafts.start(
                acting=request.user,
                organization=place,
                document=form.document,
                file_name=form.file_name,
                original=_bytes(form.cleaned_data["file"]),
                replaces=replaces,
            )
        except ZhibuError as wrong:
            form.add_error("file", str(wrong))
        else:
            return redirect("issuing:review", draft.pk)
    return render(request, "issuing/upload.html", {"form": form, "replaces": replaces})


def _bytes(file: UploadedFile) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


def _replaced(request: SignedIn) -> IssuedPlan | None:
    wanted = request.GET.get("replaces", "")
    if not wanted.isdecimal():
        return None
    rows = IssuedPlan.objects.select_related("organization")
    found: IssuedPlan = get_visible(rows, request.user, int(wanted), Ability.ISSUE_PLANS)
    return found


@require_GET
def review(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_visible(ROWS, request.user, pk)
    return render(
        request,
        "issuing/review.html",
        screens.review(draft, only_waiting=request.GET.get("show") == "waiting"),
    )


@require_GET
def draft_file(request: SignedIn, pk: int) -> HttpResponseBase:
    return original_of(get_visible(Draft, request.user, pk))


def original_of(found: Draft | IssuedPlan) -> HttpResponseBase:
    if not found.original:
        raise Http404
    return as_download(found.original, found.file_name, media_type(found.file_name))


@require_POST
def accept_clear(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_visible(ROWS, request.user, pk)
    number = drafts.accept_all_clear(acting=request.user, draft=draft)
    messages.success(request, _("已采用 %(n)s 条没有疑问的") % {"n": number})
    return redirect("issuing:review", pk)


@require_http_methods(["GET", "POST"])
def scope(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_visible(ROWS, request.user, pk)
    form = HeadForm(request.POST or None, instance=draft, user=request.user)
    version = draft.version
    if request.method == "POST" and form.is_valid():
        given = request.POST.get("version", "")
        try:
            drafts.set_head(
                acting=request.user,
                draft=draft,
                version=int(given) if given.isdecimal() else 0,
                **form.cleaned_data,
            )
        except EditedMeanwhileError as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("issuing:preview", pk)
    shown = {"draft": draft, "form": form, "version": version, "progress": screens.progress(draft)}
    return render(request, "issuing/scope.html", shown)


@require_http_methods(["GET", "POST"])
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """What it newly asks, and the button that issues exactly this."""
    draft = get_visible(ROWS, request.user, pk)
    if request.method == "POST":
        given = request.POST.get("version", "")
        version = int(given) if given.isdecimal() else 0
        try:
            issued = drafts.issue_draft(acting=request.user, draft=draft, version=version)
        except IssuingError as wrong:
            messages.error(request, str(wrong))
            return redirect("issuing:preview", pk)
        messages.success(request, _("已印发，%(day)s起施行") % {"day": full_day(issued.since)})
        return redirect("issuing:plan", issued.pk)
    duties = list(draft.duties.all())
    plan, around = assembled(draft, duties), before.surroundings(draft)
    kinds = before.preview(plan, around)
    first_of_all = before.falls_on_nobody(plan, kinds)
    shown = {
        "draft": draft,
        "plan": plan,
        "progress": screens.progress(draft, duties),
        "levels": screens.levels(kinds),
        "remarks": first_of_all + before.remarks(plan, timezone.localdate(), around.replaced),
    }
    return render(request, "issuing/preview.html", shown)


@require_http_methods(["GET", "POST"])
def discard(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_visible(ROWS, request.user, pk)
    if request.method == "POST":
        drafts.discard(acting=request.user, draft=draft)
        messages.success(request, _("草稿已放弃"))
        return redirect("issuing:plans")
    return render(request, "issuing/discard.html", {"draft": draft})
