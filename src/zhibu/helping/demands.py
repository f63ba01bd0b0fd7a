"""The demands that standings are counted for, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhibu.helping.models import Demand
from zhibu.ledger import Counted
from zhibu.plans.codes import Force
from zhibu.plans.model import CitedDuty
from zhibu.plans.periods import Period

BATCH = 500
DueKey = tuple[str, str, date]  # plan, duty, first day of the period


@dataclass(frozen=True, slots=True)
class Demanded:
    """A duty in one period; two are the same when plan, duty and period are."""

    cited: CitedDuty
    period: Period

    @property
    def key(self) -> DueKey:
        return *self.cited.key, self.period.start

    @property
    def is_optional(self) -> bool:
        return self.cited.duty.force is Force.MAY

    def row(self, year: int) -> Demand:
        plan_id, duty_id, starts = self.key
        return Demand(
            plan_id=plan_id,
            duty_id=duty_id,
            year=year,
            starts=starts,
            ends=self.period.end,
            subject=self.cited.duty.subject.value,
            is_optional=self.is_optional,
        )


def demanded(one: Counted) -> Demanded:
    return Demanded(one.demand.cited, one.demand.period)


def demand_keys(year: int, wanted: Iterable[Demanded]) -> dict[DueKey, int]:
    """The primary key of each demand; rows that are not there are made, and put right where they differ.

    The last day of a period differs when a plan was repealed within it.
    """
    rows = {one.key: one.row(year) for one in wanted}
    known = _known(year, rows.values())
    wrong = [row for key, row in rows.items() if key not in known or known[key][1:] != _said(row)]
    if wrong:
        Demand.objects.bulk_create(
            wrong,
            BATCH,
            update_conflicts=True,
            unique_fields=["year", "plan_id", "duty_id", "starts"],
            update_fields=["ends", "subject", "is_optional"],
        )
        known = _known(year, rows.values())
    return {key: known[key][0] for key in rows}


def _said(row: Demand) -> tuple[date, str, bool]:
    return row.ends, row.subject, row.is_optional


def _known(year: int, rows: Iterable[Demand]) -> dict[DueKey, tuple[int, date, str, bool]]:
    wanted = {(row.plan_id, row.duty_id) for row in rows}
    found = Demand.objects.filter(
        year=year, plan_id__in={plan for plan, _duty in wanted}, duty_id__in={duty for _plan, duty in wanted}
    )
    columns = ("plan_id", "duty_id", "starts", "pk", "ends", "subject", "is_optional")
    return {(plan, duty, starts): tuple(rest) for plan, duty, starts, *rest in found.values_list(*columns)}  # type: ignore[misc]
