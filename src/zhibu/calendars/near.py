"""What falls due soon for somebody: own duties, and those of the branches of one's posts.

Nobody who is frail, or exempt today from everything, is reminded of anything (党员教育管理工作条例,
Art. 23); an exemption from one activity silences that activity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.calendars.own_calendars import OwnCalendar, own_calendars
from zhibu.calendars.queries import all_lines
from zhibu.duties.lines import Line
from zhibu.duties.queries import own_agenda
from zhibu.duties.queries_member import member_agenda
from zhibu.duties.reading import read_place
from zhibu.gatherings.models import Exemption
from zhibu.registry.models import Member, Organization


@dataclass(frozen=True, slots=True)
class Near:
    """One due that is near: whose it is, and its line of the lists."""

    whose: str
    line: Line
    day: date

    @property
    def key(self) -> str:
        """The same for the same due and day, and telling nothing about it."""
        subject = self.line.subject
        parts = (*self.line.item.due.key, subject.kind, subject.row.pk, self.day)
        return blind_index("reminder " + " ".join(map(str, parts)))

    @property
    def clauses(self) -> list[str]:
        return list(dict.fromkeys(one.cited.citation for one in self.line.item.clauses))


def near(account: Account, today: date, days_ahead: int) -> list[Near]:
    """Soonest first. What is past its day is not said again: a reminder comes before, not after."""
    member = account.member
    if member is not None and is_left_in_peace(member, today):
        return []
    last = today + timedelta(days=days_ahead)
    found: dict[str, Near] = {}
    for year in sorted({today.year, last.year}):
        for one in own_calendars(account):
            for each in _of(one, year, today):
                if today <= each.day <= last:
                    found.setdefault(each.key, each)
    return sorted(found.values(), key=lambda each: (each.day, each.whose, each.line.title))


def is_left_in_peace(member: Member, today: date) -> bool:
    exempt = Exemption.objects.on(today).filter(member=member, activity_code="")
    return member.is_frail or exempt.exists()


def _of(one: OwnCalendar, year: int, today: date) -> Iterator[Near]:
    if one.is_own:
        yield from _of_member(one, year, today)
    elif one.is_branch:
        place = Organization.objects.select_related("parent").get(pk=one.pk)
        reading = read_place(place, year, today)
        agenda = own_agenda(reading, place, may_record=False)
        for line in all_lines(agenda, year, today):
            if line.item.is_pending:
                yield Near(line.group or place.name, line, line.day)


def _of_member(one: OwnCalendar, year: int, today: date) -> Iterator[Near]:
    member = Member.objects.select_related("organization").get(pk=one.pk)
    exempt = Exemption.objects.on(today).filter(member=member).values_list("activity_code", flat=True)
    spared = set(exempt)
    _reading, agenda = member_agenda(member, year, today)
    for line in all_lines(agenda, year, today):
        if line.item.is_pending and line.activity.value not in spared:
            yield Near(one.label, line, line.day)
