"""From plans to the lightest year of one organization: demands, solving, days, and what it all rests on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhibu.plans.codes import Force, Level, Sector, SubjectType
from zhibu.plans.errors import TooLongError
from zhibu.plans.lightest.begun import Begun, remaining
from zhibu.plans.lightest.demands import Demand, Year, all_demands, all_dues, assumed_organization
from zhibu.plans.lightest.gatherings import Audience, Season, Settings, standard_settings
from zhibu.plans.lightest.matters import Done, separate_matters
from zhibu.plans.lightest.model import serves
from zhibu.plans.lightest.packing import Held
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter, Segment
from zhibu.plans.lightest.settling import settle
from zhibu.plans.lightest.solver import Clock
from zhibu.plans.lightest.solving import Answer, fewest_gatherings
from zhibu.plans.model import Plan
from zhibu.plans.subjects import Organization
from zhibu.plans.wording import members_in_words
from zhibu.plans.workdays import WorkCalendar, work_calendar
from zhibu.plans.year import for_another_subtree

USUAL_LONGEST = 180
USUAL_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """The year of one organization: of the one asked for, or of one of its groups."""

    gatherings: tuple[Gathering, ...]
    matters: tuple[Matter, ...]
    bound: int
    one_by_one: int
    variables: int


def lightest_year(
    plans: Sequence[Plan],
    level: Level,
    sector: Sector,
    number: int,
    *,
    groups: int = 0,
    longest: int = USUAL_LONGEST,
    seconds: float = USUAL_SECONDS,
    settings: Settings | None = None,
    calendar: WorkCalendar | None = None,
    ancestors: Collection[str] = (),
    begun: Begun | None = None,
) -> LightestYear:
    """Fewest gatherings that meet every ``must`` and ``should`` due of such an organization and its members.

    ``groups`` groups hold gatherings of their own beside it, all alike; members belong to the organization
    itself. ``longest`` is the most minutes of one gathering. ``ancestors`` are ids of organizations it stands
    under, for plans that are addressed to a subtree. With ``begun``, the fewest that are left from its first
    day on. Raises YearError when the demands clash, naming the clauses, and when ``seconds`` are too few to
    find any year.
    """
    clock = Clock.start(seconds)
    calendar = calendar or work_calendar()
    settings = settings or standard_settings()
    organization = assumed_organization(level, sector)
    year = Year(number, calendar, settings.at(level), frozenset(ancestors))
    parts = [_part(plans, organization, year, longest, clock, begun)]
    if groups:
        group_year = replace(year, settings=settings.at(Level.GROUP))
        parts += _group_parts(plans, sector, group_year, groups, longest, clock, begun)
    return LightestYear(
        level=level,
        sector=sector,
        year=number,
        groups=groups,
        longest=longest,
        gatherings=tuple(sorted((g for part in parts for g in part.gatherings), key=_order)),
        matters=tuple(
            sorted((m for part in parts for m in part.matters), key=lambda m: (m.day, m.group or 0))
        ),
        bound=sum(part.bound for part in parts),
        one_by_one=sum(part.one_by_one for part in parts),
        provisional=calendar.provisional(number),
        notes=tuple(_notes(plans, organization, year, groups)),
        left_out=tuple(plan for plan in plans if for_another_subtree(plan, organization, year.ancestors)),
        variables=sum(part.variables for part in parts),
    )


def _order(gathering: Gathering) -> tuple[date, str, int]:
    return gathering.day, gathering.audience, gathering.group or 0


def _group_parts(
    plans: Sequence[Plan],
    sector: Sector,
    year: Year,
    groups: int,
    longest: int,
    clock: Clock,
    begun: Begun | None,
) -> list[Part]:
    """Groups that have begun alike have the same year; members' dues belong to the branch."""
    group = assumed_organization(Level.GROUP, sector)
    own = [replace(begun, dues=dues, groups=()) for dues in begun.groups] if begun else [None] * groups
    known: list[tuple[Begun | None, Part]] = []
    parts = []
    for n, mine in enumerate(own, start=1):
        part = next((part for other, part in known if other == mine), None)
        if part is None:
            part = _part(plans, group, year, longest, clock, mine, members=False)
            known.append((mine, part))
        parts.append(_as_group(part, n))
    return parts


def _part(
    plans: Sequence[Plan],
    organization: Organization,
    year: Year,
    longest: int,
    clock: Clock,
    begun: Begun | None = None,
    *,
    members: bool = True,
) -> Part:
    """``members`` False leaves members' dues out: those of a branch with groups belong to the branch."""
    demands = [demand for demand in all_demands(plans, organization, year) if members or not demand.of_member]
    if begun:
        demands = list(remaining(demands, begun.dues, begun.first_day, year.settings))
    gathering = [demand for demand in demands if demand.gathers]
    refuse_too_long(gathering, year.settings, longest)
    answer = fewest_gatherings(gathering, year, longest, clock)
    gatherings = _gatherings(answer, gathering, organization, year)
    done = separate_matters([demand for demand in demands if not demand.gathers], year, clock.grace)
    matters = tuple(_matter(one, gatherings, year.settings) for one in done)
    naive = sum(_by_itself(demand, longest) for demand in gathering)
    return Part(gatherings, matters, answer.bound, naive, answer.variables)


def _by_itself(demand: Demand, longest: int) -> int:
    """How many gatherings one due would take if nothing were shared."""
    least = demand.least or 0
    return -(-least // longest) if demand.timed else least


def refuse_too_long(demands: Iterable[Demand], settings: Settings, longest: int) -> None:
    """One segment that is longer than the longest gathering can never be held."""
    for demand in demands:
        minutes = settings.gatherings[demand.activity].minutes
        if demand.least is not None and minutes > longest:
            raise TooLongError(
                f"{demand.activity.label}按 {minutes} 分钟安排，超过了一次聚会最长的 {longest} 分钟"
                f"（{demand.cited.citation}）；请加大 --max-minutes。"
            )


def _gatherings(
    answer: Answer, demands: Sequence[Demand], organization: Organization, year: Year
) -> tuple[Gathering, ...]:
    names = year.settings.audience_names[organization.level]
    return tuple(
        Gathering(
            day,
            held.site.audience,
            names[held.site.audience],
            None,
            _segments(day, held, demands, year.settings),
        )
        for day, held in settle(answer.held, demands)
    )


def _segments(day: date, held: Held, demands: Sequence[Demand], settings: Settings) -> tuple[Segment, ...]:
    """Segments in the order of the settings file; each with the duties whose day and activity it meets."""
    met = [d for d in demands if day in d.days and serves(held.site.audience, d, settings)]
    order = list(settings.gatherings)
    return tuple(
        Segment(activity, minutes, tuple(dict.fromkeys(d.cited for d in met if d.activity is activity)))
        for activity, minutes in sorted(held.minutes.items(), key=lambda item: order.index(item[0]))
    )


def _matter(done: Done, gatherings: Sequence[Gathering], settings: Settings) -> Matter:
    handy = [g.day for g in gatherings if g.day in done.days and _handy(done, g, settings)]
    return Matter(
        day=handy[0] if handy else _leaning(done.days, settings.season(done.activity)),
        activity=done.activity,
        measure=done.measure,
        amount=done.amount,
        who=done.who,
        group=None,
        at_gathering=bool(handy),
        duties=tuple(dict.fromkeys(demand.cited for demand in done.serves)),
    )


def _handy(done: Done, gathering: Gathering, settings: Settings) -> bool:
    """A member's matter is handiest where all come together; a lecture given, where there is a lecture."""
    if done.activity in settings.gatherings:
        return any(segment.activity is done.activity for segment in gathering.segments)
    return done.who is not None and gathering.audience is Audience.ALL


def _leaning(days: Sequence[date], season: Season) -> date:
    part = {Season.EARLY: 1, Season.MIDDLE: 2, Season.LATE: 3}[season]
    return days[len(days) * part // 4]


def _as_group(part: Part, number: int) -> Part:
    """The same year for one group of several: groups of a kind have the same demands."""
    gatherings = (_held_by_group(gathering, number) for gathering in part.gatherings)
    matters = (replace(matter, group=number) for matter in part.matters)
    return replace(part, gatherings=tuple(gatherings), matters=tuple(matters))


def _held_by_group(gathering: Gathering, number: int) -> Gathering:
    name = f"第{number}党小组"
    if gathering.audience is Audience.ALL:
        return replace(gathering, audience=Audience.GROUP, audience_name=name, group=number)
    return replace(gathering, audience_name=f"{name}{gathering.audience_name}", group=number)


def _notes(plans: Sequence[Plan], organization: Organization, year: Year, groups: int) -> Iterator[str]:
    """What the answer takes for granted and what it leaves out."""
    dues = list(all_dues(plans, organization, year))
    named = dict.fromkeys(
        members_in_words(d.cited.duty.selects) for d in dues if d.subject_type is SubjectType.MEMBER
    )
    if named:
        yield f"方案点到的每一类党员都按有人来排：{'、'.join(named)}；党员的要求由全体到会的聚会一并满足。"
    partial = {due.cited for due in dues if not due.demanded}
    if partial:
        yield f"有 {len(partial)} 项要求在所问年份里生效不满一个周期，不作要求，没有排。"
    optional = {due.cited for due in dues if due.cited.duty.force is Force.MAY}
    if optional:
        yield f"有 {len(optional)} 项是可做可不做的，没有排。"
    if not groups and organization.level is not Level.GROUP and _asks_groups(plans, organization, year):
        yield "方案另有对党小组的要求，没有排进来；有几个党小组，就加 --groups 几。"
    for plan in plans:
        if for_another_subtree(plan, organization, year.ancestors):
            under = plan.applies_to.under
            yield f"没有列入《{plan.title}》：它只发给 {under} 及其下级；若属其下级，请加 --under {under}。"
    dated = year.settings.dated
    yield f"每个环节多长、哪些能合在一次，按 {dated} 的约定（gatherings.yaml）；可用 --settings 换成本地的。"


def _asks_groups(plans: Sequence[Plan], organization: Organization, year: Year) -> bool:
    group = assumed_organization(Level.GROUP, organization.sector)
    return any(due.subject_type is SubjectType.ORGANIZATION for due in all_dues(plans, group, year))
