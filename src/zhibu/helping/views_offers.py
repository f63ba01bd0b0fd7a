"""The pages of offers: made by those above, answered by the branch. Nothing says whether one was read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, reach
from zhibu.access.requests import SignedIn
from zhibu.helping import actions
from zhibu.helping.errors import HelpingError
from zhibu.helping.forms import AnswerForm, OfferForm
from zhibu.helping.models import Offer
from zhibu.registry.models import Organization


@require_http_methods(["GET", "POST"])
def offer(request: SignedIn, pk: int) -> HttpResponse:
    place = get_visible(Organization, request.user, pk, Ability.OFFER_HELP)
    about = request.GET.get("about", "")[:200]
    form = OfferForm(request.POST or None, initial={"about": about})
    if form.is_valid():
        try:
            actions.offer(acting=request.user, organization=place, **form.cleaned_data)
        except HelpingError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("已告诉“%(name)s”，要不要由支部定") % {"name": place.name})
            return redirect("helping:needs", pk)
    shown = {"form": form, "place": place, "about": form["about"].value()}
    return render(request, "helping/offer.html", shown)


@require_GET
def offers(request: SignedIn, pk: int) -> HttpResponse:
    """All help offered to an organization, the latest first, with the answers that are open to the reader."""
    place = get_visible(Organization, request.user, pk, Ability.SEE_OFFERS)
    rows = Offer.objects.filter(organization=place).select_related("of", "by__member")
    shown: dict[str, Any] = {
        "place": place,
        "offers": rows.order_by("-offered_at", "-pk"),
        "may_answer": reach(request.user, Ability.ANSWER_OFFERS).covers(place.path),
        "may_offer": reach(request.user, Ability.OFFER_HELP).covers(place.path),
    }
    return render(request, "helping/offers.html", shown)


@require_POST
def answer(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(Offer.objects.select_related("organization"), request.user, pk, Ability.ANSWER_OFFERS)
    form = AnswerForm(request.POST)
    if form.is_valid():
        _try(request, actions.answer, offer=found, **form.cleaned_data)
    else:
        messages.error(request, _("没有保存：%(why)s") % {"why": form.sentence()})
    return redirect("helping:offers", found.organization_id)


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visible(Offer.objects.select_related("organization"), request.user, pk, Ability.OFFER_HELP)
    _try(request, actions.withdraw, offer=found)
    return redirect("helping:offers", found.organization_id)


def _try(request: SignedIn, act: Any, **given: Any) -> None:
    try:
        act(acting=request.user, **given)
    except HelpingError as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, _("已保存"))
