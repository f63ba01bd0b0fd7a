"""What is recorded and what comes of it: facts, exemptions, and dues with their status."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhibu.ledger.amounts import to_scaled
from zhibu.plans.codes import Code, SubjectType
from zhibu.plans.dues import Due


class Status(Code):
    """Status of a due on a day, in the order in which the contract decides (section 7)."""

    MET = "met", "已完成"
    EXEMPT = "exempt", "已免除"
    PARTIAL = "partial", "不足一期"
    OPEN = "open", "进行中"
    OPTIONAL = "optional", "可不办"
    OVERDUE = "overdue", "已逾期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A dated thing that happened; without ``member_id`` it is the organization's own.

    ``quantity`` is nought or more and has at most four decimals (ValueError otherwise); None counts one.
    """

    fact_id: str
    org_id: str
    activity: str
    occurred_on: date
    member_id: str | None = None
    measure: str | None = None
    quantity: Decimal | None = None

    def __post_init__(self) -> None:
        if self.quantity is not None:
            to_scaled(self.quantity)  # ValueError here, before anything is counted

    @property
    def subject(self) -> tuple[SubjectType, str]:
        """Whose due it can count toward: the member's wherever it was recorded, else the organization's."""
        if self.member_id is None:
            return SubjectType.ORGANIZATION, self.org_id
        return SubjectType.MEMBER, self.member_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An approved reason why a subject's dues are not demanded; None means all, or no end."""

    subject_type: SubjectType
    subject_id: str
    activity: str | None = None
    from_: date | None = None
    to: date | None = None

    def covers(self, activity: str, day: date) -> bool:
        return (
            self.activity in (None, activity)
            and (self.from_ is None or self.from_ <= day)
            and (self.to is None or day <= self.to)
        )


@dataclass(frozen=True, slots=True)
class DueStatus:
    """A due on the day asked about; ``excess`` is true when more was done than ``at_most`` allows."""

    due: Due
    achieved: Decimal
    status: Status
    excess: bool

    @property
    def required(self) -> Decimal:
        return self.due.required
