"""Keeping rows and their dated states in step."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.plans.wording import full_day
from zhibu.registry.errors import RegistryError
from zhibu.registry.models import Member, MemberState, Organization, OrganizationState

Row = Organization | Member


def new_state(row: Row, since: date | None) -> Any:
    """A state, not saved, with what the row has today."""
    values = {name: getattr(row, name) for name in row.DATED}
    if isinstance(row, Member):
        return MemberState(member=row, since=since, until=row.until, **values)
    return OrganizationState(organization=row, since=since, until=row.until, **values)


def first_state(row: Row) -> None:
    new_state(row, row.since).save()


def change_state(row: Row, day: date, fields: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set fields from a day on; gives what changed as (before, after), nothing if all was so already."""
    unknown = set(fields) - set(row.DATED)
    assert not unknown, f"not dated: {unknown}"
    changes = {name: (getattr(row, name), value) for name, value in fields.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return {}
    refuse_bad_day(row, day)
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.save(update_fields=list(changes))
    last = row.states.get(until=row.until) if row.until else row.states.get(until__isnull=True)
    if last.since == day:
        for name, (_before, after) in changes.items():
            setattr(last, name, after)
        last.save(update_fields=list(changes))
    else:
        last.until = day
        last.save(update_fields=["until"])
        new_state(row, day).save()
    return changes


def refuse_bad_day(row: Row, day: date) -> None:
    """A change lies neither in the future nor before the last change."""
    if day > timezone.localdate():
        raise RegistryError(_("生效日期不能晚于今天"))
    last = row.states.order_by("-since").first()
    since = last.since if last else row.since
    if since and day < since:
        raise RegistryError(_("生效日期不能早于上一次变动（%(day)s）") % {"day": full_day(since)})
    if row.until:
        raise RegistryError(_("“%(name)s”已于 %(day)s 终止，不能再改") % {"name": row.name, "day": row.until})
