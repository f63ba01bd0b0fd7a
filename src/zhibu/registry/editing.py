"""The pages on which organizations, members and posts are changed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.access.actions import appoint, end_post
from zhibu.access.models import Post
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.plans.codes import Level
from zhibu.plans.errors import ZhibuError
from zhibu.registry import actions
from zhibu.registry.forms import (
    AdmitForm,
    ChangeMemberForm,
    ChangeOrganizationForm,
    DayForm,
    FoundForm,
    PersonForm,
    PostForm,
)
from zhibu.registry.models import Member, Organization
from zhibu.registry.revealing import revealed

editing = require_http_methods(["GET", "POST"])


@editing
def found(request: SignedIn, pk: int) -> HttpResponse:
    parent = get_visible(Organization, request.user, pk, Ability.KEEP_ORGANIZATIONS)
    form = FoundForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.found_organization(acting=request.user, parent=parent, **form.cleaned_data)
            return saved(request, "registry:organization", made.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return page(request, form, _("设立下级党组织"), parent.name, "registry:organization", parent.pk)


@editing
def change_organization(request: SignedIn, pk: int) -> HttpResponse:
    """Change, move or close: each from a day on."""
    organization = get_visible(Organization, request.user, pk, Ability.KEEP_ORGANIZATIONS)
    is_closing = "close" in request.POST
    initial = {name: getattr(organization, name) for name in ("name", "level", "sector", "parent")}
    posted = request.POST or None
    form = ChangeOrganizationForm(
        None if is_closing else posted, initial=initial, parents=parents_for(request, organization)
    )
    closing = DayForm(posted if is_closing else None, prefix="close")
    current = closing if is_closing else form
    if current.is_valid():
        try:
            apply_to_organization(request, organization, current.cleaned_data, is_closing)
            return saved(request, "registry:organization", organization.pk)
        except ZhibuError as wrong:
            current.add_error(None, str(wrong))
    words = {
        "end_form": closing,
        "end_name": "close",
        "end_title": _("撤销"),
        "end_button": _("撤销这个党组织"),
    }
    return page(
        request, form, _("调整党组织"), organization.name, "registry:organization", organization.pk, **words
    )


def apply_to_organization(
    request: SignedIn, organization: Organization, given: dict[str, Any], is_closing: bool
) -> None:
    acting = request.user
    if is_closing:
        actions.close_organization(acting=acting, organization=organization, day=given["day"])
        return
    day, parent = given.pop("day"), given.pop("parent")
    actions.change_and_move(acting=acting, organization=organization, day=day, parent=parent, **given)


def parents_for(request: SignedIn, organization: Organization) -> Any:
    """Where it may be moved to: what the user keeps, but neither itself nor a group nor what is below it."""
    kept = Organization.objects.visible_to(request.user, Ability.KEEP_ORGANIZATIONS)
    below = Organization.objects.under(organization).values("pk")
    return (
        kept.filter(until__isnull=True)
        .exclude(pk__in=below)
        .exclude(level=Level.GROUP.value)
        .order_by("path")
    )


@editing
def admit(request: SignedIn, pk: int) -> HttpResponse:
    organization = get_visible(Organization, request.user, pk, Ability.KEEP_MEMBERS)
    form = AdmitForm(request.POST or None, organization=organization)
    if form.is_valid():
        try:
            made = actions.admit_member(acting=request.user, organization=organization, **form.cleaned_data)
            return saved(request, "registry:member", made.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return page(request, form, _("登记党员"), organization.name, "registry:organization", organization.pk)


@editing
def change_member(request: SignedIn, pk: int) -> HttpResponse:
    """Three forms: what holds from a day on, what has no date, and the end of the relation."""
    member = get_visible(Member, request.user, pk, Ability.KEEP_MEMBERS)
    forms_by_name = member_forms(request, member)
    which = next((name for name in forms_by_name if name in request.POST), "")
    form = forms_by_name.get(which)
    if form is not None and form.is_valid():
        try:
            apply_to_member(request, member, which, form.cleaned_data)
            return saved(request, "registry:member", member.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    revealed(request.user, [member], "id_number", "phone")  # they stand in the form
    return render(request, "registry/change_member.html", {"member": member, "forms": forms_by_name})


def member_forms(request: SignedIn, member: Member) -> dict[str, forms.Form]:
    kept = Organization.objects.visible_to(request.user, Ability.KEEP_MEMBERS).filter(until__isnull=True)

    def posted(name: str) -> Any:
        return request.POST if name in request.POST else None

    return {
        "change": ChangeMemberForm(
            posted("change"),
            initial={name: getattr(member, name) for name in Member.DATED},
            organization=member.organization,
            organizations=kept.exclude(level=Level.GROUP.value).order_by("path"),
        ),
        "correct": PersonForm(posted("correct"), initial=person(member), prefix="person"),
        "end": DayForm(posted("end"), prefix="end"),
    }


def person(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in PersonForm.base_fields}


def apply_to_member(request: SignedIn, member: Member, which: str, given: dict[str, Any]) -> None:
    if which == "change":
        actions.change_member(acting=request.user, member=member, **given)
    elif which == "correct":
        actions.correct_member(acting=request.user, member=member, **given)
    else:
        actions.end_membership(acting=request.user, member=member, day=given["day"])


@editing
def post(request: SignedIn, pk: int) -> HttpResponse:
    """Appoint a member to a post in an organization that the user appoints in."""
    member = get_visible(Member, request.user, pk, Ability.APPOINT)
    places = Organization.objects.visible_to(request.user, Ability.APPOINT).filter(until__isnull=True)
    form = PostForm(
        request.POST or None,
        organizations=places.order_by("path"),
        initial={"organization": member.organization_id},
    )
    if form.is_valid():
        try:
            appoint(acting=request.user, member=member, **form.cleaned_data)
            return saved(request, "registry:member", member.pk)
        except ZhibuError as wrong:
            form.add_error(None, str(wrong))
    return page(request, form, _("任职"), member.name, "registry:member", member.pk)


@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    held = get_visible(Post.objects.select_related("organization"), request.user, pk)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            end_post(acting=request.user, post=held, day=form.cleaned_data["day"])
            return saved(request, "registry:member", held.member_id)
        except ZhibuError as wrong:
            messages.error(request, str(wrong))
    return redirect("registry:member", held.member_id)


def saved(request: SignedIn, name: str, pk: int) -> HttpResponse:
    messages.success(request, _("已保存"))
    return redirect(name, pk)


def page(
    request: SignedIn, form: forms.Form, title: str, about: str, back: str, pk: int, **more: Any
) -> HttpResponse:
    shown = {"form": form, "title": title, "about": about, "back": back, "back_pk": pk}
    return render(request, "registry/form.html", shown | more)
