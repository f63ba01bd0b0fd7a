"""What can be done with an offer of help: make it, take it back, answer it, thank for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.access.policy import Ability, Part, part
from zhibu.helping.errors import HelpingError
from zhibu.helping.models import AFTER, Kind, Offer, State
from zhibu.registry.models import Organization

ANSWERS = (State.ACCEPTED, State.DECLINED, State.THANKED)


@transaction.atomic
def offer(*, acting: Account, organization: Organization, kind: Kind, words: str, about: str = "") -> Offer:
    """Offer help to an organization; it stands on its month and on its own page until it is answered."""
    made = Offer.objects.create(
        organization=organization,
        kind=kind.value,
        words=words.strip(),
        about=about,
        by=acting,
        of=_offering(acting, organization),
    )
    record_event(acting=acting, verb="offer_help", subject=made, path=organization.path)
    return made


def answer(*, acting: Account, offer: Offer, state: State, reply: str = "") -> Offer:
    """The branch accepts, declines or thanks."""
    assert state in ANSWERS
    return _change(acting, offer, state, reply)


def withdraw(*, acting: Account, offer: Offer) -> Offer:
    """Whoever offered, or a colleague, takes an offer back that has not been answered."""
    return _change(acting, offer, State.WITHDRAWN, "")


@transaction.atomic
def _change(acting: Account, offer: Offer, state: State, reply: str) -> Offer:
    offer = Offer.objects.select_for_update().select_related("organization").get(pk=offer.pk)
    before = State(offer.state)
    if state is before:
        return offer
    if state not in AFTER[before]:
        raise HelpingError(_("这份帮助现在是“%(state)s”，不能再这样改") % {"state": _(before.label)})
    offer.state = state.value
    offer.reply = reply.strip() or offer.reply
    offer.save(update_fields=["state", "reply"])
    record_event(
        acting=acting,
        verb="answer_offer" if state in ANSWERS else "withdraw_offer",
        subject=offer,
        path=offer.organization.path,
        changes={"state": (before.value, state.value)},
    )
    return offer


def _offering(acting: Account, organization: Organization) -> Organization:
    """In whose name: the nearest organization above it in which the user holds a post that may offer."""
    held = [
        one
        for one in acting.holdings()
        if part(one.role, Ability.OFFER_HELP) is Part.BELOW and organization.path.startswith(one.path)
    ]
    if not held:
        raise HelpingError(_("您没有可以向“%(name)s”提供帮助的职务") % {"name": organization.name})
    nearest = max(held, key=lambda one: len(one.path))
    found: Organization = Organization.objects.get(pk=nearest.organization_id)
    return found
