"""What a year of planned gatherings would come to: the facts it would make, judged by the ledger.

    read_branch(organization, year, today)   the plans, groups, facts and exemptions that decide it
    branch.standing()                        how dues stand by what is recorded
    branch.foresee(planned)                  how they would stand at the end, were everything planned held

As in the lightest year, one member stands for all whom a clause names, and comes to every gathering of all:
what a single member missed is that member's own affair, and shown there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhibu import ledger
from zhibu.calendars.models import Planned
from zhibu.calendars.reading import groups_of
from zhibu.duties.reading import Reading, SubjectKey, read_place
from zhibu.gatherings.facts import facts_from
from zhibu.gatherings.kinds import Audience as Expected
from zhibu.gatherings.kinds import kinds
from zhibu.gatherings.models import Fact, Gathering, Segment
from zhibu.ledger import DueStatus, Status
from zhibu.plans import subjects
from zhibu.plans.codes import Activity, Level, SubjectType
from zhibu.plans.lightest import Audience, Begun, Settings, Standing, due_key, standard_settings
from zhibu.plans.lightest.begun import DueKey
from zhibu.plans.lightest.demands import assumed_member
from zhibu.plans.lightest.gatherings import counts_for_members
from zhibu.plans.model import Filter
from zhibu.registry.models import Organization

SETTLED = 31  # days after the year: by then its last weeks are over too


@dataclass(frozen=True, slots=True)
class Branch:
    """An organization that plans its year, with its groups; ``own`` is the same as the core knows it."""

    row: Organization
    own: subjects.Organization
    groups: tuple[tuple[Organization, subjects.Organization], ...]
    reading: Reading
    members: dict[Filter, subjects.Member]
    facts: tuple[ledger.Fact, ...]
    settings: Settings

    @property
    def year(self) -> int:
        return self.reading.year

    @property
    def above(self) -> frozenset[str]:
        return self.reading.above(self.own)

    def evaluate(self, facts: Iterable[ledger.Fact], as_of: date) -> list[DueStatus]:
        """The dues of the branch, of one member for each filter of a clause, and of its groups."""
        reading, facts = self.reading, tuple(facts)
        members = self.members.values()
        found = ledger.evaluate(
            reading.plans, self.own, members, facts, reading.exemptions, as_of, self.year, self.above
        )
        asked = [(group, reading.above(group)) for _row, group in self.groups]
        found += ledger.evaluate_organizations(
            reading.plans, asked, facts, reading.exemptions, as_of, self.year
        )
        return [one for one in found if self._is_asked(one)]

    def _is_asked(self, status: DueStatus) -> bool:
        """Of a member's dues only those of the filter that the member stands for."""
        if status.due.subject_type is SubjectType.ORGANIZATION:
            return True
        return self.members[status.due.cited.duty.selects].member_id == status.due.subject_id

    def gathers(self, status: DueStatus, level: Level) -> bool:
        """Whether gatherings meet the due; what is done without gathering anybody is not planned here."""
        duty = status.due.cited.duty
        return self.settings.at(level).gathers(duty.activity, duty.measure)

    def begun(self, first_day: date) -> Begun:
        """What is recorded, for a lightest year that goes on from a day."""
        statuses = self.evaluate(self.facts, self.reading.today)
        groups = {group.org_id for _row, group in self.groups}
        own = {due_key(one.due): _standing(one) for one in statuses if one.due.subject_id not in groups}
        theirs = tuple(
            {due_key(one.due): _standing(one) for one in statuses if one.due.subject_id == group.org_id}
            for _row, group in self.groups
        )
        return Begun(first_day, own, theirs)

    def foresee(self, planned: Iterable[Planned]) -> "Foresight":
        made = {one.pk: tuple(self._facts(one)) for one in planned}
        facts = (*self.facts, *(fact for facts in made.values() for fact in facts))
        end = date(self.year + 1, 1, SETTLED)
        return Foresight(self, self.evaluate(facts, end), facts, made)

    def _facts(self, planned: Planned) -> Iterator[ledger.Fact]:
        """The facts that recording it as planned would make, with copies for the members it counts for."""
        code = self._code(planned)
        for number, row in enumerate(_rows(planned)):
            own = _fact(row, f"planned-{planned.pk}-{number}", code)
            yield own
            if planned.organization_id == self.row.pk and counts_for_members(
                Audience(planned.audience), Activity(own.activity), self.settings
            ):
                yield from copies(own, self.members.values())

    def _code(self, planned: Planned) -> str:
        places = [(self.row, self.own), *self.groups]
        return next(one.org_id for row, one in places if row.pk == planned.organization_id)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A due that would be missed, or exceeded, if the year went as planned."""

    status: DueStatus
    is_excess: bool
    group: Organization | None

    @property
    def key(self) -> tuple[DueKey, str, bool]:
        return due_key(self.status.due), self.status.due.subject_id, self.is_excess


@dataclass(frozen=True, slots=True)
class Foresight:
    """How the dues of a year would stand at its end; ``made`` are the facts of each planned gathering."""

    branch: Branch
    statuses: list[DueStatus]
    facts: tuple[ledger.Fact, ...]
    made: dict[int, tuple[ledger.Fact, ...]]

    def shortfalls(self) -> list[Shortfall]:
        """Dues of gatherings that can still be met, or kept within their limit, and would not be."""
        groups = {group.org_id: row for row, group in self.branch.groups}
        found = []
        for one in self.statuses:
            group = groups.get(one.due.subject_id)
            is_missed = one.status is Status.OVERDUE
            is_over = one.due.period.end < self.branch.reading.today
            level = Level.GROUP if group else self.branch.own.level
            if is_over or not self.branch.gathers(one, level):
                continue
            if not is_missed and not (one.excess and self._adds_to(one)):
                continue
            found.append(Shortfall(one, not is_missed, group))
        return sorted(found, key=lambda short: (short.status.due.period.end, short.key))

    def _adds_to(self, status: DueStatus) -> bool:
        """Whether anything planned counts: what is too much already is no plan's doing."""
        planned = [fact for facts in self.made.values() for fact in facts]
        return bool(ledger.explain(status, planned, ()).counted)

    def served(self) -> dict[int, list[DueStatus]]:
        """The dues that each planned gathering counts toward."""
        by_fact: dict[str, list[DueStatus]] = {}
        alike: dict[tuple[SubjectKey, str], list[ledger.Fact]] = {}
        for fact in self.facts:
            alike.setdefault((fact.subject, fact.activity), []).append(fact)
        for one in self.statuses:
            key = ((one.due.subject_type, one.due.subject_id), str(one.due.cited.duty.activity))
            for fact in ledger.explain(one, alike.get(key, ()), ()).counted:
                by_fact.setdefault(fact.fact_id, []).append(one)
        return {
            pk: list(
                {
                    due_key(one.due): one
                    for fact in facts
                    for one in by_fact.get(fact.fact_id, ())
                }.values()
            )
            for pk, facts in self.made.items()
        }  # fmt: skip


def read_branch(organization: Organization, year: int, today: date) -> Branch | None:
    """None where the organization did not exist yet, or no longer. A fixed number of queries."""
    reading = read_place(organization, year, today)
    own = reading.organization(organization.code)
    if own is None:
        return None
    groups = ((row, reading.organization(row.code)) for row in groups_of(organization))
    members = _members(reading, own)
    settings = standard_settings()
    return Branch(
        row=organization,
        own=own,
        groups=tuple((row, group) for row, group in groups if group is not None),
        reading=reading,
        members=members,
        facts=tuple(_with_members(organization, reading, members.values(), settings)),
        settings=settings,
    )


def _members(reading: Reading, own: subjects.Organization) -> dict[Filter, subjects.Member]:
    """One for each filter that the duties of members use; their ids are those of nobody."""
    duties = (cited.duty for plan in reading.plans for cited in plan.duties())
    filters = dict.fromkeys(duty.selects for duty in duties if duty.subject is SubjectType.MEMBER)
    return {
        selects: replace(assumed_member(selects, own), member_id=f"-{number}")
        for number, selects in enumerate(filters, start=1)
    }


def _with_members(
    organization: Organization, reading: Reading, members: Iterable[subjects.Member], settings: Settings
) -> Iterator[ledger.Fact]:
    """The facts of the organization and its groups, with copies of the organization's for the members."""
    committee = [
        kind.value
        for kind, known in kinds().in_branches.kinds.items()
        if known.audience is Expected.COMMITTEE
    ]
    held = Fact.objects.filter(
        organization=organization,
        member=None,
        gathering__kind__in=committee,
        occurred_on__year__range=(reading.year - 1, reading.year + 1),
    )
    of_committee = {str(pk) for pk in held.values_list("pk", flat=True)}
    for fact in reading.facts:
        if fact.member_id is not None:
            continue
        yield fact
        audience = Audience.COMMITTEE if fact.fact_id in of_committee else Audience.ALL
        if fact.org_id == organization.code and counts_for_members(
            audience, Activity(fact.activity), settings
        ):
            yield from copies(fact, members)


def copies(fact: ledger.Fact, members: Iterable[subjects.Member]) -> Iterator[ledger.Fact]:
    for member in members:
        yield replace(fact, fact_id=f"{fact.fact_id}{member.member_id}", member_id=member.member_id)


def _rows(planned: Planned) -> list[Fact]:
    """Unsaved facts, by the rule that recorded gatherings follow."""
    gathering = Gathering(
        organization_id=planned.organization_id,
        kind=planned.activities[0].value,
        occurred_on=planned.day,
        amounts={},
    )
    segments = [
        Segment(gathering=gathering, activity_code=activity.value, minutes=minutes)
        for activity, minutes in planned.parts
    ]
    return facts_from(gathering, segments, ())


def _fact(row: Fact, fact_id: str, code: str) -> ledger.Fact:
    return ledger.Fact(
        fact_id=fact_id,
        org_id=code,
        activity=row.activity_code,
        measure=row.measure or None,
        occurred_on=row.occurred_on,
        quantity=row.quantity,
    )


def _standing(status: DueStatus) -> Standing:
    return Standing(status.achieved, asked=status.status is Status.OPEN)
