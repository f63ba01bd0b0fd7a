"""One duty of a draft: decide on it, correct it, add one that was missed. With htmx only its card is sent."""

import re

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.issuing import drafts, missed, screens
from zhibu.issuing.duty_form import DutyForm
from zhibu.issuing.errors import EditedMeanwhileError
from zhibu.issuing.models import Draft, DraftDuty, State

ROWS = DraftDuty.objects.select_related("draft__organization", "changed_by__member")
NUMBER = re.compile(r"\d{1,9}")


@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    duty = get_visible(ROWS, request.user, pk)
    given = request.POST.get("state", "")
    state = State(given) if given in set(State) else State.PROPOSED
    wrong = ""
    try:
        drafts.decide(
            acting=request.user, duty=duty, state=state, version=_number(request.POST.get("version"))
        )
    except EditedMeanwhileError as edited:
        wrong = str(edited)
    return _answer(request, pk, wrong)


@require_http_methods(["GET", "POST"])
def duty(request: SignedIn, pk: int) -> HttpResponse:
    """Correct a duty. What was typed stays on the screen when somebody else has saved in between."""
    found = get_visible(ROWS, request.user, pk)
    form = _form(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.correct(
                acting=request.user,
                duty=found,
                version=form.cleaned_data["version"] or 0,
                ref=form.cleaned_data["ref"],
                content=form.duty,
            )
        except EditedMeanwhileError as wrong:
            form = _again(request, ROWS.get(pk=pk), str(wrong))
        else:
            return _answer(request, pk)
    shown = {"draft": found.draft, "card": screens.card(found), "form": form}
    return render(request, _template(request, "duty"), shown)


def _form(data: QueryDict | None, duty: DraftDuty) -> DutyForm:
    """Several may be open on one page: the ids of their fields differ."""
    return DutyForm(data, base=duty.duty, ref=duty.ref, version=duty.version, auto_id=f"d{duty.pk}-%s")


def _again(request: SignedIn, now: DraftDuty, wrong: str) -> DutyForm:
    """What was typed, with the version as it is now: to save once more is to know of the other change."""
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    form = _form(typed, now)
    form.add_error(None, wrong)
    return form


@require_http_methods(["GET", "POST"])
def add(request: SignedIn, pk: int) -> HttpResponse:
    """Add what was missed: for a selected stretch (?start=&end=), for quoted words, or for a clause alone."""
    draft = get_visible(Draft.objects.select_related("organization"), request.user, pk)
    source = request.POST if request.method == "POST" else request.GET
    found = missed.find(draft, source.get("start", ""), source.get("end", ""), source.get("words", ""))
    is_filled = request.method == "POST" and "activity" in request.POST
    form = DutyForm(request.POST if is_filled else None, base=found.duty, ref=found.ref)
    if is_filled and form.is_valid():
        added = drafts.add(acting=request.user, draft=draft, ref=form.cleaned_data["ref"], content=form.duty)
        messages.success(request, _("已补上"))
        return redirect(f"{reverse('issuing:review', args=[pk])}#duty-{added.pk}")
    return render(request, "issuing/add.html", {"draft": draft, "found": found, "form": form})


def _answer(request: SignedIn, pk: int, wrong: str = "") -> HttpResponse:
    """The duty's card as it is now: alone for htmx, else the whole review with the card in view."""
    duty = ROWS.get(pk=pk)
    if not request.htmx:
        if wrong:
            messages.error(request, wrong)
        return redirect(f"{reverse('issuing:review', args=[duty.draft_id])}#duty-{pk}")
    shown = {
        "draft": duty.draft,
        "card": screens.card(duty),
        "progress": screens.progress(duty.draft),
        "wrong": wrong,
        "is_alone": True,
        "only_waiting": "show=waiting" in (request.htmx.current_url or ""),
    }
    return render(request, "issuing/_card.html", shown)


def _template(request: SignedIn, name: str) -> str:
    return f"issuing/_{name}.html" if request.htmx and not request.htmx.boosted else f"issuing/{name}.html"


def _number(given: str | None) -> int:
    return int(given) if given and NUMBER.fullmatch(given) else 0
