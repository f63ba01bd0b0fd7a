"""What the pages of an organization show: its month, its members' own things, its year."""

from dataclasses import dataclass, field
from datetime import date

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.duties.agenda import month_of
from zhibu.duties.lines import Line, Subject
from zhibu.duties.lists import Agenda, Lists, YearPage, in_time, month_lists, upcoming, year_page
from zhibu.duties.months import ShownMonth
from zhibu.duties.notices import Notice, notices
from zhibu.duties.reading import Reading, is_group, read_place
from zhibu.ledger import Status
from zhibu.plans import subjects
from zhibu.plans.codes import SubjectType
from zhibu.registry.models import Member, Organization, on

DONE = (Status.MET, Status.EXEMPT)


@dataclass(slots=True)
class PeopleLine:
    """One thing that members of a branch have to do each for themselves, and who still has to."""

    line: Line
    pending: list[Member] = field(default_factory=list)
    done: int = 0


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """An organization's month, its groups' things among its own; ``people`` are its members' own."""

    organization: Organization
    shown: ShownMonth
    lists: Lists
    people: list[PeopleLine]
    upcoming: Line | None
    has_plans: bool
    exists: bool
    may_record: bool
    notices: list[Notice]


def organization_page(user: Account, organization: Organization, shown: ShownMonth) -> OrganizationPage:
    reading = read_place(organization, shown.year, shown.today, only_what_counts=True)
    may_record = reach(user, Ability.KEEP_RECORDS).covers(organization.path)
    agenda = own_agenda(reading, organization, may_record)
    return OrganizationPage(
        organization=organization,
        shown=shown,
        lists=month_lists(agenda, shown),
        people=people(reading, organization, shown),
        upcoming=upcoming(agenda, shown),
        has_plans=any(items for _subject, items in agenda),
        exists=reading.organization(organization.code) is not None,
        may_record=may_record,
        notices=notices(user, organization, "month"),
    )


def organization_year(organization: Organization, year: int, today: date) -> YearPage:
    reading = read_place(organization, year, today, only_what_counts=True)
    agenda = own_agenda(reading, organization, may_record=False)
    return year_page(Subject(organization), agenda, year, today)


def own_agenda(reading: Reading, organization: Organization, may_record: bool) -> Agenda:
    """The agenda of the organization and of each of its groups."""
    rows = {row.code: row for row in Organization.objects.under(organization).order_by("path")}
    own = [one for one in reading.registry.organizations if _is_shown_with(organization, one)]
    statuses = reading.statuses_of_all(own)
    found: Agenda = []
    for one in own:
        key = (SubjectType.ORGANIZATION, one.org_id)
        items = reading.agendas.of(statuses.get(key, []), reading.facts_of(key))
        found.append((Subject(rows[one.org_id], may_record), items))
    return found


def _is_shown_with(organization: Organization, one: subjects.Organization) -> bool:
    """Itself, and its groups: whoever looks after a branch looks after them too."""
    return one.org_id == organization.code or (is_group(one) and one.parent_id == organization.code)


def people(reading: Reading, organization: Organization, shown: ShownMonth) -> list[PeopleLine]:
    """The members' own things of the month; names in the order of the roster."""
    place = reading.organization(organization.code)
    members = reading.members_of(organization.code)
    if place is None or not members:
        return []
    rows = Member.objects.under(organization).filter(on(reading.registry.day)).order_by("path", "name", "pk")
    statuses = reading.statuses(place, members)
    found: dict[tuple[object, ...], PeopleLine] = {}
    for row in rows:
        key = (SubjectType.MEMBER, str(row.pk))
        month = month_of(reading.agendas.of(statuses.get(key, [])), shown.days, shown.today)
        for item in (*month.now, *month.done):
            line = Line(item, Subject(row), shown.year, shown.today)
            entry = found.setdefault(item.due.key, PeopleLine(line))
            if item.is_pending:
                entry.pending.append(row)
            elif item.status.status in DONE:
                entry.done += 1
    return sorted(found.values(), key=lambda one: in_time(one.line))
