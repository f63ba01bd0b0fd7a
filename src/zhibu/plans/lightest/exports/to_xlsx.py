"""The lightest year as a workbook: gatherings, separate matters, and what the answer rests on."""

from collections.abc import Iterable
from datetime import date

from zhibu.plans.export.to_xlsx import Sheet, workbook
from zhibu.plans.lightest.exports.rows import citations
from zhibu.plans.lightest.result import LightestYear
from zhibu.plans.lightest.wording import (
    matter_title,
    matter_who,
    quantity_in_words,
    segments_in_words,
    summary,
    title,
)
from zhibu.plans.model import CitedDuty
from zhibu.plans.workdays import WEEKDAY_NAMES

GATHERING_COLUMNS = {"日期": 12, "星期": 6, "谁参加": 12, "做什么": 60, "分钟": 7, "依据": 80}
MATTER_COLUMNS = {"日期": 12, "星期": 6, "事项": 26, "谁": 20, "多少": 14, "聚会当天办": 11, "依据": 80}


def lightest_xlsx(year: LightestYear) -> bytes:
    top = (title(year), *summary(year))
    apart = (f"{title(year)}：单独事项", "要办，但不必聚会；日期是建议。")
    sheets = [
        Sheet("聚会", top, GATHERING_COLUMNS, _gatherings(year)),
        Sheet("单独事项", apart, MATTER_COLUMNS, _matters(year)),
        Sheet("说明", (f"{title(year)}：说明",), {"说明": 110}, [(note,) for note in year.notes]),
    ]
    return workbook(title(year), year.year, sheets)


def _gatherings(year: LightestYear) -> list[tuple[date | str, ...]]:
    return [
        (*_day(one.day), one.audience_name, segments_in_words(one), str(one.minutes), _grounds(one.duties))
        for one in year.gatherings
    ]


def _matters(year: LightestYear) -> list[tuple[date | str, ...]]:
    return [
        (
            *_day(one.day),
            matter_title(one),
            matter_who(one),
            quantity_in_words(one.amount, one.measure),
            "可以" if one.at_gathering else "",
            _grounds(one.duties),
        )
        for one in year.matters
    ]


def _day(day: date) -> tuple[date, str]:
    return day, WEEKDAY_NAMES[day.weekday()]


def _grounds(duties: Iterable[CitedDuty]) -> str:
    return "\n".join(citations(duties))
