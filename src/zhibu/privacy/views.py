"""What is kept about somebody, and the notice of what is kept at all."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.access.audit import record_event
from zhibu.access.downloads import XLSX, made
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.access.requests import SignedIn
from zhibu.privacy import exporting, queries, retention
from zhibu.privacy.collecting import held_about, not_shown
from zhibu.registry.models import Member

MOST = 10  # rows of a table on the page; the file holds all


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    shown = {
        "told": queries.told(today),
        "responsible": queries.responsible(),
        "contact": settings.PRIVACY_CONTACT,
        "limit": retention.answer_within(today),
        "version": retention.retention(),
    }
    return render(request, "privacy/notice.html", shown)


@require_GET
def own(request: SignedIn) -> HttpResponse:
    if request.user.member is None:
        return render(request, "registry/no_member.html")
    return _kept(request, request.user.member)


@require_GET
def member(request: SignedIn, pk: int) -> HttpResponse:
    """For somebody who does not use the application: only what the reader may see anyway."""
    found = get_visible(_members(), request.user, pk, Ability.KEEP_MEMBERS)
    return redirect("privacy:own") if found.pk == request.user.member_id else _kept(request, found)


@require_GET
def own_export(request: SignedIn) -> HttpResponse:
    if request.user.member is None:
        return render(request, "registry/no_member.html")
    return _file(request, request.user.member)


@require_GET
def member_export(request: SignedIn, pk: int) -> HttpResponse:
    return _file(request, get_visible(_members(), request.user, pk, Ability.KEEP_MEMBERS))


def _members() -> Any:
    return Member.objects.select_related("organization", "group")


def _kept(request: SignedIn, found: Member) -> HttpResponse:
    today = timezone.localdate()
    sections = held_about(found, request.user, most=MOST, is_masked=True)
    shown = {
        "member": found,
        "is_own": found.pk == request.user.member_id,
        "sections": [(section, queries.told_of(section.kind, today)) for section in sections],
        "not_shown": not_shown(found, request.user),
        "requests": queries.requests_of(found),
        "may_answer": request.user.has_ability(Ability.KEEP_MEMBERS),
        "most": MOST,
    }
    return render(request, "privacy/kept.html", shown)


def _file(request: SignedIn, found: Member) -> HttpResponse:
    """Taking it away is kept as an event, one's own too: a session may be in somebody else's hands."""
    sections = held_about(found, request.user)
    is_json = request.GET.get("as") == "json"
    content = (
        exporting.as_json(found, sections)
        if is_json
        else exporting.as_workbook(found, sections, str(request.user))
    )
    media_type, ending = (exporting.JSON, "json") if is_json else (XLSX, "xlsx")
    record_event(acting=request.user, verb="export_personal_data", subject=found, path=found.path)
    return made(content, media_type, f"personal-data-{found.pk}.{ending}")
