"""The pages on which records are put right or cancelled; two people who do so at once are told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.gatherings import actions, queries
from zhibu.gatherings.attachments import Upload
from zhibu.gatherings.content import OFFICERS, changes
from zhibu.gatherings.errors import EditedMeanwhile
from zhibu.gatherings.forms import CancelForm, GatheringForm, restored
from zhibu.gatherings.merging import described_form, merged
from zhibu.gatherings.models import Gathering
from zhibu.gatherings.recording import form_page, keep_as_draft, saved


@require_http_methods(["GET", "POST"])
def correct(request: SignedIn, pk: int) -> HttpResponse:
    gathering = _kept_record(request, pk)
    if gathering.is_cancelled:
        messages.error(request, _("这条记录已经撤销，不能再改"))
        return redirect("gatherings:gathering", pk)
    if request.method == "GET":
        return form_page(request, _correction(request, gathering), gathering=gathering, **_files(gathering))
    form = GatheringForm(
        request.POST, organization=gathering.organization, kind=gathering.activity, gathering=gathering
    )
    if "as_draft" in request.POST:
        return keep_as_draft(request, form)

    def save(uploads: list[Upload]) -> Gathering:
        return actions.correct(
            acting=request.user,
            gathering=gathering,
            version=form.cleaned_data["version"] or 0,
            key=form.cleaned_data["key"],
            content=form.content(),
            reason=form.cleaned_data["reason"],
            uploads=uploads,
            removed=[int(one) for one in request.POST.getlist("removed") if one.isdecimal()],
        )

    try:
        return saved(request, form, save)
    except EditedMeanwhile as clash:
        return clash_page(request, form, clash)


def _kept_record(request: SignedIn, pk: int) -> Gathering:
    rows = Gathering.objects.select_related("organization", "chair", "recorder", "lecturer")
    found: Gathering = get_visible(rows, request.user, pk, Ability.KEEP_RECORDS)
    return found


def _files(gathering: Gathering) -> dict[str, Any]:
    return {"attachments": gathering.attachments.filter(removed_at__isnull=True).order_by("pk")}


def _correction(request: SignedIn, gathering: Gathering) -> GatheringForm:
    """The form with the record in it, or with a draft of its correction."""
    draft = queries.drafts(request.user).filter(gathering=gathering).first()
    if draft is not None and request.GET.get("from_draft") == str(draft.key):
        data = restored(draft.fields)
        form = GatheringForm(
            data, organization=gathering.organization, kind=gathering.activity, gathering=gathering
        )
        form.errors.clear()
        return form
    segments = list(gathering.segments.order_by("pk"))
    names = ("occurred_on", "starts_at", "place", "topic", "discussed", "decided", "guests", "version")
    initial = {name: getattr(gathering, name) for name in names}
    initial |= {name: getattr(gathering, f"{name}_id") for name in OFFICERS}
    initial["minutes"] = {one.activity: one.minutes for one in segments}
    initial["attendances"] = {one.member_id: one for one in gathering.attendances.all()}
    initial["amounts"] = gathering.amounts
    return GatheringForm(
        organization=gathering.organization,
        kind=gathering.activity,
        initial=initial,
        did=[one.activity for one in segments],
        gathering=gathering,
    )


def clash_page(request: SignedIn, form: GatheringForm, clash: EditedMeanwhile) -> HttpResponse:
    """Both side by side; the form then builds on the other's record and keeps what one changed oneself."""
    theirs = clash.gathering
    revisions = {one.number: one for one in theirs.revisions.select_related("acting__member")}
    seen, latest = revisions.get(form.cleaned_data["version"]), revisions[max(revisions)]
    before = seen.content if seen else latest.content
    data = merged(request.POST, form, before, theirs)
    again = GatheringForm(data, organization=form.organization, kind=theirs.activity, gathering=theirs)
    again.is_valid()
    shown = {
        "clash": clash,
        "latest": latest,
        "changed": changes(before, latest.content),
        "mine": changes(latest.content, described_form(again)),
        "gathering": theirs,
        **_files(theirs),
    }
    return form_page(request, again, **shown)


@require_http_methods(["GET", "POST"])
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    gathering = _kept_record(request, pk)
    form = CancelForm(request.POST or None, initial={"version": gathering.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(acting=request.user, gathering=gathering, **form.cleaned_data)
        except EditedMeanwhile as clash:
            messages.error(request, str(clash))
        else:
            messages.success(request, _("已撤销；这条记录不再计入任何应办事项，原来的内容仍可查看"))
        return redirect("gatherings:gathering", pk)
    return render(request, "gatherings/cancel.html", {"form": form, "gathering": gathering})
