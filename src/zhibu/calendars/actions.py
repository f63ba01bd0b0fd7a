"""What can be done to planned gatherings: adopt a year, add, change, split, drop. One transaction each.

Past months stay as they were: only what lies ahead is replaced, and nothing is put on a day gone by.
"""

from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.calendars.errors import CalendarError
from zhibu.calendars.matching import outstanding
from zhibu.calendars.models import Adoption, Planned
from zhibu.calendars.proposing import Signed
from zhibu.calendars.reading import planned_of, recorded_on, year_and_edges
from zhibu.plans.codes import Activity
from zhibu.plans.lightest import Audience
from zhibu.registry.models import Organization

Parts = list[tuple[Activity, int]]


@transaction.atomic
def adopt(*, acting: Account | None, organization: Organization, proposal: Signed) -> Adoption:
    """Put the proposed gatherings in the place of those planned from its first day on.

    What was planned for earlier days stays, and so does what has been held.
    """
    _lock(organization)
    recorded = recorded_on(organization, year_and_edges(proposal.year))
    replaced = [
        one.pk
        for one in outstanding(planned_of(organization, proposal.year), recorded)
        if one.day >= proposal.first_day
    ]
    Planned.objects.filter(pk__in=replaced).delete()
    for one in proposal.planned:
        one.changed_by = acting
    Planned.objects.bulk_create(proposal.planned)
    made = Adoption.objects.create(
        organization=organization,
        year=proposal.year,
        from_day=proposal.first_day,
        number=len(proposal.planned),
        bound=proposal.bound,
        adopted_by=acting,
    )
    changes = {"number": (len(replaced), len(proposal.planned))}
    record_event(acting=acting, verb="adopt_year", subject=made, path=organization.path, changes=changes)
    return made


@transaction.atomic
def add(
    *,
    acting: Account | None,
    organization: Organization,
    day: date,
    parts: Parts,
    starts_at: time | None = None,
    audience: Audience = Audience.ALL,
) -> Planned:
    _refuse_past(day)
    _refuse_empty(parts)
    made = Planned.objects.create(
        organization=organization,
        year=day.year,
        day=day,
        starts_at=starts_at,
        audience=audience.value,
        segments=_segments(parts),
        changed_by=acting,
    )
    _record(acting, "add_planned", made, day=(None, day), segments=(None, made.segments))
    return made


@transaction.atomic
def change(
    *,
    acting: Account | None,
    planned: Planned,
    version: int,
    day: date,
    parts: Parts,
    starts_at: time | None = None,
) -> Planned:
    """Another day, time, or other segments; ``version`` is the one the person saw."""
    planned = _locked(planned, version)
    if day != planned.day:
        _refuse_past(day)
        _refuse_other_year(planned, day)
    _refuse_empty(parts)
    before = (planned.day, planned.segments)
    planned.day, planned.starts_at, planned.segments = day, starts_at, _segments(parts)
    _save(planned, acting)
    _record(acting, "change_planned", planned, day=(before[0], day), segments=(before[1], planned.segments))
    return planned


@transaction.atomic
def split(
    *, acting: Account | None, planned: Planned, version: int, moved: set[Activity], day: date
) -> Planned:
    """Take some segments out into a gathering of their own on another day; gives the new one."""
    planned = _locked(planned, version)
    _refuse_past(day)
    _refuse_other_year(planned, day)
    taken = [part for part in planned.parts if part[0] in moved]
    kept = [part for part in planned.parts if part[0] not in moved]
    if not taken or not kept:
        raise CalendarError(_("请勾选要分出去的环节，并至少留下一个"))
    before, planned.segments = planned.segments, _segments(kept)
    _save(planned, acting)
    made = Planned.objects.create(
        organization=planned.organization,
        year=planned.year,
        day=day,
        audience=planned.audience,
        segments=_segments(taken),
        changed_by=acting,
    )
    _record(acting, "split_planned", planned, segments=(before, planned.segments), into=(None, made.pk))
    return made


@transaction.atomic
def drop(*, acting: Account | None, planned: Planned, version: int) -> None:
    planned = _locked(planned, version)
    _record(acting, "drop_planned", planned, day=(planned.day, None), segments=(planned.segments, None))
    planned.delete()


def _segments(parts: Parts) -> list[list[str | int]]:
    return [[activity.value, minutes] for activity, minutes in parts]


def _lock(organization: Organization) -> None:
    """Changes for one organization come one after the other."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _locked(planned: Planned, version: int) -> Planned:
    """The row as it is now. Raises CalendarError when it is in a month gone by, or changed meanwhile."""
    _lock(planned.organization)
    found: Planned | None = Planned.objects.select_related("organization").filter(pk=planned.pk).first()
    if found is None or found.version != version:
        raise CalendarError(_("您打开之后，别人已经调整过这次活动；请看看现在的安排再改"))
    if found.day < timezone.localdate().replace(day=1):
        raise CalendarError(_("过去月份的安排不再改动；开过的活动请记录下来"))
    return found


def _save(planned: Planned, acting: Account | None) -> None:
    planned.version += 1
    planned.changed_by = acting
    planned.save()


def _refuse_past(day: date) -> None:
    if day < timezone.localdate():
        raise CalendarError(_("只能排在今天或以后；已经开过的，请直接记录下来"))


def _refuse_other_year(planned: Planned, day: date) -> None:
    if day.year != planned.year and day != planned.day:
        raise CalendarError(_("这是 %(year)s 年的安排，日期请在这一年之内") % {"year": planned.year})


def _refuse_empty(parts: Parts) -> None:
    if not parts:
        raise CalendarError(_("请至少选一个环节"))


def _record(acting: Account | None, verb: str, planned: Planned, **changes: tuple[object, object]) -> None:
    path = planned.organization.path
    record_event(acting=acting, verb=verb, subject=planned, path=path, changes=changes)
