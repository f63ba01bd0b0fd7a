"""The one place where facts come of a gathering.

    the organization   once for the kind and once for each segment; hours where minutes are known; amounts
    each one present   the same activities and hours; the lecturer a lecture given besides
    each one visited   what can be brought (kinds.yaml, ``delivered``), its hours, and the visit (送学上门)

A plan's clause that asks a member for study therefore counts what was brought as it counts what was
attended; one that asks for a meeting, a vote or service counts no visit, for those cannot be brought.
An activity that is both the kind and a segment is one fact, for it happened once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from zhibu.gatherings.kinds import kinds
from zhibu.gatherings.models import Fact, Gathering, Segment
from zhibu.plans.codes import Activity

HOURS = "hours"
LECTURES_GIVEN = "lectures_given"
FINEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Done:
    """One activity of a gathering; ``segment`` is None for the kind itself."""

    activity: Activity
    minutes: int | None
    segment: Segment | None


def hours(minutes: int) -> Decimal:
    """Rounded up at the fourth decimal: three times twenty minutes must make one hour, not 0.9999.

    A due in whole minutes would need more than 150 facts before the roundings add up to a minute.
    """
    return (Decimal(minutes) / 60).quantize(FINEST, ROUND_CEILING)


def facts_from(
    gathering: Gathering, segments: Iterable[Segment], present: Iterable[int], visited: Iterable[int] = ()
) -> list[Fact]:
    """Unsaved facts of a gathering with its segments and the ids of the members present or visited."""
    done = list(_done(gathering, list(segments)))
    facts = [fact for one in done for fact in _facts(gathering, one, None)]
    for measure, amount in gathering.amounts.items():
        facts.append(_fact(gathering, gathering.activity, None, measure, Decimal(amount)))
    for member_id in present:
        facts += [fact for one in done for fact in _facts(gathering, one, member_id)]
    facts += _facts_of_visits(gathering, done, list(visited))
    if gathering.lecturer_id and Activity.LECTURE in {one.activity for one in done}:
        facts.append(_fact(gathering, Activity.LECTURE, gathering.lecturer_id, LECTURES_GIVEN, Decimal(1)))
    return facts


def _facts_of_visits(gathering: Gathering, done: list[Done], visited: list[int]) -> Iterator[Fact]:
    if visited and Activity.VISIT not in {one.activity for one in done}:
        yield _fact(gathering, Activity.VISIT, None)
    for member_id in visited:
        yield _fact(gathering, Activity.VISIT, member_id)
        for one in done:
            if one.activity in kinds().delivered:
                yield from _facts(gathering, one, member_id)


def _done(gathering: Gathering, segments: list[Segment]) -> Iterator[Done]:
    yield from (Done(one.activity, one.minutes, one) for one in segments)
    if gathering.activity not in {one.activity for one in segments}:
        known = [one.minutes for one in segments if one.minutes]
        yield Done(gathering.activity, sum(known) or None, None)


def _facts(gathering: Gathering, done: Done, member_id: int | None) -> Iterator[Fact]:
    yield _fact(gathering, done.activity, member_id, segment=done.segment)
    if done.minutes:
        yield _fact(gathering, done.activity, member_id, HOURS, hours(done.minutes), done.segment)


def _fact(
    gathering: Gathering,
    activity: Activity,
    member_id: int | None,
    measure: str = "",
    quantity: Decimal | None = None,
    segment: Segment | None = None,
) -> Fact:
    return Fact(
        gathering=gathering,
        segment=segment,
        organization_id=gathering.organization_id,
        member_id=member_id,
        activity_code=activity.value,
        measure=measure,
        occurred_on=gathering.occurred_on,
        quantity=quantity,
    )
