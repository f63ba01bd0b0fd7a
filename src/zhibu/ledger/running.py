"""Dues kept up to date fact by fact: a change touches only the dues that it can affect.

A fact adds to a few sums of its subject, and a sum decides a few dues. When a fact is added, changed or
removed, the rules run over that one subject, those sums, and the subject's facts of the same activity
and measure; the cost does not depend on how many other subjects and facts there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from zhibu.ledger.facts import DueStatus, Exemption, Fact
from zhibu.ledger.memory import Subject, evaluate_subjects
from zhibu.ledger.tables import Kind, SubjectClass, Tables
from zhibu.plans.codes import SubjectType
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization

SubjectKey = tuple[SubjectType, str]
DueKey = tuple[str, str, date]  # plan, duty and first day of the period


class RunningLedger:
    """The dues of a year on a day, for the subjects given to it."""

    def __init__(self, plans: Sequence[Plan], year: int, as_of: date) -> None:
        self._tables = {each: Tables(plans, year, as_of, each) for each in SubjectType}
        self._subjects: dict[SubjectKey, Subject] = {}
        self._facts: dict[str, Fact] = {}
        self._facts_of: dict[SubjectKey, dict[Kind, dict[str, Fact]]] = defaultdict(dict)
        self._exemptions: dict[SubjectKey, tuple[Exemption, ...]] = {}
        self._dues: dict[SubjectKey, dict[DueKey, DueStatus]] = {}

    def put_organization(
        self, organization: Organization, ancestors: Collection[str] = ()
    ) -> list[DueStatus]:
        """Add or change an organization; returns its dues. Its members' are put anew by the caller."""
        kind = SubjectClass(organization, None, frozenset(ancestors))
        return self._put((SubjectType.ORGANIZATION, organization.org_id), Subject(organization.org_id, kind))

    def put_member(
        self, member: Member, organization: Organization, ancestors: Collection[str] = ()
    ) -> list[DueStatus]:
        """Add or change a member, a transfer to ``organization`` included; returns the member's dues."""
        kind = SubjectClass(organization, member, frozenset(ancestors))
        return self._put((SubjectType.MEMBER, member.member_id), Subject(member.member_id, kind))

    def remove_subject(self, subject_type: SubjectType, subject_id: str) -> None:
        self._subjects.pop((subject_type, subject_id), None)
        self._dues.pop((subject_type, subject_id), None)

    def put_exemptions(
        self, subject_type: SubjectType, subject_id: str, exemptions: Iterable[Exemption]
    ) -> list[DueStatus]:
        """Replace the exemptions of one subject; returns its dues."""
        key = subject_type, subject_id
        self._exemptions[key] = tuple(exemptions)
        return self._evaluate(key)

    def put_fact(self, fact: Fact) -> list[DueStatus]:
        """Add a fact, or put it in place of the one with the same id; returns the dues that it can affect."""
        before = self._take(fact.fact_id)
        self._facts[fact.fact_id] = fact
        self._facts_of[fact.subject].setdefault(kind_of(fact), {})[fact.fact_id] = fact
        return self._affected_by([each for each in (before, fact) if each])

    def remove_fact(self, fact_id: str) -> list[DueStatus]:
        """Remove a fact, which may not be there; returns the dues that it can affect."""
        before = self._take(fact_id)
        return self._affected_by([before]) if before else []

    def dues(self, subject_type: SubjectType, subject_id: str) -> list[DueStatus]:
        """One subject's dues in the order of plans, duties and periods."""
        return list(self._dues.get((subject_type, subject_id), {}).values())

    def all_dues(self) -> Iterator[DueStatus]:
        for dues in self._dues.values():
            yield from dues.values()

    def _put(self, key: SubjectKey, subject: Subject) -> list[DueStatus]:
        self._subjects[key] = subject
        return self._evaluate(key)

    def _take(self, fact_id: str) -> Fact | None:
        fact = self._facts.pop(fact_id, None)
        if fact:
            del self._facts_of[fact.subject][kind_of(fact)][fact_id]
        return fact

    def _affected_by(self, changed: Iterable[Fact]) -> list[DueStatus]:
        touched: dict[tuple[SubjectKey, Kind], set[int]] = defaultdict(set)
        for fact in changed:
            tallies = self._tables[fact.subject[0]].tallies_on(*kind_of(fact), fact.occurred_on)
            touched[fact.subject, kind_of(fact)].update(tallies)
        return [
            due
            for (key, kind), tallies in touched.items()
            if tallies and key in self._subjects
            for due in self._evaluate_sums(key, kind, tallies)
        ]

    def _evaluate_sums(self, key: SubjectKey, kind: Kind, tallies: set[int]) -> list[DueStatus]:
        facts = self._facts_of[key].get(kind, {}).values()
        found = evaluate_subjects(
            self._tables[key[0]], [self._subjects[key]], facts, self._exemptions.get(key, ()), tallies
        )
        self._dues[key].update((due_key(due), due) for due in found)
        return found

    def _evaluate(self, key: SubjectKey) -> list[DueStatus]:
        if key not in self._subjects:
            return []
        facts = [fact for kept in self._facts_of[key].values() for fact in kept.values()]
        found = evaluate_subjects(
            self._tables[key[0]], [self._subjects[key]], facts, self._exemptions.get(key, ())
        )
        self._dues[key] = {due_key(due): due for due in found}
        return found


def kind_of(fact: Fact) -> Kind:
    return str(fact.activity), fact.measure or ""


def due_key(status: DueStatus) -> DueKey:
    return *status.due.cited.key, status.due.period.start
