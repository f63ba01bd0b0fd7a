"""What one saving of a record says, as the form gives it and the actions keep it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.gatherings.models import REASONS_OF_HEALTH, Attendance, Gathering, Reason, Segment
from zhibu.plans.codes import Activity
from zhibu.registry.models import Member

# The parts of a description, in the order in which papers and comparisons give them.
PARTS = {
    "occurred_on": _("日期"),
    "starts_at": _("开始时间"),
    "place": _("地点"),
    "topic": _("主题（议题）"),
    "segments": _("环节"),
    "chair": _("主持人"),
    "recorder": _("记录人"),
    "lecturer": _("讲课人"),
    "present": _("到会"),
    "absent": _("缺席"),
    "exempt": _("不计入应到"),
    "visited": _("送学上门"),
    "guests": _("列席人员"),
    "discussed": _("主要内容"),
    "decided": _("议定事项"),
    "amounts": _("数量"),
    "attachments": _("附件"),
}
OFFICERS = ("chair", "recorder", "lecturer")  # those who hold an office in a gathering


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One gathering. ``segments`` maps to minutes (None: not known), ``absent`` to the reason.

    Members who are in neither ``present`` nor ``absent`` were not expected; of these, the ``visited`` had
    the lesson brought to them (送学上门).
    """

    kind: Activity
    occurred_on: date
    place: str
    starts_at: time | None = None
    topic: str = ""
    discussed: str = ""
    decided: str = ""
    guests: str = ""
    chair: Member | None = None
    recorder: Member | None = None
    lecturer: Member | None = None
    segments: Mapping[Activity, int | None] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    present: frozenset[int] = frozenset()
    absent: Mapping[int, Reason] = field(default_factory=dict)
    visited: frozenset[int] = frozenset()

    @property
    def activities(self) -> set[Activity]:
        return {self.kind, *self.segments}


def described(gathering: Gathering) -> dict[str, Any]:
    """The record as words, part by part: what revisions keep and people compare. Four queries."""
    people = gathering.attendances.select_related("member").order_by("member__name", "member_id")
    files = gathering.attachments.filter(removed_at__isnull=True).order_by("pk")
    segments = gathering.segments.order_by("pk")
    return described_from(gathering, segments, list(people), [one.name for one in files])


def described_from(
    gathering: Gathering, segments: Iterable[Segment], people: Sequence[Attendance], files: list[str]
) -> dict[str, Any]:
    """The same from parts already at hand."""
    return {
        "occurred_on": gathering.occurred_on.isoformat(),
        "starts_at": f"{gathering.starts_at:%H:%M}" if gathering.starts_at else "",
        "place": gathering.place,
        "topic": gathering.topic,
        "segments": [segment_words(one.activity, one.minutes) for one in segments],
        **{name: _name(getattr(gathering, name)) for name in OFFICERS},
        **_people(people),
        "guests": gathering.guests,
        "discussed": gathering.discussed,
        "decided": gathering.decided,
        "amounts": [f"{label} {amount}" for label, amount in gathering.amount_lines],
        "attachments": files,
    }


def _people(attendances: Sequence[Attendance]) -> dict[str, list[str]]:
    attendances = sorted(attendances, key=lambda one: (one.member.name, one.member_id))
    return {
        "present": [one.member.name for one in attendances if one.is_present],
        "absent": [_absence(one) for one in attendances if not one.is_present and not one.is_spared],
        "exempt": [one.member.name for one in attendances if not one.is_present and one.is_spared],
        "visited": [one.member.name for one in attendances if one.is_visited],
    }


def _absence(one: Attendance) -> str:
    return f"{one.member.name}（{Reason(one.reason).label}）" if one.reason else one.member.name


def without_health(described: Mapping[str, Any]) -> dict[str, Any]:
    """A description as it is told above the branch: who was away, not of what; of the spared no names."""
    told = dict(described)
    told["absent"] = [_without_health(one) for one in described.get("absent", ())]
    for name in ("exempt", "visited"):
        if described.get(name):
            told[name] = [gettext("%(n)s 人") % {"n": len(described[name])}]
    return told


def _without_health(absence: str) -> str:
    for reason in REASONS_OF_HEALTH:
        absence = absence.removesuffix(f"（{reason.label}）")
    return absence


def segment_words(activity: Activity, minutes: int | None) -> str:
    return activity.label if minutes is None else f"{activity.label} {minutes} 分钟"


def _name(member: Member | None) -> str:
    return member.name if member else ""


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs. Lists say what came and went; words give both wordings."""

    name: str
    label: Any
    before: str
    after: str
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The parts in which two descriptions differ, in the order of ``PARTS``."""
    return [
        _change(name, label, before.get(name, ""), after.get(name, ""))
        for name, label in PARTS.items()
        if name in after and differ(before.get(name, ""), after.get(name, ""))
    ]


# What the audit says of a part: its wording, how many, or (names, free text) only that it changed.
WORDED = ("occurred_on", "starts_at", "place", "segments", "amounts")
COUNTED = ("present", "absent", "exempt", "attachments")


def told_apart(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[str | int, str | int] | None]:
    """How two descriptions differ, without a name and without what was said."""
    told: dict[str, tuple[str | int, str | int] | None] = {}
    for one in changes(before, after):
        if one.name in COUNTED:
            told[one.name] = (len(before.get(one.name, ())), len(after[one.name]))
        else:
            told[one.name] = (one.before, one.after) if one.name in WORDED else None
    return told


def differ(before: Any, after: Any) -> bool:
    """Whether two wordings of a part say different things; the order of a list says nothing."""
    if isinstance(before, list) and isinstance(after, list):
        return sorted(before) != sorted(after)
    return bool(before != after)


def _change(name: str, label: Any, before: Any, after: Any) -> Change:
    if isinstance(before, list) and isinstance(after, list):
        gone = tuple(one for one in before if one not in after)
        come = tuple(one for one in after if one not in before)
        return Change(name, label, "、".join(before), "、".join(after), gone, come)
    return Change(name, label, str(before), str(after))
