"""What a member's pages show: the member's own things, and what has been recorded."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhibu.duties import wording
from zhibu.duties.agenda import Agendas
from zhibu.duties.lines import Line, Subject, lines
from zhibu.duties.lists import Agenda, Lists, YearPage, month_lists, upcoming, year_page
from zhibu.duties.months import ShownMonth
from zhibu.duties.reading import Reading, read_member
from zhibu.ledger import Fact
from zhibu.plans.codes import Activity, SubjectType
from zhibu.registry.models import Member


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact about a member, and the things of the member's that it counted for."""

    day: date
    activity: Activity
    amount: str
    counted_for: list[Line]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A member's month, and what has been recorded about the member in the year."""

    member: Member
    shown: ShownMonth
    lists: Lists
    upcoming: Line | None
    recorded: list[Recorded]
    has_plans: bool


def member_page(member: Member, shown: ShownMonth) -> MemberPage:
    reading, agenda = _member_agenda(member, shown.year, shown.today)
    return MemberPage(
        member=member,
        shown=shown,
        lists=month_lists(agenda, shown),
        upcoming=upcoming(agenda, shown),
        recorded=recorded(reading, agenda, shown),
        has_plans=any(items for _subject, items in agenda),
    )


def member_year(member: Member, year: int, today: date) -> YearPage:
    _reading, agenda = _member_agenda(member, year, today)
    return year_page(Subject(member), agenda, year, today)


def recorded(reading: Reading, agenda: Agenda, shown: ShownMonth) -> list[Recorded]:
    """The member's facts of the year, the latest first, each with what it counted for."""
    counted_for: dict[str, list[Line]] = {}
    for subject, items in agenda:
        for line in lines(items, subject, shown.year, shown.today):
            for fact in line.item.counted:
                counted_for.setdefault(fact.fact_id, []).append(line)
    found = [fact for fact in reading.facts if fact.occurred_on.year == shown.year]
    found.sort(key=lambda fact: (fact.occurred_on, fact.fact_id), reverse=True)
    return [recorded_fact(fact, counted_for.get(fact.fact_id, [])) for fact in found]


def recorded_fact(fact: Fact, counted_for: list[Line]) -> Recorded:
    quantity = Decimal(1) if fact.quantity is None else fact.quantity
    return Recorded(
        fact.occurred_on, Activity(fact.activity), wording.amount(quantity, fact.measure), counted_for
    )


def _member_agenda(member: Member, year: int, today: date) -> tuple[Reading, Agenda]:
    reading = read_member(member, year, today)
    place = reading.organization(member.organization.code)
    statuses = reading.statuses(place, reading.registry.members) if place else {}
    own = statuses.get((SubjectType.MEMBER, str(member.pk)), [])
    return reading, [(Subject(member), Agendas(year).of(own, reading.facts))]
