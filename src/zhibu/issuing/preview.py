"""Before issuing: what a plan newly asks of each kind of organization, given the plans in force there.

A kind is a level and a sector under the same plans. Whether something is new follows from the core's
covering (contract, section 8) and from nothing here: a demand that a plan in force covers is not new.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.issuing.models import Draft, IssuedPlan, steps
from zhibu.issuing.queries import subject_of
from zhibu.plans import subjects
from zhibu.plans.codes import Level, Sector, SubjectType
from zhibu.plans.covering import consolidate, covers, precedence
from zhibu.plans.dues import lets_through, plan_applies
from zhibu.plans.model import CitedDuty, Plan
from zhibu.plans.periods import Period, Unit, calendar_year
from zhibu.registry.models import Member, Organization

MOST_NAMED = 5


class Verdict(StrEnum):
    """What a demand of the plan means to those it falls on."""

    NEW = "new"
    COVERED = "covered"  # by a plan already in force
    WITHIN = "within"  # by another demand of the same plan


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of the plan. ``by`` is what covers it, ``raises`` what it asks more than."""

    cited: CitedDuty
    verdict: Verdict
    by: CitedDuty | None = None
    raises: tuple[CitedDuty, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Organizations of one level and sector under the same plans, and what is asked of each."""

    level: Level
    sector: Sector
    names: tuple[str, ...]
    others: tuple[Plan, ...]
    demands: tuple[Demand, ...]
    no_longer: tuple[CitedDuty, ...] = ()

    def of(self, verdict: Verdict) -> list[Demand]:
        return [demand for demand in self.demands if demand.verdict is verdict]

    @property
    def new(self) -> list[Demand]:
        return self.of(Verdict.NEW)

    @property
    def covered(self) -> list[Demand]:
        return self.of(Verdict.COVERED)

    @property
    def within(self) -> list[Demand]:
        return self.of(Verdict.WITHIN)


@dataclass
class Surroundings:
    """The organizations under an issuer, and the plans in force there on the first day."""

    organizations: list[Organization]
    codes: dict[str, str]  # path → code, of them and of all above them
    plans: list[Plan]
    with_members: set[int]  # the organizations that members belong to
    replaced: Plan | None = None

    def ancestors(self, organization: Organization) -> set[str]:
        return {self.codes[path] for path in organization.ancestor_paths}

    def others_of(self, organization: Organization) -> tuple[Plan, ...]:
        above, subject = self.ancestors(organization), subject_of(organization)
        return tuple(plan for plan in self.plans if plan_applies(plan, subject, above))


def surroundings(draft: Draft) -> Surroundings:
    """Four queries, whatever the size of the tree."""
    top = draft.organization
    below = list(Organization.objects.under(top).on(timezone.localdate()).order_by("path"))
    higher = Organization.objects.filter(path__in=steps(top.path)).values_list("path", "code")
    first_day = Period(draft.since, draft.since)
    issued = IssuedPlan.objects.in_force(first_day).select_related("organization").order_by("since", "pk")
    relevant = [one for one in issued if _touches(one.organization.path, top.path)]
    replaced = next((one.plan for one in relevant if one.pk == draft.replaces_id), None)
    codes = dict(higher) | {one.path: one.code for one in below}
    belonging = Member.objects.under(top).order_by().values_list("organization_id", flat=True).distinct()
    return Surroundings(below, codes, [one.plan for one in relevant], set(belonging), replaced)


def _touches(issuer: str, top: str) -> bool:
    return issuer.startswith(top) or top.startswith(issuer)


def preview(plan: Plan, around: Surroundings) -> list[Kind]:
    """Every kind of organization of which the plan asks anything, the highest level first."""
    together: defaultdict[tuple[str, str, tuple[str, ...]], list[Organization]] = defaultdict(list)
    others: dict[tuple[str, ...], tuple[Plan, ...]] = {}
    for organization in around.organizations:
        if plan_applies(plan, subject_of(organization), around.ancestors(organization)):
            found = around.others_of(organization)
            ids = tuple(one.id for one in found)
            others[ids] = found
            together[organization.level, organization.sector, ids].append(organization)
    kinds = (_kind(plan, alike, others[ids], around) for (_level, _sector, ids), alike in together.items())
    return sorted((kind for kind in kinds if kind.demands or kind.no_longer), key=_order)


def _order(kind: Kind) -> tuple[int, int, int]:
    """Branches first: the work is theirs; then groups, then what is above, upwards."""
    levels = [Level.BRANCH, Level.GROUP, *(level for level in reversed(Level))]
    return levels.index(kind.level), list(Sector).index(kind.sector), -len(kind.names)


def _kind(plan: Plan, alike: list[Organization], others: tuple[Plan, ...], around: Surroundings) -> Kind:
    subject, replaced = subject_of(alike[0]), around.replaced
    has_members = any(one.pk in around.with_members for one in alike)
    asked = _asked(plan, subject, has_members=has_members)
    in_force = [cited for other in others for cited in _asked(other, subject, has_members=has_members)]
    demands = [demand for known in (True, False) for demand in _weighed(asked, in_force, subject_known=known)]
    place = {cited: n for n, cited in enumerate(asked)}
    return Kind(
        level=subject.level,
        sector=subject.sector,
        names=tuple(one.name for one in alike),
        others=tuple(one for one in others if replaced is None or one.id != replaced.id),
        demands=tuple(sorted(demands, key=lambda one: place[one.cited])),
        no_longer=_no_longer(asked, in_force, replaced),
    )


def _asked(plan: Plan, subject: subjects.Organization, *, has_members: bool) -> list[CitedDuty]:
    """What a plan asks of an organization, and of the members who belong to it."""
    return [
        cited
        for cited in plan.duties()
        if (
            has_members
            if cited.duty.subject is SubjectType.MEMBER
            else lets_through(cited.duty.selects, subject)
        )
    ]


def _weighed(
    asked: Sequence[CitedDuty], in_force: Sequence[CitedDuty], *, subject_known: bool
) -> Iterable[Demand]:
    """Duties on organizations (the subject is known) or those on members (of whom nothing is known)."""
    mine, theirs = _falling_on(asked, subject_known), _falling_on(in_force, subject_known)
    for one in consolidate([*theirs, *mine], subject_known=subject_known):
        for cited in one.clauses:
            if cited in mine:
                yield _weigh(cited, one.kept, theirs, subject_known=subject_known)


def _weigh(cited: CitedDuty, kept: CitedDuty, theirs: Sequence[CitedDuty], *, subject_known: bool) -> Demand:
    by = [other for other in theirs if covers(other, cited, subject_known=subject_known)]
    if by:
        return Demand(cited, Verdict.COVERED, min(by, key=precedence))
    if kept != cited:
        return Demand(cited, Verdict.WITHIN, kept)
    less = tuple(other for other in theirs if covers(cited, other, subject_known=subject_known))
    return Demand(cited, Verdict.NEW, raises=less)


def _falling_on(duties: Sequence[CitedDuty], on_organizations: bool) -> list[CitedDuty]:
    wanted = SubjectType.ORGANIZATION if on_organizations else SubjectType.MEMBER
    return [cited for cited in duties if cited.duty.subject is wanted]


def _no_longer(
    asked: Sequence[CitedDuty], in_force: Sequence[CitedDuty], replaced: Plan | None
) -> tuple[CitedDuty, ...]:
    """What the version that ends asked and nothing asks any more."""
    if replaced is None:
        return ()
    rest = [*asked, *(cited for cited in in_force if cited.plan.id != replaced.id)]
    old = [cited for cited in in_force if cited.plan.id == replaced.id]
    return tuple(cited for cited in old if not any(_asks_the_same(other, cited) for other in rest))


def _asks_the_same(other: CitedDuty, cited: CitedDuty) -> bool:
    """Of the same activity and measure: how often is for the reader to compare."""
    first, second = other.duty, cited.duty
    return (first.activity, first.subject, first.measure) == (second.activity, second.subject, second.measure)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know before issuing that the demands themselves do not show."""

    key: str
    names: tuple[str, ...] = ()

    @property
    def in_short(self) -> str:
        """The first few names."""
        names = "、".join(self.names[:MOST_NAMED])
        if len(self.names) <= MOST_NAMED:
            return names
        return _("%(names)s 等 %(n)s 项") % {"names": names, "n": len(self.names)}


def falls_on_nobody(plan: Plan, kinds: Sequence[Kind]) -> list[Remark]:
    """What the scope leaves out: a duty of groups, say, in a plan for branches alone."""
    asked = {demand.cited for kind in kinds for demand in kind.demands}
    left = dict.fromkeys(cited.title for cited in plan.duties() if cited not in asked)
    return [Remark("falls_on_nobody", tuple(left))] if left and asked else []


def remarks(plan: Plan, today: date, replaced: Plan | None) -> list[Remark]:
    """What the dates lead to (contract, sections 4 and 5)."""
    found = []
    start, end = plan.in_force.from_, plan.in_force.to
    once = tuple(dict.fromkeys(cited.title for cited in plan.duties() if cited.duty.every.unit is Unit.ONCE))
    if once and end is None:
        found.append(Remark("once_without_end", once))
    cut = tuple(dict.fromkeys(cited.title for cited in plan.duties() if _is_cut(cited, start)))
    if cut:
        found.append(Remark("cut_at_start" if replaced is None else "cut_between_versions", cut))
    if start < today:
        found.append(Remark("in_the_past"))
    if end is not None and end < today:
        found.append(Remark("already_over"))
    if any(cited.duty.subject is SubjectType.MEMBER for cited in plan.duties()):
        found.append(Remark("asks_members"))
    return found


def _is_cut(cited: CitedDuty, start: date) -> bool:
    """Whether the first day falls inside one of the duty's periods: that one is shown but not demanded."""
    if cited.duty.every.unit is Unit.ONCE:
        return False
    tiles = cited.duty.every.periods(start.year, Period(start, calendar_year(start.year).end))
    return any(tile.start < start <= tile.end for tile in tiles)
