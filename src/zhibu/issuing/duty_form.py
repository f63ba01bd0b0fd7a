"""The form that corrects a duty, or adds one: every field of the core's ``Duty`` that a person may set.

Which values are allowed is the core's business: the form gathers them, the model judges.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from zhibu.issuing.models import duty_data
from zhibu.plans.codes import Activity, Category, Flow, Force, Level, Sector, SubjectType
from zhibu.plans.date_rules import WEEKDAYS, Shift
from zhibu.plans.messages import sentence
from zhibu.plans.model import Duty
from zhibu.plans.periods import Recurrence, Unit
from zhibu.plans.wording import UNITS_OF_MEASURES
from zhibu.registry.models import choices

UNITS = [
    ("week", _("周")),
    ("month", _("月")),
    ("quarter", _("季度")),
    ("half_year", _("半年")),
    ("year", _("年")),
    ("once", _("一次性（不重复）")),
]
MEASURES = ("hours", "minutes", "yuan", "m2", "households", "people", "share")
RULES = [
    ("", _("不限")),
    ("day", _("每月某日")),
    ("around", _("某日前后")),
    ("by", _("某日之前")),
    ("window", _("一段时间")),
    ("weekdays", _("每周某几天")),
]
WINDOWS = [
    ("Q1", _("一季度")),
    ("Q2", _("二季度")),
    ("Q3", _("三季度")),
    ("Q4", _("四季度")),
    ("H1", _("上半年")),
    ("H2", _("下半年")),
    *((f"M{n}", _("%(n)s月") % {"n": n}) for n in range(1, 13)),
]
SHIFTS = [
    (Shift.NEAREST.value, _("最近的工作日")),
    (Shift.NEXT.value, _("顺延到下一工作日")),
    (Shift.PREVIOUS.value, _("提前到上一工作日")),
    (Shift.NONE.value, _("不调整")),
]
DAYS_OF_WEEK = list(
    zip(WEEKDAYS, (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")), strict=True)
)
EITHER = [("", _("不限")), ("yes", _("只限")), ("no", _("除外"))]
FLAGS = ("is_secretary", "is_leader", "is_frail")
# where the model finds fault → the field of the form that holds it
FIELDS = {
    "activity": "activity",
    "title": "title",
    "every": "number",
    "at_least": "at_least",
    "at_most": "at_most",
    "measure": "measure",
    "force": "force",
    "on": "rule",
    "for": "subject",
    "note": "note",
}


def _boxes(label: Any, given: list[tuple[str, Any]], help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=given, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _flag(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=EITHER, required=False)


class DutyForm(forms.Form):
    """A duty as a person sees it: what, by whom, how often, how many, when."""

    ref = forms.CharField(label=_("条款"), max_length=100, help_text=_("原文的编号，如 四.(五).1"))
    activity = forms.ChoiceField(label=_("办什么"), choices=choices(Activity))
    title = forms.CharField(
        label=_("名称"), max_length=100, required=False, help_text=_("不填就用上面的类别作名称")
    )
    subject = forms.ChoiceField(
        label=_("由谁办"), choices=choices(SubjectType), widget=forms.RadioSelect, initial="organization"
    )
    level = _boxes(_("哪几级党组织"), choices(Level), _("一个都不选，就是适用范围内的各级"))
    sector = _boxes(_("哪些领域的党组织"), choices(Sector))
    category = _boxes(_("哪类党员"), choices(Category))
    flow = _boxes(_("流动情况"), choices(Flow))
    is_secretary = _flag(_("党组织书记"))
    is_leader = _flag(_("党员领导干部"))
    is_frail = _flag(_("年老体弱党员"))
    number = forms.IntegerField(label=_("每几个"), min_value=1, max_value=99, initial=1)
    unit = forms.ChoiceField(label=_("周期"), choices=UNITS, initial="year")
    at_least = forms.DecimalField(label=_("至少"), initial=1, max_digits=16, decimal_places=4)
    at_most = forms.DecimalField(label=_("至多"), required=False, max_digits=16, decimal_places=4)
    measure = forms.ChoiceField(label=_("单位"), required=False)
    force = forms.ChoiceField(label=_("要求的程度"), choices=choices(Force), initial=Force.MUST.value)
    rule = forms.ChoiceField(label=_("什么时候办"), choices=RULES, required=False)
    day = forms.IntegerField(label=_("几日"), min_value=1, max_value=31, required=False)
    shift = forms.ChoiceField(label=_("遇休息日"), choices=SHIFTS, required=False)
    month = forms.IntegerField(label=_("月"), min_value=1, max_value=12, required=False)
    day_of_month = forms.IntegerField(label=_("日"), min_value=1, max_value=31, required=False)
    days = forms.IntegerField(label=_("前后几天"), min_value=0, max_value=180, required=False)
    window = forms.ChoiceField(label=_("时段"), required=False)
    weekdays = _boxes(_("星期"), DAYS_OF_WEEK)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, base: Duty, ref: str, version: int = 0, **kwargs: Any) -> None:
        kwargs["initial"] = {**as_fields(base), "ref": ref, "version": version}
        super().__init__(*args, **kwargs)
        self.base = base
        self.duty = base
        self._offer(
            "measure",
            [
                ("", _("次")),
                *((name, _(UNITS_OF_MEASURES[name])) for name in MEASURES),
            ],
        )
        self._offer("window", [("", "—"), *WINDOWS])

    def _offer(self, name: str, offered: list[tuple[str, Any]]) -> None:
        """The usual values, and the one that the duty already has."""
        has = self.initial.get(name) or ""
        if has not in dict(offered):
            offered.append((has, _(UNITS_OF_MEASURES.get(has, has)) if has else ""))
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        try:
            self.duty = Duty.model_validate(from_fields(self.base, given))
        except ValidationError as wrong:
            for error in wrong.errors():
                where = next((str(step) for step in error["loc"] if str(step) in FIELDS), "")
                self.add_error(FIELDS.get(where), sentence(error))
        return given


def as_fields(duty: Duty) -> dict[str, Any]:
    selects, on = duty.selects, duty.on.model_dump(mode="json") if duty.on else {}
    every = duty.every
    fields: dict[str, Any] = {
        "activity": duty.activity.value,
        "title": duty.title,
        "subject": duty.subject.value,
        "number": every.number,
        "unit": every.unit.value,
        "at_least": f"{duty.at_least.normalize():f}",
        "at_most": f"{duty.at_most.normalize():f}" if duty.at_most is not None else None,
        "measure": duty.measure or "",
        "force": duty.force.value,
        "note": duty.note,
    }
    for name in ("level", "sector", "category", "flow"):
        fields[name] = [code.value for code in getattr(selects, name) or ()]
    for name in FLAGS:
        fields[name] = {None: "", True: "yes", False: "no"}[getattr(selects, name)]
    return fields | _rule_as_fields(on)


def _rule_as_fields(on: dict[str, Any]) -> dict[str, Any]:
    kind = next((name for name, _label in RULES if name and name in on), "")
    fields: dict[str, Any] = {"rule": kind}
    if kind in ("around", "by"):
        fields["month"], fields["day_of_month"] = int(on[kind][:2]), int(on[kind][3:])
        fields["days"] = on.get("days")
    elif kind == "day":
        fields |= {"day": on["day"], "shift": on["shift"]}
    elif kind:
        fields[kind] = on[kind]
    return fields


def from_fields(base: Duty, given: dict[str, Any]) -> dict[str, Any]:
    """The duty as data, with what the form does not show kept as it was."""
    unit = Unit(given["unit"])
    every = Recurrence(unit, 1 if unit is Unit.ONCE else given["number"])
    data = duty_data(base) | {
        "activity": given["activity"],
        "title": given["title"] or None,
        "subject": given["subject"],
        "for": _filter(given),
        "every": str(every),
        "at_least": given["at_least"],
        "at_most": given["at_most"],
        "measure": given["measure"] or None,
        "force": given["force"],
        "on": _rule(given),
        "note": given["note"] or None,
    }
    return {name: value for name, value in data.items() if value is not None}


def _filter(given: dict[str, Any]) -> dict[str, Any]:
    """Only the conditions of the chosen subject; those of the other were left over from before."""
    if given["subject"] == SubjectType.ORGANIZATION:
        return {name: given[name] for name in ("level", "sector") if given[name]}
    chosen = {name: given[name] for name in ("category", "flow") if given[name]}
    return chosen | {name: given[name] == "yes" for name in FLAGS if given[name]}


def _rule(given: dict[str, Any]) -> dict[str, Any] | None:
    kind = given["rule"]
    if not kind:
        return None
    if kind in ("around", "by"):
        written = f"{given['month'] or 0:02}-{given['day_of_month'] or 0:02}"
        return {kind: written} | (
            {"days": given["days"]} if kind == "around" and given["days"] is not None else {}
        )
    if kind == "day":
        return {"day": given["day"] or 0, "shift": given["shift"] or Shift.NONE.value}
    return {kind: given[kind]}
