"""Numbers shown in full: asked for one by one, and every showing leaves an event."""

from collections.abc import Iterable

from zhibu.access.audit import Entry, record_events
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.registry.models import Member

VERBS = {"id_number": "see_id_number", "phone": "see_phone"}
ABILITIES = {"id_number": Ability.SEE_ID_NUMBERS, "phone": Ability.SEE_PHONES}


def revealed(user: Account, members: Iterable[Member], *names: str) -> set[tuple[int, str]]:
    """Those of the numbers that the user may see, as (member, name); that they were seen is recorded."""
    covered = {name: reach(user, ABILITIES[name]) for name in names}
    seen = [
        (member, name)
        for member in members
        for name in names
        if getattr(member, name) and covered[name].covers(member.path, member.pk)
    ]
    others = [(member, name) for member, name in seen if member.pk != user.member_id]
    record_events(
        [Entry(verb=VERBS[name], subject=member, path=member.path) for member, name in others], acting=user
    )
    return {(member.pk, name) for member, name in seen}
