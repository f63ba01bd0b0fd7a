"""Who is expected at a gathering of an organization on a day, and whether enough came."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.access.reach import within
from zhibu.gatherings.kinds import Audience, Base, QuorumRule, is_above_branch, kind_of, rules_for
from zhibu.gatherings.models import Attendance, Exemption, Gathering, LeaveRequest
from zhibu.plans.codes import Activity, Level
from zhibu.registry.models import Member, MemberState, Organization, Standing, on

COMMITTEE = (Role.SECRETARY.value, Role.COMMITTEE_MEMBER.value)


@dataclass(frozen=True, slots=True)
class Person:
    """A member as of the day: whether he or she votes, and what keeps him or her from being expected.

    ``has_leave``: an approved absence of the day; who has it is expected, and excused. ``is_late``: entered
    on the roster after the record was made, and therefore not counted as expected by a correction of it.
    """

    member: Member
    has_vote: bool
    is_frail: bool
    is_exempt: bool = False
    leaves_quorum: bool = False
    has_leave: bool = False
    is_late: bool = False

    @property
    def is_spared(self) -> bool:
        """Nothing is demanded: exempted, or frail (党员教育管理条例, Art. 23)."""
        return self.is_exempt or self.is_frail

    @property
    def is_expected(self) -> bool:
        return not (self.is_spared or self.is_late)


def people_of(organization: Organization, kind: Activity, day: date) -> list[Person]:
    """The members a gathering of this kind concerns, by name. Four queries at most."""
    states = MemberState.objects.filter(on(day)).select_related("member")
    states = states.defer("member__id_number", "member__phone")  # deciphering them takes longer than the rest
    found = list(states.filter(_place(organization, kind, day)).order_by("member__name", "member_id"))
    members = [state.member_id for state in found]
    exempt, away = exemptions_on(day, members, kind), absences_on(day, members, kind)
    return [_person(one, exempt.get(one.member_id), one.member_id in away) for one in found]


def people_of_record(gathering: Gathering, day: date) -> list[Person]:
    """The same for a correction: whoever stands in the record keeps the state it gives them.

    Those who were members on its day but do not stand in it came on the roster later, and are not expected.
    """
    activity, place = gathering.activity, gathering.organization
    people = people_of(place, activity, day)
    if kind_of(activity, place.level).audience is Audience.SOME:
        return people
    recorded = {one.member_id: one for one in gathering.attendances.all()}
    is_same_day = day == gathering.occurred_on
    then = people if is_same_day else people_of(place, activity, gathering.occurred_on)
    late = {one.member.pk for one in then} - recorded.keys()
    return [_as_recorded(one, recorded if is_same_day else {}, late) for one in people]


def _as_recorded(person: Person, recorded: dict[int, Attendance], late: set[int]) -> Person:
    row = recorded.get(person.member.pk)
    if row is None:
        return replace(person, is_late=person.member.pk in late)
    return replace(
        person,
        has_vote=row.has_vote,
        is_frail=row.is_frail,
        is_exempt=row.is_exempt,
        leaves_quorum=row.leaves_quorum,
    )


def _place(organization: Organization, kind: Activity, day: date) -> Q:
    """Whose members they are. A committee above the branch has its leading body, and who belongs to it."""
    if organization.is_group:
        return Q(group=organization)
    if kind_of(kind, organization.level).audience is Audience.COMMITTEE:
        return Q(member__in=committee_of(organization, day))
    if is_above_branch(organization.level):
        return Q(organization=organization) | Q(member__in=committee_of(organization, day))
    if organization.level == Level.GENERAL_BRANCH:
        return within(organization.path, "organization__path")
    return Q(organization=organization)


def committee_of(organization: Organization, day: date) -> list[int]:
    posts = Post.objects.in_force(day).filter(organization=organization, role_code__in=COMMITTEE)
    return list(posts.values_list("member_id", flat=True))


def exemptions_on(day: date, members: Iterable[int], kind: Activity) -> dict[int, Exemption]:
    found = Exemption.objects.on(day).filter(member__in=list(members), activity_code__in=("", kind.value))
    return {one.member_id: one for one in found if one.member_id is not None}


def absences_on(day: date, members: Iterable[int], kind: Activity) -> set[int]:
    """Who has leave from what is held on the day."""
    found = LeaveRequest.objects.absences_on(day).filter(activity_code__in=("", kind.value))
    return {pk for pk in found.filter(member__in=list(members)).values_list("member_id", flat=True) if pk}


def _person(state: MemberState, exemption: Exemption | None, has_leave: bool) -> Person:
    return Person(
        member=state.member,
        has_vote=state.standing == Standing.FORMAL and not state.has_no_vote,
        is_frail=state.is_frail,
        is_exempt=exemption is not None,
        leaves_quorum=exemption is not None and exemption.leaves_quorum,
        has_leave=has_leave,
    )


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


def numbers(
    activities: Iterable[Activity],
    day: date,
    attendances: Iterable[Attendance],
    level: str = Level.BRANCH,
) -> Numbers:
    people = list(attendances)
    required = [one for one in people if one.is_required]
    quorums = tuple(_quorum(rule, people) for rule in rules_for(activities, day, level))
    return Numbers(len(required), sum(one.is_present for one in required), quorums)


def _quorum(rule: QuorumRule, people: list[Attendance]) -> Quorum:
    """Of a committee meeting everybody listed is of the committee; elsewhere those who vote are counted.

    Whoever is only excused from taking part keeps the vote, and stays in the base.
    """
    voting = [one for one in people if one.has_vote or rule.base is Base.COMMITTEE]
    base = [one for one in voting if one.is_in_quorum_base]
    return Quorum(rule, len(base), sum(one.is_present for one in base))
