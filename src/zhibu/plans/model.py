"""A plan as data: plan → clauses → duties, typed and immutable (contract, section 3).

What a plan file may say is fixed here once: the loader validates with these models and the JSON
Schema for editors is made from them. What the duties fall on is in ``subjects``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from zhibu.plans.codes import Activity, Category, Flow, Force, IssuerLevel, Level, Sector, SubjectType
from zhibu.plans.date_rules import DateRule
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR, Period, Recurrence
from zhibu.plans.speaking import say

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
MEASURE = r"^[a-z][a-z0-9_]{0,39}$"
MEMBER_KEYS = ("category", "is_leader", "is_secretary", "is_frail", "flow")
ORGANIZATION_KEYS = ("level", "sector")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]


class Strict(BaseModel):
    """Immutable, and a key it does not know is an error (a misspelt key must never be passed over)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def as_list(value: Any) -> Any:
    """One value stands for a list of one: ``level: branch``."""
    return value if value is None or isinstance(value, list | tuple) else [value]


def plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def read_recurrence(value: Any) -> Recurrence:
    if isinstance(value, Recurrence):
        return value
    try:
        return Recurrence.parse(str(value))
    except ValueError:
        raise PydanticCustomError(
            "recurrence",
            say(
                "“{written}”不是周期；可用 week、month、quarter、half_year、year、once，"
                "或“2 months”“3 years”这样的倍数（1 至 99）"
            ),
            {"written": value},
        ) from None


def written_date(value: Any) -> Any:
    """A bare number is not a date (it would be read as seconds since 1970)."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", say("不是日期"))
    return value


Day = Annotated[date, BeforeValidator(written_date)]
Quantity = Annotated[
    Decimal,
    Field(gt=0, max_digits=16, decimal_places=4),
    PlainSerializer(plain_number),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
Every = Annotated[
    Recurrence,
    PlainValidator(read_recurrence),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "pattern": "^(once|([1-9][0-9]? )?(week|month|quarter|half_year|year)s?)$"}
    ),
]
Levels = Annotated[
    tuple[Level, ...] | None,
    BeforeValidator(as_list, json_schema_input_type=Level | list[Level] | None),
]
Sectors = Annotated[
    tuple[Sector, ...] | None,
    BeforeValidator(as_list, json_schema_input_type=Sector | list[Sector] | None),
]
Categories = Annotated[
    tuple[Category, ...] | None,
    BeforeValidator(as_list, json_schema_input_type=Category | list[Category] | None),
]
Flows = Annotated[
    tuple[Flow, ...] | None,
    BeforeValidator(as_list, json_schema_input_type=Flow | list[Flow] | None),
]


class Filter(Strict):
    """Which subjects a duty falls on; a key that is absent lets every one through, several must all hold."""

    level: Levels = None
    sector: Sectors = None
    category: Categories = None
    is_leader: bool | None = None
    is_secretary: bool | None = None
    is_frail: bool | None = None
    flow: Flows = None

    @field_validator("level", "sector", "category", "flow")
    @classmethod
    def some_value(cls, value: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        if value == ():
            raise PydanticCustomError("nothing_selected", say("空的列表一个也选不中；不限时请删去这一项"))
        return value

    def given(self) -> tuple[str, ...]:
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class Scope(Filter):
    """``applies_to``: the organizations a plan is addressed to, by level, sector and subtree."""

    under: Identifier | None = None


class Issuer(Strict):
    name: Text
    level: IssuerLevel


class InForce(Strict):
    """The days a plan is in force, both ends included; ``to`` is null while no end is known."""

    from_: Day = Field(alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        for day in (self.from_, self.to):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise PydanticCustomError("year", say("年份应在 1900 至 2200 之间"))
        if self.to and self.to < self.from_:
            raise PydanticCustomError("in_force", say("止日早于起日；to 应不早于 from，尚无止日写 null"))
        return self

    @cached_property
    def period(self) -> Period:
        return Period(self.from_, self.to or date(LAST_YEAR, 12, 31))


class Place(Strict):
    """Where in the document's text a duty is stated: character offsets, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Duty(Strict):
    """One checkable demand of a clause: who, does what, how often or how much."""

    id: Identifier
    activity: Activity
    title: Text | None = None
    subject: SubjectType = SubjectType.ORGANIZATION
    selects: Filter = Field(default=Filter(), alias="for")
    every: Every
    at_least: Quantity = Decimal(1)
    at_most: Quantity | None = None
    measure: Annotated[str, StringConstraints(pattern=MEASURE)] | None = None
    force: Force = Force.MUST
    on: DateRule | None = None
    evidence: Text | None = None
    note: Text | None = None
    review: Text | None = Field(
        default=None, description="Why a person should look at this duty before the plan is used"
    )
    place: Place | None = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise PydanticCustomError("at_most", say("at_most 小于 at_least；上限应不小于下限"))
        wrong = MEMBER_KEYS if self.subject is SubjectType.ORGANIZATION else ORGANIZATION_KEYS
        found = [name for name in self.selects.given() if name in wrong]
        if found:
            allowed = ORGANIZATION_KEYS if wrong is MEMBER_KEYS else MEMBER_KEYS
            words = say("for 中的 {found} 不能用于 subject: {subject}；可用 {allowed}")
            given = {"found": found, "allowed": allowed}
            listed = {name: say("、").join(keys) for name, keys in given.items()}
            raise PydanticCustomError("for", words, listed | {"subject": str(self.subject)})
        return self


class Clause(Strict):
    """A numbered place in the document, such as ``四.(五).1``, and the duties it states."""

    ref: Text
    title: Text | None = None
    note: Text | None = None
    duties: tuple[Duty, ...] = ()


class Plan(Strict):
    """One issued document turned into data."""

    id: Identifier
    title: Text
    issuer: Issuer
    document_no: Text | None = None
    source: Text | None = None
    note: Text | None = None
    in_force: InForce
    applies_to: Scope = Scope()
    clauses: tuple[Clause, ...] = ()

    @field_validator("applies_to")
    @classmethod
    def organizations_only(cls, value: Scope) -> Scope:
        found = [name for name in value.given() if name in MEMBER_KEYS]
        if found:
            raise PydanticCustomError(
                "applies_to",
                say("applies_to 只按党组织选取，不能用 {found}；可用 level、sector、under"),
                {"found": "、".join(found)},
            )
        return value

    def duties(self) -> Iterator["CitedDuty"]:
        """Every duty with the clause and plan it comes from, in the order of the document."""
        for clause in self.clauses:
            for duty in clause.duties:
                yield CitedDuty(self, clause, duty)


@dataclass(frozen=True, slots=True, eq=False)
class CitedDuty:
    """A duty together with its clause and plan: what every status is traced back to.

    Two are the same when plan id and duty id are.
    """

    plan: Plan
    clause: Clause
    duty: Duty

    @property
    def key(self) -> tuple[str, str]:
        return self.plan.id, self.duty.id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CitedDuty) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def in_force(self) -> Period:
        return self.plan.in_force.period

    @property
    def title(self) -> str:
        return self.duty.title or self.duty.activity.term

    @property
    def citation(self) -> str:
        """《title》（document number）clause, as a reader looks it up on paper."""
        number = f"（{self.plan.document_no}）" if self.plan.document_no else ""
        return f"《{self.plan.title}》{number}{self.clause.ref}"

    def periods(self, year: int) -> tuple[Period, ...]:
        """The duty's periods of ``year`` that overlap its time in force."""
        tiles = self.duty.every.periods(year, self.in_force)
        return tuple(tile for tile in tiles if tile.overlap(self.in_force))
