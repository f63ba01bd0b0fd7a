"""What a member's pages show: the member's own things, and what has been recorded."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.duties import wording
from zhibu.duties.lines import Line, Subject, lines
from zhibu.duties.lists import Agenda, Lists, YearPage, month_lists, upcoming, year_page
from zhibu.duties.months import ShownMonth
from zhibu.duties.reading import Reading, read_member
from zhibu.ledger import Fact
from zhibu.plans.codes import Activity, SubjectType
from zhibu.registry.models import Member


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded about a member on one day, and the things of the member's that it counted for."""

    day: date
    said: list[str]
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
    reading, agenda = member_agenda(member, shown.year, shown.today)
    return MemberPage(
        member=member,
        shown=shown,
        lists=month_lists(agenda, shown),
        upcoming=upcoming(agenda, shown),
        recorded=recorded(reading, agenda, shown),
        has_plans=any(items for _subject, items in agenda),
    )


def member_year(member: Member, year: int, today: date) -> YearPage:
    _reading, agenda = member_agenda(member, year, today)
    return year_page(Subject(member), agenda, year, today)


def recorded(reading: Reading, agenda: Agenda, shown: ShownMonth) -> list[Recorded]:
    """The member's facts of the year by day, the latest first."""
    counted_for: dict[str, list[Line]] = {}
    for subject, items in agenda:
        for line in lines(items, subject, shown.year, shown.today):
            for fact in line.item.counted:
                counted_for.setdefault(fact.fact_id, []).append(line)
    by_day: dict[date, list[Fact]] = {}
    for fact in reading.facts:
        if fact.occurred_on.year == shown.year:
            by_day.setdefault(fact.occurred_on, []).append(fact)
    return [_day(day, by_day[day], counted_for) for day in sorted(by_day, reverse=True)]


def _day(day: date, facts: list[Fact], counted_for: dict[str, list[Line]]) -> Recorded:
    found = [line for fact in facts for line in counted_for.get(fact.fact_id, [])]
    timed = {fact.activity for fact in facts if fact.measure == wording.HOURS}
    shown = [fact for fact in facts if fact.measure or fact.activity not in timed]
    return Recorded(day, list(dict.fromkeys(map(_said, shown))), found)


def _said(fact: Fact) -> str:
    """主题党日, 集中学习 1.5 小时, 党课 40 分钟; being there once needs no number."""
    name = _(Activity(fact.activity).label)
    if fact.measure == wording.HOURS and fact.quantity is not None and fact.quantity * 2 % 1:
        return f"{name} " + _("%(n)s 分钟") % {"n": round(fact.quantity * 60)}
    if fact.measure is None and fact.quantity in (None, 1):
        return name
    return f"{name} {wording.amount(fact.quantity or Decimal(1), fact.measure)}"


def member_agenda(member: Member, year: int, today: date) -> tuple[Reading, Agenda]:
    reading = read_member(member, year, today)
    place = reading.organization(member.organization.code)
    statuses = reading.statuses(place, reading.registry.members) if place else {}
    own = statuses.get((SubjectType.MEMBER, str(member.pk)), [])
    return reading, [(Subject(member), reading.agendas.of(own, reading.facts))]
