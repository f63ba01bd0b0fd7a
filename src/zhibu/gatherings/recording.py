"""The pages on which records are made: the choice of a kind, the form, its drafts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.gatherings import actions, queries
from zhibu.gatherings.attachments import TAKEN, Upload, checked
from zhibu.gatherings.errors import AlreadyRecorded, EditedMeanwhile, GatheringError
from zhibu.gatherings.forms import GatheringForm, restored, stored_fields
from zhibu.gatherings.kinds import Kind, kind_of, kinds, name_of, offer
from zhibu.gatherings.models import Draft, Gathering
from zhibu.gatherings.people import committee_of
from zhibu.plans.codes import Activity
from zhibu.plans.lightest import standard_settings
from zhibu.registry.models import Organization

AFTER_SAVING = "duties:counted"  # the page that says what a gathering counts for, where it is installed


@require_http_methods(["GET", "POST"])
def record(request: SignedIn) -> HttpResponse:
    """Without a kind, the choice of kinds; with one, its form. ``?draft=`` goes on with a draft."""
    given = request.POST if request.method == "POST" else request.GET
    if "draft" in given:
        return _go_on(request, given["draft"])
    places = [] if given.get("organization") else queries.places(request.user)
    organization = _place(request, given, places)
    kind = _kind(given)
    if organization is None or kind is None:
        places = places or queries.places(request.user)
        choices = [_choice(place) for place in places]
        shown = {"places": places, "choices": choices, "kept": _kept(given)}
        return render(request, "gatherings/choose.html", shown | {"drafts": queries.drafts(request.user)})
    if request.method == "POST":
        return _save_new(request, organization, kind)
    form = _new_form(request, organization, kind)
    return form_page(request, form, together=_together(request, organization, kind))


def _place(request: SignedIn, given: QueryDict, places: list[Organization]) -> Organization | None:
    wanted = given.get("organization", "")
    if wanted:
        pk = int(wanted) if wanted.isdecimal() else None
        found: Organization = get_visible(Organization, request.user, pk, Ability.KEEP_RECORDS)
        return found
    branches = [one for one in places if not one.is_group] or places
    return branches[0] if len(branches) == 1 else None


def _kind(given: QueryDict) -> Activity | None:
    """The kind asked for; else the first activity asked for that gatherings are called by."""
    called_by = kinds().in_branches.kinds.keys() | kinds().above.kinds.keys()
    wanted = given.getlist("kind") or [one for one in given.getlist("activity") if one in called_by]
    wanted = wanted or given.getlist("activity")
    return Activity(wanted[0]) if wanted and wanted[0] in set(Activity) else None


@dataclass(frozen=True, slots=True)
class Choice:
    """What one organization may record, by name: offered first, and the rest."""

    place: Organization
    main: list[tuple[Kind, str]]
    others: list[tuple[Kind, str]]


def _choice(place: Organization) -> Choice:
    offered = offer(place.level)

    def named(activities: Iterable[Activity]) -> list[tuple[Kind, str]]:
        found = [kind_of(one, place.level) for one in activities]
        return [
            (one, _(name_of(one.activity, place.level)))
            for one in found
            if one.is_for_groups is place.is_group or one.activity is Activity.GROUP_STUDY
        ]

    if place.is_group:
        return Choice(place, named([Activity.GROUP_MEETING, Activity.GROUP_STUDY]), [])
    shown = {*offered.main, *offered.never, Activity.OTHER}
    return Choice(place, named(offered.main), named(one for one in Activity if one not in shown))


def _kept(given: QueryDict) -> str:
    """The day and the activities asked for, to be handed on to the form."""
    kept = QueryDict(mutable=True)
    for name in ("date", "activity"):
        kept.setlist(name, given.getlist(name))
    return kept.urlencode()


def _new_form(request: SignedIn, organization: Organization, kind: Activity) -> GatheringForm:
    """An empty form stands as it was the last time, and as the due asked for."""
    last = queries.last_like(organization, kind.value)
    posted = committee_of(organization, timezone.localdate())
    initial: dict[str, Any] = {
        "occurred_on": request.GET.get("date") or timezone.localdate(),
        "place": last.place if last else "",
        "recorder": last.recorder_id if last else request.user.member_id,
    }
    wanted = [Activity(one) for one in request.GET.getlist("activity") if one in set(Activity)]
    usual = kind_of(kind, organization.level).usual
    did = dict.fromkeys([*usual, *(one for one in wanted if one is not kind)])
    settings = standard_settings().gatherings
    minutes = {one: settings[one].minutes for one in wanted if len(wanted) > 1 and one in settings}
    initial["minutes"] = minutes
    form = GatheringForm(organization=organization, kind=kind, initial=initial, did=list(did))
    _name_officers(form, [last.chair_id, *posted] if last else posted)
    return form


def _name_officers(form: GatheringForm, chairs: Iterable[int | None]) -> None:
    """Nobody who is away presides or writes the minutes."""
    away = {one.member.pk for one in form.people if one.is_spared or one.has_leave}
    form.initial["chair"] = next((pk for pk in chairs if pk not in away), None)
    if form.initial["recorder"] in away:
        form.initial["recorder"] = None


def _together(request: SignedIn, organization: Organization, kind: Activity) -> list[str]:
    """The names of what a due proposes to do in one go, the kind of the gathering first."""
    wanted = [Activity(one) for one in request.GET.getlist("activity") if one in set(Activity)]
    names = [_(name_of(one, organization.level)) for one in dict.fromkeys([kind, *wanted])]
    return names if len(names) > 1 else []


def _go_on(request: SignedIn, key: str) -> HttpResponse:
    try:
        draft = queries.drafts(request.user).filter(key=key).first()
    except ValidationError as wrong:
        raise Http404 from wrong
    if draft is None:
        raise Http404
    if draft.gathering_id:
        return redirect(f"{reverse('gatherings:correct', args=[draft.gathering_id])}?from_draft={draft.key}")
    organization = get_visible(Organization, request.user, draft.organization_id, Ability.KEEP_RECORDS)
    form = GatheringForm(restored(draft.fields), organization=organization, kind=Activity(draft.kind))
    return form_page(request, form, is_draft=True)


def _save_new(request: SignedIn, organization: Organization, kind: Activity) -> HttpResponse:
    form = GatheringForm(request.POST, organization=organization, kind=kind)
    if "as_draft" in request.POST:
        return keep_as_draft(request, form)
    if "refresh" in request.POST:
        return form_page(request, form, is_draft=True)

    def save(uploads: list[Upload]) -> Gathering:
        return actions.record(
            acting=request.user,
            organization=organization,
            key=form.cleaned_data["key"],
            content=form.content(),
            uploads=uploads,
            is_another="is_another" in request.POST,
            people=form.people,
        )

    return saved(request, form, save)


def saved(request: SignedIn, form: GatheringForm, save: Callable[[list[Upload]], Gathering]) -> HttpResponse:
    """Save and go on to what it counts for; or the form again, with everything that was typed."""
    if not form.is_valid():
        return form_page(request, form)
    try:
        gathering = save([checked(file) for file in request.FILES.getlist("files")])
    except AlreadyRecorded as twin:
        return form_page(request, form, twin=twin)
    except EditedMeanwhile:
        raise
    except GatheringError as wrong:
        form.add_error(None, str(wrong))
        return form_page(request, form)
    messages.success(request, _("已保存"))
    return redirect(_next_page(gathering))


def _next_page(gathering: Gathering) -> str:
    try:
        return reverse(AFTER_SAVING, args=[gathering.pk])
    except NoReverseMatch:
        return reverse("gatherings:gathering", args=[gathering.pk])


def form_page(request: SignedIn, form: GatheringForm, *, is_draft: bool = False, **more: Any) -> HttpResponse:
    if is_draft:
        form.errors.clear()  # a draft is not yet wrong
    shown = {"form": form, "organization": form.organization, "taken": ",".join(TAKEN), **more}
    return render(request, "gatherings/form.html", shown)


def keep_as_draft(request: SignedIn, form: GatheringForm) -> HttpResponse:
    if not _kept_draft(request, form):
        messages.error(request, _("草稿没有存下：这张表已经保存过，或是别人的"))
    elif request.FILES:
        messages.warning(request, _("已存为草稿；附件不随草稿保存，最后保存时再加"))
    else:
        messages.success(request, _("已存为草稿，随时可以继续"))
    return redirect("gatherings:record")


@require_POST
def draft(request: SignedIn) -> HttpResponse:
    """Kept by itself while somebody types; answers with a few words for the foot of the form."""
    organization = _place(request, request.POST, [])
    kind = _kind(request.POST)
    if organization is None or kind is None:
        return HttpResponseBadRequest()
    gathering = None
    if request.POST.get("gathering", "").isdecimal():
        pk = int(request.POST["gathering"])
        gathering = get_visible(Gathering, request.user, pk, Ability.KEEP_RECORDS)
    form = GatheringForm(request.POST, organization=organization, kind=kind, gathering=gathering)
    kept_at = timezone.localtime() if _kept_draft(request, form) else None
    return render(request, "gatherings/_draft_state.html", {"kept_at": kept_at})


def _kept_draft(request: SignedIn, form: GatheringForm) -> Draft | None:
    form.errors.clear()
    field = form.fields["key"]
    try:
        key = field.clean(request.POST.get("key", ""))
    except ValidationError as wrong:
        raise Http404 from wrong
    return actions.keep_draft(
        acting=request.user,
        organization=form.organization,
        kind=form.kind.activity,
        key=key,
        fields=stored_fields(request.POST),
        gathering=form.gathering,
    )


@require_POST
def drop_draft(request: SignedIn) -> HttpResponse:
    key = request.POST.get("key", "")
    for draft in queries.drafts(request.user):
        if str(draft.key) == key:
            draft.delete()
    messages.success(request, _("草稿已删除"))
    return redirect("gatherings:record")


@require_POST
def people(request: SignedIn) -> HttpResponse:
    """The list of people for another day, while the form is open."""
    organization, kind = _place(request, request.POST, []), _kind(request.POST)
    if organization is None or kind is None:
        return HttpResponseBadRequest()
    gathering = None
    if request.POST.get("gathering", "").isdecimal():
        pk = int(request.POST["gathering"])
        gathering = get_visible(Gathering, request.user, pk, Ability.KEEP_RECORDS)
    form = GatheringForm(request.POST, organization=organization, kind=kind, gathering=gathering)
    return render(request, "gatherings/_people.html", {"form": form})
