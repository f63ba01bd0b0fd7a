"""Lines of the lists: an item of an agenda as it is shown, with where its links lead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from zhibu.duties import wording
from zhibu.duties.agenda import CitedStatus, Item
from zhibu.ledger import DueStatus, Status
from zhibu.plans.codes import Activity, SubjectType
from zhibu.plans.lightest import standard_settings
from zhibu.plans.model import CitedDuty
from zhibu.plans.wording import demand_in_words
from zhibu.registry.models import Member, Organization


@dataclass(frozen=True, slots=True)
class Look:
    """The icon and the mark that go with a status; its words always stand beside them."""

    icon: str
    mark: str


LOOKS = {
    Status.MET: Look("circle-check", "mark-done"),
    Status.EXEMPT: Look("shield-check", ""),
    Status.PARTIAL: Look("info-circle", "mark-info"),
    Status.OPEN: Look("clock", "mark-info"),
    Status.OPTIONAL: Look("dots", ""),
    Status.OVERDUE: Look("history", "mark-soon"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose dues are shown: the row behind a subject of the core, and what one may do for it."""

    row: Organization | Member
    may_record: bool = False

    @property
    def kind(self) -> SubjectType:
        return SubjectType.MEMBER if isinstance(self.row, Member) else SubjectType.ORGANIZATION

    def why(self, status: DueStatus) -> str:
        """The address of the trace of one of its dues."""
        plan_id, duty_id = status.due.cited.key
        query = {"plan": plan_id, "duty": duty_id, "from": status.due.period.start.isoformat()}
        return f"{reverse(f'duties:why_{self.kind}', args=[self.row.pk])}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause: the document, its number, the place in it, and its own status."""

    cited: CitedDuty
    said: str
    look: Look
    demand: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done, as a card or a row."""

    item: Item
    subject: Subject
    year: int
    today: date
    together: tuple[Activity, ...] = ()  # what one gathering would do as well (``together``)

    @property
    def title(self) -> str:
        return self.item.cited.title

    @property
    def activity(self) -> Activity:
        return self.item.cited.duty.activity

    @property
    def names_activity(self) -> bool:
        """Whether the title does not already say which activity it is."""
        said = (self.activity.label, self.activity.term)
        return self.activity is not Activity.OTHER and not any(words in self.title for words in said)

    @property
    def group(self) -> str:
        """The name of the group, where it is a group's and stands among its branch's."""
        row = self.subject.row
        return row.name if isinstance(row, Organization) and row.is_group else ""

    @property
    def day(self) -> date:
        return self.item.next_day(self.today).day

    @property
    def when(self) -> str:
        return self.item.next_day(self.today).words

    @property
    def short_day(self) -> str:
        return wording.short_day(self.day, self.year)

    @property
    def weekday(self) -> str:
        return wording.weekday(self.day, is_limit=self.item.next_day(self.today).is_limit)

    @property
    def away(self) -> str:
        return wording.away(self.day, self.today)

    @property
    def stretch(self) -> str:
        """The days within which the plan wants it, where they are more than one."""
        suggested = self.item.next_day(self.today)
        return "" if suggested.names_its_day else suggested.words

    @property
    def moved(self) -> str:
        return wording.moved(self.item.next_day(self.today))

    @property
    def has_passed(self) -> bool:
        """Whether the suggested day has gone by, though there is still time."""
        return self.status is Status.OPEN and self.day < self.today

    @property
    def last_day(self) -> date:
        return self.item.period.end

    @property
    def period(self) -> str:
        return wording.period(self.item.cited, self.item.period, self.year)

    @property
    def demand(self) -> str:
        return demand_in_words(self.item.cited.duty)

    @property
    def progress(self) -> str:
        return wording.progress(self.item.status.achieved, self.item.cited.duty)

    @property
    def days_done(self) -> list[date]:
        """The days on which what counts was done, each once."""
        return sorted({fact.occurred_on for fact in self.item.counted})

    @property
    def status(self) -> Status:
        return self.item.status.status

    @property
    def said(self) -> str:
        """The status in words."""
        return wording.status(self.item.status)

    @property
    def look(self) -> Look:
        return LOOKS[self.status]

    @property
    def is_begun(self) -> bool:
        return bool(self.item.status.achieved) and self.status is not Status.MET

    @property
    def clauses(self) -> list[ClauseLine]:
        return [clause_line(one, self.subject) for one in self.item.clauses]

    @property
    def plan_count(self) -> int:
        return self.item.plan_count

    @property
    def why(self) -> str:
        return self.subject.why(self.item.status)

    @property
    def record(self) -> str:
        """The record form, filled in; empty for whoever may not record here."""
        return record_address(self) if self.subject.may_record else ""

    @property
    def leave(self) -> str:
        """The form to ask for leave from it, filled in; empty for what gathers nobody."""
        if self.activity not in standard_settings().gatherings:
            return ""
        query = {"kind": "absence", "activity": str(self.activity)}
        day = day_to_record(self)
        query |= {"date": day.isoformat()} if day else {}
        return f"{reverse('gatherings:ask_leave')}?{urlencode(query)}"


def clause_line(one: CitedStatus, subject: Subject) -> ClauseLine:
    look = LOOKS[one.status.status]
    demand = demand_in_words(one.cited.duty)
    return ClauseLine(one.cited, wording.status(one.status), look, demand, subject.why(one.status))


def lines(items: Iterable[Item], subject: Subject, year: int, today: date) -> Iterator[Line]:
    return (Line(item, subject, year, today) for item in items)


def record_address(line: Line) -> str:
    """The record form for an item: its activity, and the suggested day as long as that day can count."""
    query: list[tuple[str, str]] = [("activity", str(one)) for one in (line.activity, *line.together)]
    if line.together:
        query.insert(0, ("kind", str(line.activity)))
    day = day_to_record(line)
    if day is not None:
        query.append(("date", day.isoformat()))
    place = line.subject.row
    if isinstance(place, Organization):
        query.insert(0, ("organization", str(place.pk)))
    return f"{reverse('gatherings:record')}?{urlencode(query)}"


def day_to_record(line: Line) -> date | None:
    """The suggested day; today where any day up to a limit will do; none for a period that is over."""
    suggested = line.item.next_day(line.today)
    if line.today > line.item.period.end:
        return None
    if suggested.is_limit or suggested.day < line.today:
        return max(line.today, line.item.period.start)
    return suggested.day
