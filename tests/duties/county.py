"""Plans and records for the small county of ``tests/world.py``."""

from datetime import date

from zhibu.gatherings.models import Fact, Gathering, Segment
from zhibu.issuing.actions import issue
from zhibu.plans.model import Plan

TODAY = date(2026, 11, 18)  # a Wednesday


def duty(name, **changes):
    return {"id": name, "activity": "party_day", "every": "month", **changes}


def plan(name, *duties, level="town", **changes):
    return Plan.model_validate(
        {
            "id": name,
            "title": f"方案{name}",
            "document_no": f"测〔2026〕{len(name)}号",
            "issuer": {"name": "某委", "level": level},
            "in_force": {"from": date(2026, 1, 1)},
            "applies_to": {"level": ["branch"]},
            "clauses": [{"ref": "一.1", "title": "条款", "duties": list(duties)}],
            **changes,
        }
    )


def issued(organization, *plans):
    for one in plans:
        issue(one, acting=None, organization=organization)


def held(organization, day, *activities, present=(), measure=""):
    """A gathering with its facts: one an activity for the organization, and one for each who came."""
    gathering = Gathering.objects.create(
        organization=organization, kind=activities[0], occurred_on=day, place="会议室"
    )
    for activity in activities:
        segment = Segment.objects.create(gathering=gathering, activity_code=activity, minutes=60)
        for member in (None, *present):
            Fact.objects.create(
                gathering=gathering,
                segment=segment,
                organization=organization,
                member=member,
                activity_code=activity,
                measure=measure,
                occurred_on=day,
            )
    return gathering
