"""The trace of one due: from the clause to the conclusion, by the facts that count and those that do not."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu import ledger
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach
from zhibu.duties import wording
from zhibu.duties.lines import LOOKS, Look
from zhibu.duties.reading import Reading, SubjectKey, read_member, read_place
from zhibu.gatherings.leave_queries import Told, exemption_behind
from zhibu.gatherings.models import Gathering
from zhibu.ledger import DueStatus, Exemption, Fact, Reason, Status, Trace
from zhibu.ledger.explain import GROUNDS
from zhibu.plans.codes import Activity, SubjectType
from zhibu.plans.model import CitedDuty
from zhibu.plans.wording import demand_in_words
from zhibu.registry.models import Member, Organization

WEEK_TO_ITS_THURSDAY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact of the right activity, as it is told."""

    fact: Fact
    amount: str
    whose: str
    reason: Reason | None = None
    gathering: int | None = None  # the record it comes from, for whoever may open it

    @property
    def activity(self) -> Activity:
        return Activity(self.fact.activity)


@dataclass(frozen=True, slots=True)
class WhyPage:
    """``others`` are facts recorded for somebody else: told by number first, one by one on request."""

    trace: Trace
    subject: Organization | Member
    year: int
    counted: list[FactLine]
    not_counted: list[FactLine]
    others: list[FactLine]
    behind: Told | None = None  # the approved exemption, as this reader is told of it
    is_by_roster: bool = False  # exempt because the roster says the member is frail
    may_read_health: bool = False

    @property
    def status(self) -> DueStatus:
        return self.trace.status

    @property
    def cited(self) -> CitedDuty:
        return self.status.due.cited

    @property
    def look(self) -> Look:
        return LOOKS[self.status.status]

    @property
    def said(self) -> str:
        return wording.status(self.status)

    @property
    def grounds(self) -> str:
        return _(GROUNDS[self.status.status])

    @property
    def demand(self) -> str:
        return demand_in_words(self.cited.duty)

    @property
    def period(self) -> str:
        return wording.period(self.cited, self.status.due.period, self.year)

    @property
    def achieved(self) -> str:
        return wording.amount(self.status.achieved, self.cited.duty.measure)

    @property
    def required(self) -> str:
        return wording.amount(self.status.required, self.cited.duty.measure)

    @property
    def exemption(self) -> Exemption | None:
        return self.trace.exemption if self.status.status is Status.EXEMPT else None


def why_page(
    user: Account, subject: Organization | Member, plan_id: str, duty_id: str, start: date, today: date
) -> WhyPage | None:
    """None where there is no such due. ``start`` is the first day of its period."""
    for year in dict.fromkeys((start.year, (start + WEEK_TO_ITS_THURSDAY).year)):
        reading = _read(subject, plan_id, year, today)
        status = _find(reading, subject, duty_id, start)
        if status is not None:
            return _page(user, reading, subject, status)
    return None


def _read(subject: Organization | Member, plan_id: str, year: int, today: date) -> Reading:
    """Of the plans only the one that is asked about."""
    reading = (
        read_member(subject, year, today) if isinstance(subject, Member) else read_place(subject, year, today)
    )
    return replace(reading, plans=tuple(plan for plan in reading.plans if plan.id == plan_id))


def _find(reading: Reading, subject: Organization | Member, duty_id: str, start: date) -> DueStatus | None:
    is_member = isinstance(subject, Member)
    place = reading.organization(subject.organization.code if isinstance(subject, Member) else subject.code)
    if place is None:
        return None
    key = (SubjectType.MEMBER, str(subject.pk)) if is_member else (SubjectType.ORGANIZATION, place.org_id)
    dues = reading.statuses(place, reading.registry.members if is_member else ()).get(key, [])
    wanted = (one for one in dues if one.due.cited.duty.id == duty_id and one.due.period.start == start)
    return next(wanted, None)


def _page(user: Account, reading: Reading, subject: Organization | Member, status: DueStatus) -> WhyPage:
    trace = ledger.explain(status, reading.facts, reading.exemptions)
    names, records = _names(trace), _records(user, trace)
    own = [pair for pair in trace.not_counted if pair[1] is not Reason.OTHER_SUBJECT]
    others = [
        pair for pair in trace.not_counted if pair[1] is Reason.OTHER_SUBJECT and _is_near(pair[0], status)
    ]
    behind = exemption_behind(user, subject, trace.exemption) if trace.exemption else None
    is_member = isinstance(subject, Member)
    return WhyPage(
        trace,
        subject,
        reading.year,
        [_line(fact, None, names, records) for fact in trace.counted],
        [_line(fact, reason, names, records) for fact, reason in own],
        [_line(fact, reason, names, records) for fact, reason in others],
        behind,
        is_by_roster=trace.exemption is not None and behind is None and is_member,
        may_read_health=reach(user, Ability.SEE_LEAVE).covers(
            subject.path, subject.pk if is_member else None
        ),
    )


def _is_near(fact: Fact, status: DueStatus) -> bool:
    """Whether it happened in the period: only then could it be mistaken for one that counts."""
    return fact.occurred_on in status.due.period


def _names(trace: Trace) -> dict[SubjectKey, str]:
    """The names of the members and organizations that facts were recorded for."""
    facts = [*trace.counted, *(fact for fact, _reason in trace.not_counted)]
    ids: dict[SubjectType, set[str]] = {kind: set() for kind in SubjectType}
    for fact in facts:
        ids[fact.subject[0]].add(fact.subject[1])
    members = Member.objects.filter(pk__in=ids[SubjectType.MEMBER]).values_list("pk", "name")
    places = Organization.objects.filter(code__in=ids[SubjectType.ORGANIZATION]).values_list("code", "name")
    found: dict[SubjectKey, str] = {(SubjectType.MEMBER, str(pk)): name for pk, name in members}
    return found | {(SubjectType.ORGANIZATION, code): name for code, name in places}


def _records(user: Account, trace: Trace) -> dict[str, int]:
    """The gatherings that facts come from, by fact: those that the user may open."""
    ids = [fact.fact_id for fact in (*trace.counted, *(one for one, _reason in trace.not_counted))]
    seen = Gathering.objects.visible_to(user).filter(facts__pk__in=ids)
    return {str(fact): pk for fact, pk in seen.values_list("facts__pk", "pk")}


def _line(
    fact: Fact, reason: Reason | None, names: dict[SubjectKey, str], records: dict[str, int]
) -> FactLine:
    quantity = Decimal(1) if fact.quantity is None else fact.quantity
    whose = names.get(fact.subject, "")
    return FactLine(fact, wording.amount(quantity, fact.measure), whose, reason, records.get(fact.fact_id))
