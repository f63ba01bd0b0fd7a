"""What a feed shows. A branch's: its gatherings and the days on which something is due, no name and nothing
that people typed in. A member's: the member's own duties, and the gatherings planned for everybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from zhibu.access.crypto import blind_index
from zhibu.calendars.matching import held
from zhibu.calendars.models import Planned
from zhibu.calendars.queries import all_lines, is_expected, said
from zhibu.calendars.reading import planned_of, recorded_on
from zhibu.duties.lines import Line
from zhibu.duties.lists import Agenda
from zhibu.duties.queries import own_agenda
from zhibu.duties.queries_member import member_agenda
from zhibu.duties.reading import read_place
from zhibu.gatherings.models import Gathering
from zhibu.plans.periods import calendar_year
from zhibu.registry.models import Member, Organization

WITHOUT_MINUTES = 60  # a record that does not say how long it took


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``at`` None is the whole day. ``changed_at`` only moves when the event itself does."""

    uid: str
    version: int
    changed_at: datetime
    day: date
    at: time | None
    minutes: int
    title: str
    lines: tuple[str, ...] = ()


def organization_events(organization: Organization, year: int, today: date) -> Iterator[Event]:
    reading = read_place(organization, year, today)
    agenda = own_agenda(reading, organization, may_record=False)
    planned = list(planned_of(organization, year))
    recorded = list(recorded_on(organization, calendar_year(year)))
    yield from gathering_events(planned, recorded, organization)
    yield from due_events(agenda, year, today)


def member_events(member: Member, year: int, today: date) -> Iterator[Event]:
    _reading, agenda = member_agenda(member, year, today)
    planned = [one for one in planned_of(member.organization, year) if is_expected(member, one)]
    recorded = list(recorded_on(member.organization, calendar_year(year)))
    done = held(planned, recorded)
    yield from (_of_planned(one, "") for one in planned if one.pk not in done)
    yield from due_events(agenda, year, today)


def gathering_events(
    planned: Iterable[Planned], recorded: Iterable[Gathering], shown: Organization
) -> Iterator[Event]:
    """A gathering that was held keeps the identity it was planned under, so that no calendar shows two."""
    planned, recorded = list(planned), list(recorded)
    done = held(planned, recorded)
    of = {gathering.pk: one for one in planned if (gathering := done.get(one.pk))}
    for gathering in recorded:
        yield _of_recorded(gathering, of.get(gathering.pk), _group(gathering.organization, shown))
    for one in planned:
        if one.pk not in done:
            yield _of_planned(one, _group(one.organization, shown))


def due_events(agenda: Agenda, year: int, today: date) -> Iterator[Event]:
    return (_of_due(line) for line in all_lines(agenda, year, today) if line.item.is_pending)


def _of_recorded(gathering: Gathering, planned: Planned | None, group: str) -> Event:
    known = sum(segment.minutes or 0 for segment in gathering.segments.all())
    return Event(
        uid=str(planned.uid) if planned else _uid("gathering", gathering.pk),
        version=gathering.version + (planned.version if planned else 0),
        changed_at=gathering.recorded_at,
        day=gathering.occurred_on,
        at=gathering.starts_at,
        minutes=known or WITHOUT_MINUTES,
        title=f"{group}{said(gathering)}",
        lines=("已记录",),
    )


def _of_planned(planned: Planned, group: str) -> Event:
    return Event(
        uid=str(planned.uid),
        version=planned.version,
        changed_at=planned.changed_at,
        day=planned.day,
        at=planned.starts_at,
        minutes=planned.minutes,
        title=f"{group}{planned.label}",
        lines=(f"计划的活动，约 {planned.minutes} 分钟", f"参加：{planned.get_audience_display()}"),
    )


def _of_due(line: Line) -> Event:
    item, suggested = line.item, line.item.due.suggested[0]
    clauses = tuple(dict.fromkeys(one.cited.citation for one in item.clauses))
    plan_id, duty_id, start = item.due.key
    began = item.cited.in_force.start
    title = f"{line.group}：{line.title}" if line.group else line.title
    return Event(
        uid=_uid("due", plan_id, duty_id, start, line.subject.kind, line.subject.row.pk),
        version=1,
        changed_at=datetime(began.year, began.month, began.day, tzinfo=UTC),
        day=suggested.day,
        at=None,
        minutes=0,
        title=f"{title}（最后一天）" if suggested.is_limit else f"{title}（要办）",
        lines=(f"{line.period} · {line.demand}", "依据：", *clauses),
    )


def _group(place: Organization, shown: Organization) -> str:
    return f"{place.name}：" if place.pk != shown.pk else ""


def _uid(*parts: object) -> str:
    """The same for the same thing in every feed, and telling nothing about it."""
    return blind_index("calendar event " + " ".join(map(str, parts)))[:32]
