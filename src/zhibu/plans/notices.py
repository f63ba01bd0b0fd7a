"""Notices of public holidays as dated data: which days are off, which weekend days are worked for them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from zhibu.plans.model import Strict, Text
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR

LONGEST_HOLIDAY = 15  # days; more is a slip of the pen
SATURDAY = 5


class Holiday(Strict):
    """One holiday: its days off, both ends included, and the weekend days worked in exchange (调休)."""

    name: Text
    from_: date = Field(alias="from")
    to: date
    work: tuple[date, ...] = ()

    @model_validator(mode="after")
    def sensible(self) -> Self:
        if not 0 <= (self.to - self.from_).days < LONGEST_HOLIDAY:
            raise PydanticCustomError("holiday", "放假应为 1 至 15 天；请核对 from 和 to")
        wrong = [day for day in self.work if day.weekday() < SATURDAY or self.from_ <= day <= self.to]
        if wrong:
            days = "、".join(map(str, wrong))
            raise PydanticCustomError(
                "holiday", "{days}不是可调休上班的日子；work 应是放假之外的周六、周日", {"days": days}
            )
        return self

    def days_off(self) -> Iterator[date]:
        return (self.from_ + timedelta(n) for n in range((self.to - self.from_).days + 1))


class HolidayNotice(Strict):
    """The holidays of one year, with the notice that fixed them and the day it was issued."""

    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    source: Text
    issued: date | None = None
    holidays: tuple[Holiday, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def of_this_year(self) -> Self:
        """New Year's Day may be joined to the last days of December, nothing else leaves the year."""
        first, last = date(self.year - 1, 12, 25), date(self.year, 12, 31)
        for holiday in self.holidays:
            if any(not first <= day <= last for day in (holiday.from_, holiday.to, *holiday.work)):
                raise PydanticCustomError(
                    "holiday", "{name}的日期不在 {year} 年", {"name": holiday.name, "year": self.year}
                )
        return self


class HolidayFile(Strict):
    notices: tuple[HolidayNotice, ...] = Field(min_length=1)
