"""The trace of a due: clause → duty → period → facts counted, and not counted and why → status."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zhibu.ledger.facts import DueStatus, Exemption, Fact, Status
from zhibu.plans.codes import Code
from zhibu.plans.model import plain_number
from zhibu.plans.periods import Recurrence, Unit


class Reason(Code):
    """Why a fact of the right activity does not count, the first that holds."""

    OTHER_SUBJECT = "other_subject", "记在其他对象名下"
    OTHER_MEASURE = "other_measure", "计量单位不同"
    BEFORE = "before", "早于周期"
    AFTER = "after", "晚于周期"


UNITS = {
    Unit.WEEK: "周",
    Unit.MONTH: "月",
    Unit.QUARTER: "季度",
    Unit.HALF_YEAR: "半年",
    Unit.YEAR: "年",
}

GROUNDS = {
    Status.MET: "完成数达到要求",
    Status.EXEMPT: "周期最后一天在免除期内",
    Status.PARTIAL: "方案或对象只存续了周期的一部分，只展示，不催办",
    Status.OPEN: "周期尚未结束",
    Status.OPTIONAL: "周期已过，条款为“可以”，不作要求",
    Status.OVERDUE: "周期已过，完成数未达要求",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a due stands as it does; facts of other activities are left out."""

    status: DueStatus
    counted: tuple[Fact, ...]
    not_counted: tuple[tuple[Fact, Reason], ...]
    exemption: Exemption | None

    def text(self) -> str:
        due, duty = self.status.due, self.status.due.cited.duty
        lines = [
            f"条款：{due.cited.citation}",
            f"应办：{due.cited.title}（{due.cited.duty.id}），{demand_text(self.status)}，{duty.force.label}",
            f"对象：{due.subject_type.label} {due.subject_id}",
            f"周期：{due.period.start} 至 {due.period.end}{'' if due.demanded else '（不足一期）'}",
            f"计入的事实 {len(self.counted)} 条，合计 {amount_text(self.status.achieved, duty.measure)}：",
            *(f"  {fact_text(fact)}" for fact in self.counted),
            f"未计入的事实 {len(self.not_counted)} 条：",
            *(f"  {fact_text(fact)}：{reason.label}" for fact, reason in self.not_counted),
        ]
        if self.exemption:
            lines.append(f"免除：{exemption_text(self.exemption)}")
        excess = "；超过上限" if self.status.excess else ""
        lines.append(f"状态：{self.status.status.label}——{GROUNDS[self.status.status]}{excess}")
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """The same as plain values for JSON; amounts are numbers, days ISO text."""
        due = self.status.due
        return {
            "plan_id": due.cited.plan.id,
            "duty_id": due.cited.duty.id,
            "citation": due.cited.citation,
            "clause": due.cited.clause.ref,
            "activity": str(due.cited.duty.activity),
            "measure": due.cited.duty.measure,
            "force": str(due.cited.duty.force),
            "subject_type": str(due.subject_type),
            "subject_id": due.subject_id,
            "period_start": due.period.start.isoformat(),
            "period_end": due.period.end.isoformat(),
            "demanded": due.demanded,
            "required": plain_number(due.required),
            "achieved": plain_number(self.status.achieved),
            "counted": [fact_data(fact) for fact in self.counted],
            "not_counted": [fact_data(fact) | {"reason": str(reason)} for fact, reason in self.not_counted],
            "exempted": self.exemption is not None,
            "status": str(self.status.status),
            "grounds": GROUNDS[self.status.status],
            "excess": self.status.excess,
        }


def explain(status: DueStatus, facts: Iterable[Fact], exemptions: Iterable[Exemption]) -> Trace:
    """Sort the facts of the due's activity into those that count and those that do not."""
    due = status.due
    same = sorted(
        (fact for fact in facts if fact.activity == due.cited.duty.activity),
        key=lambda fact: (fact.occurred_on, fact.fact_id),
    )
    judged = [(fact, why_not(fact, status)) for fact in same]
    covering = (
        each
        for each in exemptions
        if (each.subject_type, each.subject_id) == (due.subject_type, due.subject_id)
        and each.covers(due.cited.duty.activity, due.period.end)
    )
    return Trace(
        status,
        tuple(fact for fact, reason in judged if reason is None),
        tuple((fact, reason) for fact, reason in judged if reason is not None),
        next(covering, None),
    )


def why_not(fact: Fact, status: DueStatus) -> Reason | None:
    due = status.due
    if fact.subject != (due.subject_type, due.subject_id):
        return Reason.OTHER_SUBJECT
    if (fact.measure or None) != due.cited.duty.measure:
        return Reason.OTHER_MEASURE
    if fact.occurred_on < due.period.start:
        return Reason.BEFORE
    return Reason.AFTER if fact.occurred_on > due.period.end else None


def demand_text(status: DueStatus) -> str:
    duty = status.due.cited.duty
    at_most = f"，至多 {amount_text(duty.at_most, duty.measure)}" if duty.at_most is not None else ""
    return f"{every_text(duty.every)}至少 {amount_text(status.required, duty.measure)}{at_most}"


def every_text(every: Recurrence) -> str:
    if every.unit is Unit.ONCE:
        return "本年度"
    unit = UNITS[every.unit]
    if every.number == 1:
        return f"每{unit}"
    counter = "" if every.unit in (Unit.WEEK, Unit.YEAR) else "个"
    return f"每 {every.number} {counter}{unit}"


def amount_text(amount: Any, measure: str | None) -> str:
    return f"{plain_number(amount)} {measure or '次'}"


def fact_text(fact: Fact) -> str:
    quantity = 1 if fact.quantity is None else plain_number(fact.quantity)
    whose = f"党员 {fact.member_id}" if fact.member_id else f"党组织 {fact.org_id}"
    return f"{fact.occurred_on} {fact.fact_id} {whose} {quantity} {fact.measure or '次'}"


def exemption_text(exemption: Exemption) -> str:
    start, end = exemption.from_ or "不限", exemption.to or "不限"
    return f"{exemption.activity or '全部事项'}，自 {start} 至 {end}"


def fact_data(fact: Fact) -> dict[str, Any]:
    return {
        "fact_id": fact.fact_id,
        "org_id": fact.org_id,
        "member_id": fact.member_id,
        "measure": fact.measure,
        "occurred_on": fact.occurred_on.isoformat(),
        "quantity": 1 if fact.quantity is None else plain_number(fact.quantity),
    }
