"""The lightest year as JSON, for programs; dates are ISO, lengths are minutes."""

import json
from typing import Any

from zhibu.plans.export.to_json import clause_as_data
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter
from zhibu.plans.lightest.wording import proof
from zhibu.plans.model import plain_number


def lightest_json(year: LightestYear) -> bytes:
    return (json.dumps(_year(year), ensure_ascii=False, indent=2) + "\n").encode()


def _year(year: LightestYear) -> dict[str, Any]:
    return {
        "level": year.level,
        "sector": year.sector,
        "year": year.year,
        "groups": year.groups,
        "max_minutes": year.longest,
        "status": year.status,
        "proof": proof(year),
        "gathering_count": len(year.gatherings),
        "lower_bound": year.bound,
        "gap": year.gap,
        "one_by_one_count": year.one_by_one,
        "by_audience": year.by_audience(),
        "total_minutes": year.minutes,
        "provisional": year.provisional,
        "gatherings": [_gathering(one) for one in year.gatherings],
        "matters": [_matter(one) for one in year.matters],
        "notes": list(year.notes),
        "left_out": [plan.id for plan in year.left_out],
    }


def _gathering(one: Gathering) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "audience": one.audience,
        "audience_name": one.audience_name,
        "group": one.group,
        "minutes": one.minutes,
        "segments": [
            {
                "activity": segment.activity,
                "name": segment.activity.label,
                "minutes": segment.minutes,
                "clauses": [clause_as_data(cited) for cited in segment.duties],
            }
            for segment in one.segments
        ],
    }


def _matter(one: Matter) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "activity": one.activity,
        "name": one.activity.label,
        "amount": plain_number(one.amount),
        "measure": one.measure,
        "subject": "organization" if one.who is None else "member",
        "for": None if one.who is None else one.who.model_dump(mode="json", exclude_none=True),
        "group": one.group,
        "at_gathering": one.at_gathering,
        "clauses": [clause_as_data(cited) for cited in one.duties],
    }
