"""What duties fall on: organizations and members, and the tree they stand in (contract, section 2)."""

from dataclasses import dataclass
from datetime import date

from zhibu.plans.codes import Category, Flow, Level, Sector
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR, ONE_DAY, Period


def existence(since: date | None, until: date | None) -> Period | None:
    """The days of ``[since, until)``; None when it is empty, an open end where a date is not given."""
    start = since or date(FIRST_YEAR, 1, 1)
    end = until - ONE_DAY if until else date(LAST_YEAR, 12, 31)
    return Period(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization of the tree; ``until`` is the day it no longer exists."""

    org_id: str
    level: Level
    sector: Sector
    parent_id: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def exists(self) -> Period | None:
        return existence(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Member:
    """A member; ``until`` is the day on which the relation with the organization has ended."""

    member_id: str
    org_id: str
    category: Category = Category.OTHER
    is_leader: bool = False
    is_secretary: bool = False
    is_frail: bool = False
    flow: Flow = Flow.NONE
    since: date | None = None
    until: date | None = None

    @property
    def exists(self) -> Period | None:
        return existence(self.since, self.until)
