"""What is kept against what the ledger counts now: every difference, named."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from zhibu.helping.batch import TOGETHER, counts_of
from zhibu.helping.counting import Counts
from zhibu.helping.fresh import in_doubt
from zhibu.helping.models import Standing
from zhibu.registry.models import Organization

DueKey = tuple[str, str, str]
NOTHING: Counts = (0,) * len(Standing.COUNTS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One standing that is not what the ledger counts; nothing kept or counted is all noughts."""

    organization: Organization
    plan_id: str
    duty_id: str
    starts: str
    kept: Counts
    counted: Counts

    def __str__(self) -> str:
        where = (
            f"{self.organization.code} {self.organization.name} {self.plan_id}/{self.duty_id} {self.starts}"
        )
        names = ("完成数", "对象", "已完成", "已免除", "不足一期", "未了")
        pairs = zip(names, self.kept, self.counted, strict=True)
        return f"{where}：" + "，".join(f"{name} {a} 应为 {b}" for name, a, b in pairs if a != b)


def differences(year: int | None = None) -> Iterator[Difference]:
    """Of the standings that are believed; those in doubt are counted before they are shown anyway."""
    year = year or timezone.localdate().year
    doubted = {one.pk for one in in_doubt("", year)}
    believed = [one for one in Organization.objects.order_by("path") if one.pk not in doubted]
    for start in range(0, len(believed), TOGETHER):
        yield from _differences(believed[start : start + TOGETHER], year)


def _differences(organizations: list[Organization], year: int) -> Iterator[Difference]:
    kept: dict[int, dict[DueKey, Counts]] = {one.pk: {} for one in organizations}
    rows = Standing.objects.filter(organization__in=organizations, demand__year=year).select_related("demand")
    for row in rows:
        key = (row.demand.plan_id, row.demand.duty_id, row.demand.starts.isoformat())
        kept[row.organization_id][key] = row.counts
    counted = counts_of(organizations, year)
    for one in organizations:
        found = {
            (*demand.cited.key, demand.period.start.isoformat()): counts
            for demand, counts in counted.get(one.pk, {}).items()
        }
        for key in sorted(kept[one.pk].keys() | found.keys()):
            pair = kept[one.pk].get(key, NOTHING), found.get(key, NOTHING)
            if pair[0] != pair[1]:
                yield Difference(one, *key, *pair)
