"""What the self-check and the meter show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from zhibu.burden import meter
from zhibu.burden.evidence import CHECKS, Finding
from zhibu.burden.meter import Burden
from zhibu.burden.reading import Function, Rule, rulebook
from zhibu.duties.months import ShownMonth
from zhibu.duties.queries_counted import CountedPage, counted_page
from zhibu.gatherings.content import changes
from zhibu.gatherings.models import Gathering, Revision
from zhibu.registry.models import Organization


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule with what the application shows of itself at this moment."""

    rule: Rule
    findings: tuple[Finding, ...]

    @property
    def is_kept(self) -> bool:
        return all(one.is_kept for one in self.findings)


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The whole self-check."""

    checked: date
    rules: list[CheckedRule]
    functions: tuple[Function, ...]

    @property
    def is_kept(self) -> bool:
        return all(one.is_kept for one in self.rules)


def self_check() -> SelfCheck:
    book = rulebook()
    found = {name: check() for name, check in CHECKS.items()}
    rules = [CheckedRule(rule, tuple(found[name] for name in rule.evidence)) for rule in book.rules]
    return SelfCheck(book.checked, rules, book.functions)


@dataclass(frozen=True, slots=True)
class MonthBurden:
    """What was filled in during one month."""

    month: ShownMonth
    burden: Burden


@dataclass(frozen=True, slots=True)
class MeterPage:
    """A branch's month, what its records counted for, and the months of its year."""

    place: Organization
    month: ShownMonth
    burden: Burden
    counted: list[CountedPage]
    months: list[MonthBurden]

    @property
    def dues(self) -> int:
        return sum(one.dues for one in self.counted)

    @property
    def saved(self) -> int:
        """How many forms were spared: one a due, had each plan been reported on by itself."""
        return max(0, self.dues - self.burden.records)


def meter_page(place: Organization, month: ShownMonth) -> MeterPage:
    by_month = burden_by_month([place], month.year)
    recorded = Gathering.objects.filter(
        organization=place, cancelled_at=None, recorded_at__date__range=(month.days.start, month.days.end)
    )
    today = timezone.localdate()
    counted = [
        counted_page(one, today)
        for one in recorded.select_related("organization__parent").order_by("occurred_on", "pk")
    ]
    months = [
        MonthBurden(ShownMonth(month.year, number, month.today), by_month.get(number, Burden()))
        for number in range(1, 13)
        if (month.year, number) <= (month.today.year, month.today.month)
    ]
    return MeterPage(place, month, by_month.get(month.number, Burden()), counted, months)


def burden_by_month(places: Sequence[Organization], year: int) -> dict[int, Burden]:
    """Month number → what was filled in. One query, whatever the number of records."""
    rows = Revision.objects.filter(gathering__organization__in=places, at__year=year)
    found: dict[int, Burden] = defaultdict(Burden)
    before: dict[int, dict[str, Any]] = {}
    columns = rows.order_by("gathering_id", "number").values_list("gathering_id", "at", "content", "verb")
    for pk, at, content, verb in columns:
        if verb != "cancel":
            found[timezone.localtime(at).month] += _of_revision(before.get(pk), content)
        before[pk] = content
    return dict(found)


def _of_revision(before: dict[str, Any] | None, content: dict[str, Any]) -> Burden:
    if before is None:
        return meter.of_record(content)
    return meter.of_correction([one.name for one in changes(before, content)], content)
