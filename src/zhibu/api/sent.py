"""What is asked and sent. Descriptions are the documentation: the page and the OpenAPI file show them."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints, ValidationInfo, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from zhibu.gatherings.models import Reason
from zhibu.plans.codes import Activity
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR

MOST_ROWS = 200
MOST_FACTS = 5000
LONGEST_TEXT = 20_000

Absent = SkipJsonSchema[None]  # may be left out, cannot be sent as null in an address
LARGEST_ID = 2**53 - 1  # every program can hold it exactly
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]  # in an address
Pk = Annotated[int, Path(ge=1, le=LARGEST_ID, description=_("编号"))]
Ref = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True)]  # in a body
Measure = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Quantity = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]


def _as_written(value: Any) -> Any:
    """Only ``2026-03-05``: a bare number is a slip, not so many seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_as_written", "not a date")
    return value


Day = Annotated[
    date, BeforeValidator(_as_written), Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))
]


# ── what lists are asked by ──────────────────────────────────────────────────────────────────────
class Asked(Schema):
    """The query of an address: a misspelt name is refused, for without it much more would be answered."""

    @model_validator(mode="before")
    @classmethod
    def nothing_unknown(cls, sent: Any, info: ValidationInfo) -> Any:
        request = (info.context or {})["request"]
        for name in request.GET:
            if name not in cls.model_fields:
                raise PydanticCustomError("extra_forbidden", "unknown", {"name": name})
        return sent


class Paging(Asked):
    """The part of a list."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description=_("一页多少条"))
    after: str | Absent = Field(None, max_length=40, description=_("上一页给出的 next，原样填写"))


class Place(Paging):
    """A list of one part of the tree."""

    under: Id | Absent = Field(None, description=_("只要这个党组织和它下面的"))


class OnDay(Asked):
    """A day."""

    on: Day | Absent = Field(None, description=_("那一天的情形；不填为今天"))


class PlaceAndDay(Place, OnDay):
    """A list as of a day."""


class MembersAsked(PlaceAndDay):
    """The members asked for."""

    name: str | Absent = Field(
        None, min_length=1, max_length=50, pattern=r"^[^\u0000-\u001f]*$", description=_("姓名的一部分")
    )


class Days(Place):
    """A list of what happened between two days."""

    since: Day | Absent = Field(None, description=_("从这一天起，当天算在内"))
    until: Day | Absent = Field(None, description=_("到这一天止，当天算在内"))
    activity: Activity | Absent = Field(None, description=_("只要这一类活动"))


class FactsAsked(Days):
    """The facts asked for."""

    member: Id | Absent = Field(None, description=_("只要这名党员的"))


class YearAsked(Asked):
    """A year, looked at on a day."""

    year: Year | Absent = Field(None, description=_("哪一年的应办事项；不填为今年"))
    on: Day | Absent = Field(None, description=_("按哪一天看状态；不填为今天"))


class DuesAsked(Place, YearAsked):
    """The dues asked for, a page of organizations at a time."""


# ── bodies ────────────────────────────────────────────────────────────────────────────────────────
class Sent(Schema):
    """A body: what is not known is refused, so that a misspelt field does not vanish."""

    model_config = ConfigDict(extra="forbid")


class SegmentIn(Sent):
    """A part of a gathering."""

    activity: Activity = Field(description=_("环节"))
    minutes: int | None = Field(None, ge=1, le=24 * 60, strict=True, description=_("分钟；不清楚可以不填"))


class AbsenceIn(Sent):
    """Why somebody expected did not come."""

    member: Ref = Field(description=_("党员"))
    reason: Reason = Field(description=_("缺席原因"))


class GatheringFields(Sent):
    """What a record says; whoever is expected and not present is absent, as on the form."""

    occurred_on: Day = Field(description=_("日期"))
    place: str = Field(min_length=1, max_length=100, description=_("地点"))
    starts_at: TimeOfDay | None = Field(None, description=_("开始时间，如 14:30"))
    topic: str = Field("", max_length=200, description=_("主题（议题）"))
    discussed: str = Field("", max_length=LONGEST_TEXT, description=_("主要内容"))
    decided: str = Field("", max_length=LONGEST_TEXT, description=_("议定事项"))
    guests: str = Field("", max_length=200, description=_("列席人员"))
    chair: Ref | None = Field(None, description=_("主持人"))
    recorder: Ref | None = Field(None, description=_("记录人"))
    lecturer: Ref | None = Field(None, description=_("讲课人"))
    segments: list[SegmentIn] = Field([], max_length=40, description=_("各个环节"))
    amounts: dict[Measure, Quantity] = Field({}, max_length=10, description=_("数量，按活动的类别"))
    present: list[Ref] = Field(max_length=2000, description=_("到会的党员"))
    absent: list[AbsenceIn] = Field([], max_length=2000, description=_("缺席的原因；不写原因的记作未请假"))


class NewGathering(GatheringFields):
    """A gathering to be written down."""

    organization: Ref = Field(description=_("党组织"))
    kind: Activity = Field(description=_("类型"))
    is_another: bool = Field(False, strict=True, description=_("同一天已有同类记录，但确是另一次"))


class Correction(GatheringFields):
    """A record put right: all of it, as it should be."""

    version: Version = Field(description=_("您看到的版本"))
    reason: str = Field("", max_length=200, description=_("为什么更正"))


class Cancelling(Sent):
    """A record that is to count no longer."""

    version: Version = Field(description=_("您看到的版本"))
    reason: str = Field(min_length=1, max_length=200, description=_("为什么撤销"))


class FactIn(Sent):
    """A fact to be taken over from another system."""

    organization: Ref = Field(description=_("由哪个党组织记下"))
    member: Ref | None = Field(None, description=_("是谁的；不填为党组织自己的"))
    activity: Activity = Field(description=_("活动"))
    measure: Measure | None = Field(None, description=_("计量，如 hours；不填按次计"))
    occurred_on: Day = Field(description=_("日期"))
    quantity: Quantity | None = Field(None, description=_("数量；不填为 1"))


class FactsIn(Sent):
    """Facts to be taken over: all of them or none."""

    facts: list[FactIn] = Field(min_length=1, max_length=MOST_FACTS, description=_("要导入的事实"))
