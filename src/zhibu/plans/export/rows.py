"""What every form of output shows: rows by date, and the places in the documents they come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.plans.codes import SubjectType
from zhibu.plans.covering import ConsolidatedDuty
from zhibu.plans.model import CitedDuty
from zhibu.plans.periods import Unit
from zhibu.plans.wording import amount_in_words, members_in_words, period_in_words, recurrence_in_words
from zhibu.plans.year import YearDue, YearSheet, upper_limits

MOST_DAYS_NAMED = 4
PARTIAL = "方案在这一周期内只有部分时间有效，办了算数，不办不算逾期"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do. ``key`` stays the same from one export to the next; ``series`` is what recurs."""

    key: str
    series: str
    days: tuple[date, ...]  # the days to put it on, the first for order
    when: str
    period: str
    title: str
    amount: str
    who: str
    note: str
    citations: tuple[str, ...]
    weekly: str = ""  # 每周, 每2周: many in a month, which a short form may put together


@dataclass(frozen=True, slots=True)
class Source:
    """A clause and the thing to do that fulfils it."""

    title: str
    plan: str
    document_no: str
    ref: str
    clause: str
    duty: str
    asked: str
    citation: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """A titled year; ``remarks`` are sentences a reader has to know before trusting it."""

    year: int
    title: str
    rows: tuple[Row, ...]
    sources: tuple[Source, ...]
    remarks: tuple[str, ...] = ()


def year_calendar(sheet: YearSheet) -> Calendar:
    consolidated = dict.fromkeys(due.duty for due in sheet.dues)
    return Calendar(
        sheet.year,
        f"{sheet.year}年{sheet.sector.label}{sheet.level.label}应办事项",
        tuple(_row(due, sheet) for due in sheet.dues),
        tuple(source for duty in consolidated for source in _sources(duty)),
        tuple(remarks(sheet)),
    )


def remarks(sheet: YearSheet) -> Iterator[str]:
    if sheet.provisional:
        yield f"暂算：没有{sheet.year}年的放假调休安排，日期按周一至周五上班推算；通知公布后请重新排一遍。"
    for plan in sheet.left_out:
        under = plan.applies_to.under
        yield f"没有列入《{plan.title}》：它只发给 {under} 及其下级；若属其下级，请加 --under {under}。"


def _row(due: YearDue, sheet: YearSheet) -> Row:
    duty = due.cited.duty
    return Row(
        key=f"{sheet.level}.{sheet.sector}.{'.'.join(map(str, due.key))}",
        series=".".join(due.cited.key),
        days=_days(due),
        when=_when(due),
        period=period_in_words(duty.every, due.period, sheet.year),
        title=due.cited.title,
        amount=amount_in_words(duty),
        who=who_in_words(due.cited),
        note="；".join(_notes(due)),
        citations=tuple(dict.fromkeys(cited.citation for cited in due.clauses)),
        weekly=recurrence_in_words(duty.every) if duty.every.unit is Unit.WEEK else "",
    )


def _when(due: YearDue) -> str:
    words = tuple(dict.fromkeys(one.words for one in due.suggested))
    return "或".join(words) if len(words) <= MOST_DAYS_NAMED else f"{words[0]}等{len(words)}天，任选"


def who_in_words(cited: CitedDuty) -> str:
    if cited.duty.subject is SubjectType.ORGANIZATION:
        return "本组织"
    return f"每名{members_in_words(cited.duty.selects).removeprefix('全体')}"


def _days(due: YearDue) -> tuple[date, ...]:
    """As many of the suggested days as things are asked for; amounts in hours or yuan need only one."""
    wanted = 1 if due.cited.duty.measure else int(due.required)
    days = tuple(dict.fromkeys(one.day for one in due.suggested))
    return days[: max(wanted, 1)]


def _notes(due: YearDue) -> Iterator[str]:
    yield from dict.fromkeys(f"{one.why}改期" for one in due.suggested if one.why)
    if not due.demanded:
        yield PARTIAL
    yield from upper_limits(due)
    if due.cited.duty.evidence:
        yield f"留存{due.cited.duty.evidence}"
    if any(cited.duty.review for cited in due.clauses):
        yield "条款尚待核对"


def _sources(one: ConsolidatedDuty) -> Iterator[Source]:
    for cited in one.clauses:
        yield Source(
            title=one.kept.title,
            plan=cited.plan.title,
            document_no=cited.plan.document_no or "",
            ref=cited.clause.ref,
            clause=cited.clause.title or "",
            duty=cited.title,
            asked=f"{recurrence_in_words(cited.duty.every)}，{amount_in_words(cited.duty)}",
            citation=cited.citation,
        )
