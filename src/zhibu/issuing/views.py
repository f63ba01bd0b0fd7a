"""The list of plans, a plan's page, a new version of it, and its repeal."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.paging import page_of_rows
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.issuing import actions, drafts, queries
from zhibu.issuing.errors import IssuingError
from zhibu.issuing.forms import RepealForm
from zhibu.issuing.models import IssuedPlan
from zhibu.issuing.views_drafts import original_of
from zhibu.issuing.words import said, stretches


@require_GET
def plans(request: SignedIn) -> HttpResponse:
    today = timezone.localdate()
    source, with_past = request.GET.get("from", ""), request.GET.get("past") == "1"
    found = queries.plan_list(request.user, source, today, with_past=with_past)
    page = page_of_rows(request, found.rows)
    shown = {
        "page": page,
        "rows": [(one, one.standing(today), sum(1 for _duty in one.plan.duties())) for one in page],
        "drafts": found.drafts,
        "source": source,
        "with_past": with_past,
        "may_issue": request.user.has_ability(Ability.ISSUE_PLANS),
    }
    return render(request, "issuing/plans.html", shown)


@require_GET
def plan(request: SignedIn, pk: int) -> HttpResponse:
    issued = get_visible(IssuedPlan.objects.select_related("organization", "replaced_by"), request.user, pk)
    today = timezone.localdate()
    places = [
        (cited.duty.place.start, cited.duty.place.end, number, "accepted")
        for number, cited in enumerate(issued.plan.duties(), 1)
        if cited.duty.place
    ]
    numbers = iter(range(1, len(list(issued.plan.duties())) + 1))
    versions = queries.versions_of(issued)
    may_issue = reach(request.user, Ability.ISSUE_PLANS).covers(issued.organization.path)
    shown = {
        "issued": issued,
        "plan": issued.plan,
        "standing": issued.standing(today),
        "clauses": [
            (clause, [(next(numbers), duty, said(duty)) for duty in clause.duties])
            for clause in issued.plan.clauses
        ],
        "stretches": list(stretches(issued.text, places)) if issued.text else [],
        "versions": [(one, one.standing(today)) for one in versions] if len(versions) > 1 else [],
        "drafts": list(issued.revisions.all()) if may_issue else [],
        "may_issue": may_issue,
        "is_newest": not hasattr(issued, "replaced_by"),
    }
    return render(request, "issuing/plan.html", shown)


@require_GET
def plan_file(request: SignedIn, pk: int) -> HttpResponseBase:
    return original_of(get_visible(IssuedPlan, request.user, pk))


@require_http_methods(["GET", "POST"])
def repeal(request: SignedIn, pk: int) -> HttpResponse:
    rows = IssuedPlan.objects.select_related("organization")
    issued = get_visible(rows, request.user, pk, Ability.ISSUE_PLANS)
    form = RepealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.repeal(acting=request.user, issued=issued, **form.cleaned_data)
        except IssuingError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("已废止；这一天之前的应办仍按本方案计算"))
            return redirect("issuing:plan", pk)
    number = sum(1 for _duty in issued.plan.duties())
    return render(request, "issuing/repeal.html", {"issued": issued, "form": form, "number": number})


@require_http_methods(["GET", "POST"])
def revise(request: SignedIn, pk: int) -> HttpResponse:
    """Start the next version: from what the plan says now, or (by the link) from a new document."""
    rows = IssuedPlan.objects.select_related("organization", "replaced_by")
    issued = get_visible(rows, request.user, pk, Ability.ISSUE_PLANS)
    if request.method == "POST":
        return redirect("issuing:review", drafts.revise(acting=request.user, issued=issued).pk)
    return render(request, "issuing/revise.html", {"issued": issued})
