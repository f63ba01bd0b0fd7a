"""What visits have to say on a branch's month: what is still to be done, and the way to all visits."""

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.duties.notices import Notice, Page
from zhibu.oversight.models import Matter, Visit
from zhibu.oversight.queries import LOOKED_AFTER
from zhibu.registry.models import Organization

SHOWN = 3


def on_duties(user: Account, organization: Organization, page: Page) -> Notice | None:
    """Nothing where nobody has been yet, except for those who may note a visit."""
    if page != "month" or organization.level not in LOOKED_AFTER:
        return None
    if not reach(user, Ability.SEE_VISITS).covers(organization.path):
        return None
    matters = list(Matter.objects.filter(organization=organization).still_open().order_by("raised_on", "pk"))
    may_note = reach(user, Ability.NOTE_VISITS).covers(organization.path)
    if not matters and not may_note and not Visit.objects.filter(organization=organization).exists():
        return None
    shown = {"place": organization, "matters": matters[:SHOWN], "number": len(matters), "may_note": may_note}
    return Notice("oversight/_on_month.html", shown)
