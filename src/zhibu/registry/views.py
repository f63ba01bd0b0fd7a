"""The pages of organizations and members that are only read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.registry import queries
from zhibu.registry.models import Member, Organization
from zhibu.registry.revealing import VERBS, revealed


@require_GET
def tree(request: SignedIn) -> HttpResponse:
    tops = queries.tops(request.user)
    if len(tops) == 1:
        return redirect("registry:organization", tops[0].pk)
    return render(request, "registry/tree.html", {"tops": tops})


@require_GET
def organization(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(Organization, request.user, pk)
    shown: dict[str, object] = {"shown": queries.organization_page(request.user, found)}
    for ability in (Ability.KEEP_ORGANIZATIONS, Ability.KEEP_MEMBERS, Ability.APPOINT):
        shown[f"may_{ability.value}"] = reach(request.user, ability).covers(found.path)
    return render(request, "registry/organization.html", shown)


@require_http_methods(["GET", "POST"])
def roster(request: SignedIn) -> HttpResponse:
    """A POST shows the telephones of this page in full, and is kept as events."""
    wanted, under = request.GET.get("q", ""), request.GET.get("under", "")
    place = get_visible(Organization, request.user, int(under)) if under.isdecimal() else None
    rows = queries.roster(request.user, wanted, place)
    page = page_of_rows(request, rows)
    may_reveal = request.method == "GET" and bool(reach(request.user, Ability.SEE_PHONES).below)
    seen = revealed(request.user, page.object_list, "phone") if request.method == "POST" else set()
    members = queries.with_phones(request.user, page.object_list, seen)
    may_export = bool(reach(request.user, Ability.EXPORT_MEMBERS))
    may_import = bool(reach(request.user, Ability.IMPORT_MEMBERS))
    shown = {
        "may_export": may_export,
        "may_keep": bool(reach(request.user, Ability.KEEP_MEMBERS)),
        "may_import": may_import,
        "may_appoint": place is not None and reach(request.user, Ability.APPOINT).covers(place.path),
        "may_reveal": may_reveal,
        "page": page,
        "members": members,
        "wanted": wanted,
        "place": place,
    }
    name = "registry/_roster.html" if request.htmx and not request.htmx.boosted else "registry/roster.html"
    return render(request, name, shown)


@require_http_methods(["GET", "POST"])
def member(request: SignedIn, pk: int) -> HttpResponse:
    """A POST shows the whole number that it names once, and is kept as an event."""
    found = get_visible(Member.objects.select_related("organization", "group"), request.user, pk)
    return _member_page(request, found, "registry/member.html")


@require_GET
def own(request: SignedIn) -> HttpResponse:
    if request.user.member is None:
        return render(request, "registry/no_member.html")
    found = get_visible(
        Member.objects.select_related("organization", "group"), request.user, request.user.member_id
    )
    return _member_page(request, found, "registry/member.html")


def _member_page(request: SignedIn, found: Member, template: str) -> HttpResponse:
    def may(ability: Ability) -> bool:
        return reach(request.user, ability).covers(found.path, found.pk)

    wanted = request.POST.get("show", "id_number")
    asked = [wanted] if request.method == "POST" and wanted in VERBS else []
    seen = {name for _pk, name in revealed(request.user, [found], *asked)}
    is_own = found.pk == request.user.member_id
    shown = {
        "member": found,
        "id_number": found.id_number if "id_number" in seen else queries.masked_id_number(found),
        "phone": found.phone if "phone" in seen or is_own else queries.masked_phone(found),
        "may_reveal": found.id_number and "id_number" not in seen and may(Ability.SEE_ID_NUMBERS),
        "may_reveal_phone": found.phone and "phone" not in seen and not is_own and may(Ability.SEE_PHONES),
        "posts": found.posts.select_related("organization").order_by("-since"),
        "history": found.states.select_related("organization", "group").order_by("-since"),
        "is_own": is_own,
        "may_change": may(Ability.KEEP_MEMBERS),
        "may_appoint": may(Ability.APPOINT),
    }
    return render(request, template, shown)
