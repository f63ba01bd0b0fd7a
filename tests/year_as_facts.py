"""A lightest year taken at its word: what is held becomes facts, and every due is counted afresh.

Written from the contract (sections 5 to 7) alone; it knows nothing of cells, places or the solver.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product

from zhibu.plans.codes import Activity, Category, Flow, Force, Level
from zhibu.plans.dues import Due, dues_of_member, dues_of_organization, lets_through
from zhibu.plans.lightest import Audience, Gathering, LightestYear, Segment, standard_settings
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Member, Organization

BRANCH = "branch"


@dataclass(frozen=True)
class Fact:
    subject_id: str
    activity: Activity
    measure: str | None
    day: date
    quantity: Fraction


def organizations(year: LightestYear) -> list[Organization]:
    own = Organization(BRANCH, year.level, year.sector)
    groups = [Organization(f"group{n}", Level.GROUP, year.sector, BRANCH) for n in range(1, year.groups + 1)]
    return [own, *groups]


def members_of_every_kind() -> list[Member]:
    flags = (False, True)
    return [
        Member(f"m{n}", BRANCH, *kind) for n, kind in enumerate(product(Category, flags, flags, flags, Flow))
    ]


def facts_of(year: LightestYear, members: Sequence[Member]) -> Iterator[Fact]:
    """The organization that gathers gets a fact of each segment; so does everybody who was there."""
    for gathering in year.gatherings:
        holder = f"group{gathering.group}" if gathering.group else BRANCH
        for segment in gathering.segments:
            there = [member.member_id for member in members] if members_count(gathering, segment) else []
            for subject in [holder, *there]:
                yield Fact(subject, segment.activity, None, gathering.day, Fraction(1))
                for measure, minutes in standard_settings().time_measures.items():
                    hours = Fraction(segment.minutes, minutes)
                    yield Fact(subject, segment.activity, measure, gathering.day, hours)
    for matter in year.matters:
        amount = Fraction(matter.amount)
        if matter.who is None:
            subject = f"group{matter.group}" if matter.group else BRANCH
            yield Fact(subject, matter.activity, matter.measure, matter.day, amount)
            continue
        for member in members:
            if lets_through(matter.who, member):
                yield Fact(member.member_id, matter.activity, matter.measure, matter.day, amount)


def members_count(gathering: Gathering, segment: Segment) -> bool:
    """Members are at a gathering of all; those whom the committee's own business names, at that."""
    own_business = standard_settings().gatherings[segment.activity].audience == (Audience.COMMITTEE,)
    return gathering.group is None and (gathering.audience is not Audience.COMMITTEE or own_business)


def all_dues(plans: Sequence[Plan], year: LightestYear, members: Sequence[Member]) -> Iterator[Due]:
    own, *groups = organizations(year)
    for organization in (own, *groups):
        yield from dues_of_organization(plans, organization, year.year)
    for member in members:
        yield from dues_of_member(plans, member, own, year.year)


def shortcomings(plans: Sequence[Plan], year: LightestYear) -> list[str]:
    """Every demanded due that is not met, and every due in excess; empty when the year is sound."""
    members = members_of_every_kind()
    counted: defaultdict[tuple[str, Activity, str | None], list[Fact]] = defaultdict(list)
    for fact in facts_of(year, members):
        counted[fact.subject_id, fact.activity, fact.measure].append(fact)
    wrong = []
    for due in all_dues(plans, year, members):
        duty = due.cited.duty
        facts = counted[due.subject_id, duty.activity, duty.measure]
        achieved = sum((fact.quantity for fact in facts if fact.day in due.period), Fraction(0))
        where = f"{due.cited.key} {due.subject_id} {due.period.start}"
        if due.demanded and duty.force is not Force.MAY and achieved < Fraction(duty.at_least):
            wrong.append(f"short: {where}: {achieved} of {duty.at_least}")
        if duty.at_most is not None and achieved > Fraction(duty.at_most):
            wrong.append(f"excess: {where}: {achieved} over {duty.at_most}")
    return wrong


def misplaced(year: LightestYear) -> list[str]:
    """Gatherings that break the working conventions: too long, empty, twice the same, or unfit company."""
    settings = standard_settings().at(year.level)
    group = standard_settings().at(Level.GROUP)
    wrong = []
    for gathering in year.gatherings:
        activities = [segment.activity for segment in gathering.segments]
        if not activities or len(set(activities)) < len(activities) or gathering.minutes > year.longest:
            wrong.append(f"shape: {gathering}")
        of_group = gathering.group is not None
        for segment in gathering.segments:
            setting = (group if of_group else settings).gatherings[segment.activity]
            audience = (
                Audience.ALL if gathering.audience is Audience.GROUP and of_group else gathering.audience
            )
            if audience not in setting.audience or segment.minutes < setting.minutes:
                wrong.append(f"segment: {gathering}")
            if any(other in setting.apart_from for other in activities):
                wrong.append(f"company: {gathering}")
    return wrong
