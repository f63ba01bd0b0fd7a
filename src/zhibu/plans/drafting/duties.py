"""One proposal of the extraction → one duty, and the reasons why a person should look at it.

What the plan file cannot say exactly is never dropped silently: it becomes a reason in ``review``.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from zhibu.plans.codes import Activity, IssuerLevel, Level, SubjectType
from zhibu.plans.date_rules import DateRule, Rule
from zhibu.plans.drafting.lines import one_line
from zhibu.plans.drafting.reasons import BY_SHARE, BY_UNIT, EACH_TIME, NO_MEASURE, NO_RULE
from zhibu.plans.extraction import Measure, Proposal
from zhibu.plans.model import Duty, Filter, Place
from zhibu.plans.periods import Recurrence, Unit
from zhibu.plans.speaking import term

LONGEST_REVIEW = 2000
MOST_UNITS = 99
TERM = Recurrence(Unit.YEAR, 3)
MOST, FINEST = Decimal(10) ** 11, Decimal("0.0001")

# held by every branch by its nature, whatever the document calls the body that holds it
BRANCH_LIFE = {
    Activity.GENERAL_MEETING,
    Activity.COMMITTEE_MEETING,
    Activity.LECTURE,
    Activity.PARTY_DAY,
    Activity.GROUP_STUDY,
    Activity.DISCUSSION,
    Activity.ORG_LIFE_MEETING,
    Activity.APPRAISAL,
    Activity.HEART_TALK,
    Activity.DUES,
}
NAMES_BRANCHES = re.compile("(?<!总)支部")
BASE_LEVELS = (Level.COMMITTEE, Level.GENERAL_BRANCH, Level.BRANCH)
MEMBERS = {
    "secretary": Filter(is_secretary=True),
    "leader": Filter(is_leader=True),
    "member": Filter(),
}
# names of measures in plan files; countable items need none, each is a fact of its own
MEASURES = {"duration_hours": "hours", "hours_per_year": "hours", "items": None}
UNITS = {
    "hours": "小时",
    "money_yuan": "元",
    "area_m2": "平方米",
    "households": "户",
    "people": "人",
    "share": "（占比）",
}
RULE_KEYS = {"day_of_month": "day", "around": "around", "by": "by", "window": "window"}
RULES: TypeAdapter[Rule] = TypeAdapter(DateRule)


class Reasons(list[str]):
    """Reasons for review, in the order in which they came up, each once."""

    def add(self, reason: str) -> None:
        if reason not in self:
            self.append(reason)

    def sentence(self) -> str | None:
        return one_line("；".join(self), LONGEST_REVIEW) or None


def draft_duty(duty_id: str, proposal: Proposal, issuer: IssuerLevel) -> Duty:
    reasons = Reasons(dict.fromkeys(reason.strip() for reason in proposal.doubts if reason.strip()))
    if proposal.activity is Activity.OTHER:
        reasons.add(term("没有对应的活动代码，请选定或改写"))
    subject, selects = who(proposal, issuer, reasons)
    every = how_often(proposal, reasons)
    at_least, at_most, measure = how_much(proposal, reasons)
    return Duty(
        id=duty_id,
        activity=proposal.activity,
        subject=subject,
        selects=selects,
        every=every,
        at_least=at_least,
        at_most=at_most,
        measure=measure,
        force=proposal.force,
        on=when(proposal, reasons),
        review=reasons.sentence(),
        place=Place(start=proposal.start, end=proposal.end),
    )


def who(proposal: Proposal, issuer: IssuerLevel, reasons: Reasons) -> tuple[SubjectType, Filter]:
    actor, activity = proposal.actor, proposal.activity
    if actor in MEMBERS:
        return SubjectType.MEMBER, MEMBERS[actor]
    if actor == "group" or (actor == "organization" and activity is Activity.GROUP_MEETING):
        return SubjectType.ORGANIZATION, Filter(level=(Level.GROUP,))
    if actor == "superior":
        reasons.add(term("由上级党组织办理，请核对是哪一级"))
        return SubjectType.ORGANIZATION, Filter(level=superior_levels(issuer))
    if actor != "organization":
        reasons.add(term("看不出由谁办理，请核对 subject 和 for"))
    elif activity in BRANCH_LIFE or NAMES_BRANCHES.search(proposal.quote):
        return SubjectType.ORGANIZATION, Filter(level=(Level.BRANCH,))
    else:
        reasons.add(term("原文泛指党组织，请核对由哪几级办理"))
    return SubjectType.ORGANIZATION, Filter(level=BASE_LEVELS)


def superior_levels(issuer: IssuerLevel) -> tuple[Level, ...]:
    """The issuer itself where it is a level of the tree that has others below it."""
    own = {
        IssuerLevel.TOWN: Level.TOWN,
        IssuerLevel.DEPARTMENT: Level.DEPARTMENT,
        IssuerLevel.COMMITTEE: Level.COMMITTEE,
    }
    return (own.get(issuer, Level.COUNTY),)


def how_often(proposal: Proposal, reasons: Reasons) -> Recurrence:
    if proposal.period == "term":
        reasons.add(term("原文以任期为周期，暂按三年；村、社区党组织任期五年，请核对"))
        return TERM
    try:
        unit = Unit(proposal.period)
    except ValueError:
        reasons.add(term("看不出周期，暂按一次，请核对"))
        return Recurrence(Unit.ONCE)
    if unit is Unit.ONCE:
        return Recurrence(Unit.ONCE)
    if not 1 <= proposal.every <= MOST_UNITS:
        reasons.add(term("周期的倍数不合常理，暂按 1，请核对"))
        return Recurrence(unit)
    return Recurrence(unit, proposal.every)


def how_much(proposal: Proposal, reasons: Reasons) -> tuple[Decimal, Decimal | None, str | None]:
    """``at_least``, ``at_most`` and ``measure``; a number of times goes before a quantity."""
    measure = proposal.measure
    name = MEASURES.get(measure.what, measure.what) if measure else None
    if measure and name not in UNITS and name is not None:
        reasons.add(NO_MEASURE % {"what": measure.what})
        name = None
    if measure:
        explain(measure, proposal, name, reasons)
    low, high = proposal.min_count, proposal.max_count
    if low is None and measure:
        return bounds(measure.min, measure.max, name, reasons)
    if name not in ("households", "people"):
        name = None  # so many times, each of a certain length or cost
    return bounds(low, high, name, reasons)


def explain(measure: Measure, proposal: Proposal, name: str | None, reasons: Reasons) -> None:
    """What of a quantity has no place in the file."""
    amount = f"{measure.min if measure.min is not None else measure.max}{UNITS.get(name or '', '')}"
    if name == "share":
        reasons.add(BY_SHARE % {"amount": amount})
    elif measure.per:
        reasons.add(BY_UNIT % {"unit": measure.per.removeprefix("每"), "amount": amount})
    elif proposal.min_count is not None and name not in (None, "households", "people"):
        reasons.add(EACH_TIME % {"amount": amount})


def bounds(
    low: float | None, high: float | None, measure: str | None, reasons: Reasons
) -> tuple[Decimal, Decimal | None, str | None]:
    at_least, at_most = quantity(low), quantity(high)
    if at_least is None:
        if measure or low is not None:
            reasons.add(term("看不出最低数量，暂按 1，请核对"))
        at_least = Decimal(1)
    if high is not None and (at_most is None or at_most < at_least):
        reasons.add(term("上限小于下限或不合常理，没有写入，请核对"))
        at_most = None
    return at_least, at_most, measure


def quantity(number: float | None) -> Decimal | None:
    """As a plan file can hold it; None for what is no quantity (zero, less, beyond measure)."""
    if number is None:
        return None
    value = Decimal(str(number))
    if not value.is_finite() or not FINEST <= value < MOST:
        return None
    return (
        value.quantize(FINEST).normalize()
        if value != value.to_integral_value()
        else value.quantize(Decimal(1))
    )


def when(proposal: Proposal, reasons: Reasons) -> Rule | None:
    if not proposal.timing:
        return None
    for key, value in proposal.timing.items():
        written = rule(key, value)
        if written:
            return written
        reasons.add(NO_RULE % {"value": value})
    return None


def rule(key: str, value: Any) -> Rule | None:
    """The date rule that says just this; None when there is none."""
    if key == "weekday":
        fields: dict[str, Any] = {"weekdays": str(value).split(",")}
    elif key in RULE_KEYS:
        fields = {RULE_KEYS[key]: value}
    else:
        return None
    try:
        return RULES.validate_python(fields)
    except ValidationError:
        return None


def numbered(names: Iterator[str]) -> Iterator[str]:
    """Each name as an id: the second of a name gets -2."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"
