"""Plans made in a line for tests, checked by the same models as files are."""

from typing import Any

from zhibu.plans.model import CitedDuty, Plan


def made_plan(
    plan_id: str,
    *duties: dict[str, Any],
    issuer: str = "town",
    since: str = "2020-01-01",
    until: str | None = None,
    applies_to: dict[str, Any] | None = None,
    document_no: str | None = None,
) -> Plan:
    """A plan with one clause a duty: 一, 二 … by number; a duty's id defaults to d1, d2 …"""
    clauses = [
        {"ref": f"第{n}条", "duties": [{"id": f"d{n}", "activity": "lecture", "every": "month"} | duty]}
        for n, duty in enumerate(duties, 1)
    ]
    return Plan.model_validate(
        {
            "id": plan_id,
            "title": f"{plan_id}方案",
            "issuer": {"name": "某党委", "level": issuer},
            "document_no": document_no,
            "in_force": {"from": since, "to": until},
            "applies_to": applies_to or {},
            "clauses": clauses,
        }
    )


def cited(plan_id: str = "p", every: str = "month", **duty: Any) -> CitedDuty:
    """The only duty of a plan; keywords of ``made_plan`` may be mixed in."""
    about_plan = {key: duty.pop(key) for key in ("issuer", "since", "until", "applies_to") if key in duty}
    return next(made_plan(plan_id, {"every": every, **duty}, **about_plan).duties())
