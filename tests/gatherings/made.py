"""Contents of records, for tests: short to write, complete to save."""

import uuid
from datetime import date

from zhibu.gatherings import actions, leave
from zhibu.gatherings.content import Content
from zhibu.gatherings.grounds import Ground
from zhibu.gatherings.models import Reason
from zhibu.gatherings.people import people_of
from zhibu.plans.codes import Activity

DAY = date(2026, 3, 5)


def content(organization, kind=Activity.PARTY_DAY, *, day=DAY, away=(), **more):
    """Everybody expected came but those ``away``."""
    expected = {one.member.pk for one in people_of(organization, kind, day) if one.is_expected}
    gone = {one.pk: Reason.ILLNESS for one in away}
    given = {"place": "党员活动室", "present": frozenset(expected - gone.keys()), "absent": gone}
    return Content(kind=kind, occurred_on=day, **(given | more))


def recorded(organization, kind=Activity.PARTY_DAY, *, acting=None, key=None, **more):
    return actions.record(
        acting=acting,
        organization=organization,
        key=key or uuid.uuid4(),
        content=content(organization, kind, **more),
    )


def exempted(member, *, since=date(2026, 1, 1), until=None, ground=Ground.FRAIL, activity=None, **more):
    """An approved exemption of a member."""
    asked = leave.ask(
        acting=None,
        organization=member.organization,
        member=member,
        is_lasting=True,
        ground=ground,
        from_day=since,
        to_day=until,
        activity=activity,
        words=more.pop("words", ""),
    )
    return leave.approve(acting=None, request=asked, approved_by="支委会", **more)


def sent(organization, kind="party_day", **fields):
    """What a browser sends for a form in which nothing was unticked."""
    people = [one.member.pk for one in people_of(organization, Activity(kind), DAY)]
    exempt = {one.member.pk for one in people_of(organization, Activity(kind), DAY) if not one.is_expected}
    data = {
        "key": str(uuid.uuid4()),
        "organization": organization.pk,
        "kind": kind,
        "occurred_on": DAY.isoformat(),
        "place": "党员活动室",
        "listed": people,
        "came": [pk for pk in people if pk not in exempt],
    }
    return data | fields
