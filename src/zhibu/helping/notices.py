"""What help has to say on the pages of what is to be done.

On an organization's month: the offers that are open or accepted, three at most. Where a committee looks at
the months below it: the way to where help is needed.
"""

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.duties.notices import Notice, Page
from zhibu.helping.models import Offer, State
from zhibu.registry.models import Organization

SHOWN = 3
STANDING = (State.OFFERED.value, State.ACCEPTED.value)


def on_duties(user: Account, organization: Organization, page: Page) -> Notice | None:
    if page == "below":
        may_look = reach(user, Ability.SEE_NEEDS).covers(organization.path)
        return Notice("helping/_on_below.html", {"place": organization}) if may_look else None
    if not reach(user, Ability.SEE_OFFERS).covers(organization.path):
        return None
    standing = Offer.objects.filter(organization=organization, state__in=STANDING)
    found = list(standing.select_related("of").order_by("-offered_at", "-pk")[:SHOWN])
    return Notice("helping/_on_month.html", {"offers": found, "place": organization}) if found else None
