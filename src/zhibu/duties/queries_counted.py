"""What one gathering counts for: the dues with its facts, beside the same dues without them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from zhibu import ledger
from zhibu.duties import wording
from zhibu.duties.lines import LOOKS, Look, Subject
from zhibu.duties.reading import Reading, read_about
from zhibu.gatherings.models import Fact, Gathering
from zhibu.ledger import DueStatus, Reason, Status
from zhibu.plans.codes import Activity, SubjectType
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.wording import demand_in_words, number_in_words
from zhibu.registry.models import Organization

Pair = tuple[DueStatus, DueStatus]  # without the gathering, and with it


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A due that the gathering counts for; of a due of members, one member stands for all ``people``."""

    before: DueStatus
    after: DueStatus
    year: int
    why: str = ""
    people: int = 0

    @property
    def cited(self) -> CitedDuty:
        return self.after.due.cited

    @property
    def period(self) -> str:
        return wording.period(self.cited, self.after.due.period, self.year)

    @property
    def share_before(self) -> str:
        return share(self.before)

    @property
    def share_after(self) -> str:
        return share(self.after)

    @property
    def is_now_met(self) -> bool:
        return self.after.status is Status.MET and self.before.status is not Status.MET

    @property
    def status(self) -> Status:
        return self.after.status

    @property
    def said(self) -> str:
        return wording.status(self.after)

    @property
    def look(self) -> Look:
        return LOOKS[self.status]

    @property
    def demand(self) -> str:
        return demand_in_words(self.cited.duty)


@dataclass(slots=True)
class PlanCounted:
    """The dues of one plan that the gathering counts for: the organization's own, and its members'."""

    plan: Plan
    own: list[CountedLine] = field(default_factory=list)
    members: list[CountedLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An activity of the gathering that counts for no due; without a ``reason`` no clause asks for it."""

    activity: Activity
    reason: Reason | None
    nearest: CitedDuty | None
    measure: str


@dataclass(frozen=True, slots=True)
class CountedPage:
    """What the gathering counts for, plan by plan, and what of it counts for nothing."""

    gathering: Gathering
    plans: list[PlanCounted]
    not_counted: list[NotCounted]

    @property
    def dues(self) -> int:
        return sum(len(one.own) + len(one.members) for one in self.plans)

    @property
    def met(self) -> int:
        return sum(line.is_now_met for one in self.plans for line in (*one.own, *one.members))


def share(status: DueStatus) -> str:
    """1/2: what is done of what is required."""
    return f"{number_in_words(status.achieved)}/{number_in_words(status.required)}"


def counted_page(gathering: Gathering, today: date) -> CountedPage:
    own = Fact.objects.filter(gathering=gathering).values_list("pk", "activity_code")
    own_ids, activities = {str(pk) for pk, _activity in own}, frozenset(activity for _pk, activity in own)
    day, organization = gathering.occurred_on, gathering.organization
    home = organization.parent if organization.is_group and organization.parent else organization
    # a week at the year's edge may belong to the other year
    years = dict.fromkeys((day.year, day.isocalendar().year))
    readings = [read_about(home, year, today, gathering, activities) for year in years]
    lines: list[CountedLine] = []
    for reading in readings:
        lines += _organization_lines(reading, organization, own_ids)
        lines += _member_lines(reading, home, own_ids)
    left = list(_not_counted(readings[0], organization, own_ids, lines))
    return CountedPage(gathering, _by_plan(lines), left)


def without(reading: Reading, fact_ids: set[str]) -> Reading:
    return replace(reading, facts=tuple(fact for fact in reading.facts if fact.fact_id not in fact_ids))


def _organization_lines(
    reading: Reading, organization: Organization, fact_ids: set[str]
) -> Iterator[CountedLine]:
    subject = Subject(organization)
    for before, after in _changed(
        _own(without(reading, fact_ids), organization), _own(reading, organization)
    ):
        yield CountedLine(before, after, reading.year, subject.why(after))


def _own(reading: Reading, organization: Organization) -> list[DueStatus]:
    place = reading.organization(organization.code)
    return reading.statuses(place).get((SubjectType.ORGANIZATION, place.org_id), []) if place else []


def _member_lines(reading: Reading, home: Organization, fact_ids: set[str]) -> list[CountedLine]:
    """One line a due of members: how many of them it counts for."""
    present = {fact.member_id for fact in reading.facts if fact.fact_id in fact_ids and fact.member_id}
    place = reading.organization(home.code)
    members = [one for one in reading.members_of(home.code) if one.member_id in present]
    if place is None or not members:
        return []
    with_it, without_it = (
        reading.statuses(place, members),
        without(reading, fact_ids).statuses(place, members),
    )
    found: dict[tuple[object, ...], CountedLine] = {}
    for member in members:
        key = (SubjectType.MEMBER, member.member_id)
        for before, after in _changed(without_it.get(key, []), with_it.get(key, [])):
            due = (after.due.cited, after.due.period.start)
            line = found.get(due) or CountedLine(before, after, reading.year)
            found[due] = replace(line, people=line.people + 1)
    return list(found.values())


def _changed(before: Sequence[DueStatus], after: Sequence[DueStatus]) -> Iterator[Pair]:
    """The dues of one subject to which the gathering adds something; both lists are in the same order."""
    return ((one, other) for one, other in zip(before, after, strict=True) if one.achieved != other.achieved)


def _by_plan(lines: Iterable[CountedLine]) -> list[PlanCounted]:
    found: dict[str, PlanCounted] = {}
    for line in lines:
        plan = line.cited.plan
        block = found.setdefault(plan.id, PlanCounted(plan))
        (block.members if line.people else block.own).append(line)
    return list(found.values())


def _not_counted(
    reading: Reading, organization: Organization, fact_ids: set[str], lines: Iterable[CountedLine]
) -> Iterator[NotCounted]:
    """The activities of the gathering that none of the dues counts, each with why."""
    counted = {line.cited.duty.activity for line in lines}
    dues = _own(reading, organization)
    for fact in reading.facts:
        activity = Activity(fact.activity)
        if fact.fact_id in fact_ids and not fact.member_id and activity not in counted:
            counted.add(activity)
            yield _why_not(activity, fact, [one for one in dues if one.due.cited.duty.activity is activity])


def _why_not(activity: Activity, fact: ledger.Fact, dues: Sequence[DueStatus]) -> NotCounted:
    reasons = [(one, ledger.explain(one, [fact], ()).not_counted) for one in dues]
    found = [(one, pairs[0][1]) for one, pairs in reasons if pairs]
    # a due of the right period tells more than one of another
    found.sort(key=lambda pair: pair[1] is not Reason.OTHER_MEASURE)
    if not found:
        return NotCounted(activity, None, None, "")
    status, reason = found[0]
    duty = status.due.cited.duty
    return NotCounted(activity, reason, status.due.cited, wording.unit(duty.measure))
