"""The pages of instructors and inspectors, of the branches they look after, and of draws."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.oversight import actions, queries
from zhibu.oversight.forms import AnswerForm, DrawForm, SeveralForm, VisitForm
from zhibu.oversight.models import Draw, Matter
from zhibu.plans.errors import ZhibuError
from zhibu.registry.models import Member, Organization

editing = require_http_methods(["GET", "POST"])


@require_GET
def own(request: SignedIn) -> HttpResponse:
    """The branches that the reader looks after."""
    shown = {
        "charges": queries.charges(request.user),
        "may_draw": request.user.has_ability(Ability.DRAW_SAMPLES),
        "may_appoint": request.user.has_ability(Ability.APPOINT),
    }
    return render(request, "oversight/own.html", shown)


@require_GET
def branch(request: SignedIn, pk: int) -> HttpResponse:
    place = get_visible(Organization, request.user, pk, Ability.SEE_VISITS)
    page = queries.branch_page(request.user, place)
    shown = {"page": page, "visits": page_of_rows(request, page.visits), "answer_form": AnswerForm()}
    return render(request, "oversight/branch.html", shown)


@editing
def note(request: SignedIn, pk: int) -> HttpResponse:
    place = get_visible(Organization, request.user, pk, Ability.NOTE_VISITS)
    form = VisitForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note_visit(acting=request.user, organization=place, **form.cleaned_data)
            return _saved(request, "oversight:branch", place.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return _form(request, form, _("记走访"), place)


@editing
def answer(request: SignedIn, pk: int) -> HttpResponse:
    matter = get_visible(_matters(), request.user, pk, Ability.ANSWER_MATTERS)
    form = AnswerForm(request.POST or None, initial={"answer": matter.answer})
    if form.is_valid():
        try:
            actions.answer_matter(acting=request.user, matter=matter, **form.cleaned_data)
            return _saved(request, "oversight:branch", matter.organization_id)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return _form(request, form, _("办理情况"), matter.organization, about=matter.text)


@require_POST
def settle(request: SignedIn, pk: int) -> HttpResponse:
    matter = get_visible(_matters(), request.user, pk, Ability.NOTE_VISITS)
    try:
        actions.settle_matter(acting=request.user, matter=matter)
        messages.success(request, _("已办结"))
    except ZhibuError as wrong:
        messages.error(request, str(wrong))
    return redirect("oversight:branch", matter.organization_id)


def _matters() -> Any:
    return Matter.objects.select_related("organization")


@editing
def several(request: SignedIn) -> HttpResponse:
    """Appoint one person to several branches for a time."""
    members = Member.objects.visible_to(request.user, Ability.APPOINT)
    name = request.GET.get("name", "").strip()
    places = queries.branches_below(request.user, Ability.APPOINT)
    where = request.GET.get("where", "").strip()
    offered = queries.of_name(places, request.user, Ability.APPOINT, where) if where else places
    form = SeveralForm(
        request.POST or None, members=members, name=name, organizations=places, offered=offered
    )
    if form.is_valid():
        try:
            posts = actions.appoint_to_several(acting=request.user, **form.cleaned_data)
            messages.success(request, _("已选派到 %(count)d 个支部") % {"count": len(posts)})
            return redirect("oversight:several")
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    rows = page_of_rows(request, queries.appointments(request.user))
    return render(
        request, "oversight/several.html", {"form": form, "page": rows, "name": name, "where": where}
    )


@editing
def draws(request: SignedIn) -> HttpResponse:
    """The draws made so far, and a new one."""
    places = Organization.objects.visible_to(request.user, Ability.DRAW_SAMPLES).filter(until__isnull=True)
    form = DrawForm(request.POST or None, organizations=places.exclude(level="group").order_by("path"))
    if form.is_valid():
        try:
            made = actions.make_draw(acting=request.user, **form.cleaned_data)
            return redirect("oversight:draw", made.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    rows = Draw.objects.visible_to(request.user).select_related("organization", "drawn_by__member")
    shown = {"form": form, "page": page_of_rows(request, rows.order_by("-drawn_at", "-pk"))}
    return render(request, "oversight/draws.html", shown)


@require_GET
def draw(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(Draw.objects.select_related("organization", "drawn_by__member"), request.user, pk)
    return render(request, "oversight/draw.html", {"page": queries.draw_page(request.user, found)})


def _form(request: SignedIn, form: Any, title: str, place: Organization, about: str = "") -> HttpResponse:
    shown = {"form": form, "title": title, "place": place, "about": about}
    return render(request, "oversight/form.html", shown)


def _saved(request: SignedIn, name: str, pk: int) -> HttpResponse:
    messages.success(request, _("已保存"))
    return redirect(name, pk)
