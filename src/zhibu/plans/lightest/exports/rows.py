"""A lightest year as rows of the shared calendar, and the places that its table cites by number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zhibu.plans.export import Calendar, Row
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter
from zhibu.plans.lightest.wording import (
    gathering_title,
    length_in_words,
    matter_title,
    matter_who,
    quantity_in_words,
    segments_in_words,
    summary,
    title,
)
from zhibu.plans.model import CitedDuty
from zhibu.plans.workdays import in_words

SUGGESTED = "单独事项，不必聚会；日期是建议"


def citations(duties: Iterable[CitedDuty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.citation for cited in duties))


def as_calendar(year: LightestYear) -> Calendar:
    """Gatherings, then separate matters; keys say what and when, so that a second export renews the first."""
    gatherings = (_gathering(one) for one in year.gatherings)
    matters = (_matter(one) for one in year.matters)
    rows = tuple(_with_own_key(f"lightest.{year.level}.{year.sector}", [*gatherings, *matters]))
    return Calendar(year.year, title(year), rows, (), (*summary(year), *year.notes))


def _with_own_key(prefix: str, rows: Iterable[Row]) -> Iterator[Row]:
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        yield replace(row, key=f"{prefix}.{row.key}.{seen[row.key]}")


def _gathering(one: Gathering) -> Row:
    return Row(
        key=f"{one.day}.{one.audience}.{one.group or 0}",
        series=one.audience,
        days=(one.day,),
        when=in_words(one.day),
        period="聚会",
        title=f"{gathering_title(one)}（{one.audience_name}）",
        amount=length_in_words(one.minutes),
        who=one.audience_name,
        note=segments_in_words(one),
        citations=citations(one.duties),
    )


def _matter(one: Matter) -> Row:
    return Row(
        key=f"{one.day}.{one.activity}.{one.measure or ''}.{one.group or 0}",
        series=one.activity,
        days=(one.day,),
        when=in_words(one.day),
        period="单独事项",
        title=matter_title(one),
        amount=quantity_in_words(one.amount, one.measure),
        who=matter_who(one),
        note=SUGGESTED + ("，可在聚会当天办" if one.at_gathering else ""),
        citations=citations(one.duties),
    )


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Numbers for the places cited, in the order in which they first appear."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, duties: Iterable[CitedDuty]) -> "Footnotes":
        return cls({citation: n for n, citation in enumerate(citations(duties), start=1)})

    def marks(self, duties: Iterable[CitedDuty]) -> str:
        return "".join(f"[{n}]" for n in sorted(self.numbers[one] for one in citations(duties)))
