"""The year as JSON, for other programs. The keys are part of the command line's contract."""

import json
from typing import Any

from zhibu.plans.export.rows import who_in_words
from zhibu.plans.model import CitedDuty, plain_number
from zhibu.plans.year import YearDue, YearSheet


def year_json(sheet: YearSheet) -> bytes:
    return (json.dumps(as_data(sheet), ensure_ascii=False, indent=2) + "\n").encode()


def as_data(sheet: YearSheet) -> dict[str, Any]:
    return {
        "year": sheet.year,
        "level": sheet.level.value,
        "sector": sheet.sector.value,
        "provisional": sheet.provisional,
        "left_out": [plan.id for plan in sheet.left_out],
        "dues": [_due(due) for due in sheet.dues],
    }


def _due(due: YearDue) -> dict[str, Any]:
    cited, duty = due.cited, due.cited.duty
    return {
        "plan_id": cited.plan.id,
        "duty_id": duty.id,
        "activity": duty.activity.value,
        "title": cited.title,
        "subject": duty.subject.value,
        "for": duty.selects.model_dump(mode="json", exclude_none=True),
        "who": who_in_words(cited),
        "every": str(duty.every),
        "period_start": due.period.start.isoformat(),
        "period_end": due.period.end.isoformat(),
        "dates": list(dict.fromkeys(one.day.isoformat() for one in due.suggested)),
        "required": plain_number(due.required),
        "at_most": None if duty.at_most is None else plain_number(duty.at_most),
        "measure": duty.measure,
        "force": duty.force.value,
        "demanded": due.demanded,
        "clauses": [clause_as_data(one) for one in due.clauses],
    }


def clause_as_data(cited: CitedDuty) -> dict[str, Any]:
    return {
        "plan_id": cited.plan.id,
        "duty_id": cited.duty.id,
        "title": cited.plan.title,
        "document_no": cited.plan.document_no,
        "ref": cited.clause.ref,
        "clause_title": cited.clause.title,
    }
