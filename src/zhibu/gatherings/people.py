"""Who is expected at a gathering of an organization on a day, and whether enough came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.gatherings.kinds import Audience, Base, QuorumRule, kind_of, rules_for
from zhibu.gatherings.models import Attendance, Exemption
from zhibu.plans.codes import Activity
from zhibu.registry.models import Member, MemberState, Organization, Standing, on

COMMITTEE = (Role.SECRETARY.value, Role.COMMITTEE_MEMBER.value)


@dataclass(frozen=True, slots=True)
class Person:
    """A member as of the day: whether he or she votes, and the approved exemption, if there is one."""

    member: Member
    has_vote: bool
    is_frail: bool
    exemption: Exemption | None

    @property
    def is_exempt(self) -> bool:
        return self.exemption is not None


def people_of(organization: Organization, kind: Activity, day: date) -> list[Person]:
    """The members a gathering of this kind concerns, by name. Three queries at most."""
    states = MemberState.objects.filter(on(day)).select_related("member")
    place = Q(group=organization) if organization.is_group else Q(organization=organization)
    if kind_of(kind).audience is Audience.COMMITTEE:
        place = Q(member__in=committee_of(organization, day))
    found = list(states.filter(place).order_by("member__name", "member_id"))
    exempt = exemptions_on(day, [state.member_id for state in found], kind)
    return [_person(state, exempt.get(state.member_id)) for state in found]


def committee_of(organization: Organization, day: date) -> list[int]:
    posts = Post.objects.in_force(day).filter(organization=organization, role_code__in=COMMITTEE)
    return list(posts.values_list("member_id", flat=True))


def exemptions_on(day: date, members: Iterable[int], kind: Activity) -> dict[int, Exemption]:
    found = Exemption.objects.on(day).filter(member__in=list(members), activity_code__in=("", kind.value))
    return {one.member_id: one for one in found if one.member_id is not None}


def _person(state: MemberState, exemption: Exemption | None) -> Person:
    may_vote = state.standing == Standing.FORMAL and not state.has_no_vote
    return Person(state.member, may_vote, state.is_frail, exemption)


@dataclass(frozen=True, slots=True)
class Quorum:
    """What a rule asks of a gathering, and whether it had it. Numbers are of people with the rule's base."""

    rule: QuorumRule
    expected: int
    present: int

    @property
    def needed(self) -> int:
        return self.rule.needed(self.expected)

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed


@dataclass(frozen=True, slots=True)
class Numbers:
    """应到 and 实到, and each quorum the gathering needs."""

    required: int
    present: int
    quorums: tuple[Quorum, ...]


def numbers(activities: Iterable[Activity], day: date, attendances: Iterable[Attendance]) -> Numbers:
    required = [one for one in attendances if one.is_required]
    quorums = tuple(_quorum(rule, required) for rule in rules_for(activities, day))
    return Numbers(len(required), sum(one.is_present for one in required), quorums)


def _quorum(rule: QuorumRule, required: list[Attendance]) -> Quorum:
    """Of a committee meeting everybody expected is of the committee; elsewhere those who vote are counted."""
    base = [one for one in required if one.has_vote or rule.base is Base.COMMITTEE]
    return Quorum(rule, len(base), sum(one.is_present for one in base))
