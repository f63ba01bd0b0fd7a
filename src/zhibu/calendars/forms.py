"""The forms of planned gatherings. Segments are rows of plain fields, for their number is not fixed:

did=CODE …, minutes-CODE=60
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhibu.calendars.models import AUDIENCES, Planned
from zhibu.calendars.proposing import LONGEST, USUAL_LONGEST
from zhibu.plans.codes import Activity
from zhibu.plans.lightest import Audience, standard_settings
from zhibu.registry.forms import day_field
from zhibu.registry.models import Organization

LONGEST_SEGMENT = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Row:
    """One activity that may be ticked."""

    activity: Activity
    is_ticked: bool
    minutes: str


class PlannedForm(forms.Form):
    """Day, time and segments of a planned gathering; without one, of a new one."""

    day = day_field(_("日期"))
    starts_at = forms.TimeField(
        label=_("开始时间"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("不填就是当天，具体时间再定"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, planned: Planned | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.sent = data if data is not None else QueryDict()
        self.planned = planned
        if planned is not None:
            self.initial = {"day": planned.day, "starts_at": planned.starts_at, **self.initial}

    @property
    def first_rows(self) -> list[Row]:
        """What it holds already."""
        return [row for row in self._rows() if row.is_ticked]

    @property
    def more_rows(self) -> list[Row]:
        return [row for row in self._rows() if not row.is_ticked]

    def _rows(self) -> Iterator[Row]:
        known: dict[Activity, int] = dict(self.planned.parts) if self.planned else {}
        usual = {activity: one.minutes for activity, one in standard_settings().gatherings.items()}
        for activity in dict.fromkeys([*known, *usual]):
            minutes = str(known.get(activity) or usual[activity])
            if self.is_bound:
                is_ticked = activity.value in self.sent.getlist("did")
                yield Row(activity, is_ticked, self.sent.get(f"minutes-{activity.value}", minutes))
            else:
                yield Row(activity, activity in known, minutes)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        rows = self.first_rows
        if not rows:
            self.add_error(None, _("请至少选一个环节"))
        for row in rows:
            if not row.minutes.isdecimal() or not 0 < int(row.minutes) <= LONGEST_SEGMENT:
                self.add_error(None, _("每个环节请写大约多少分钟（1 至 1440 的整数）"))
                return found
        found["parts"] = [(row.activity, int(row.minutes)) for row in rows]
        return found


class AddForm(PlannedForm):
    """A gathering that a person adds: whose it is and who comes as well."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("谁的活动"), empty_label=None)
    audience = forms.ChoiceField(label=_("谁参加"), choices=AUDIENCES[:2], initial=Audience.ALL.value)
    field_order = ("organization", "audience", "day", "starts_at")

    def __init__(self, data: QueryDict | None = None, *, places: Any, **options: Any) -> None:
        super().__init__(data, **options)
        offered: Any = self.fields["organization"]
        offered.queryset = places
        if not self.is_bound and len(places) < 2:
            offered.initial = places[0].pk if places else None


class SplitForm(forms.Form):
    """Which segments go to another day."""

    new_day = day_field(_("分出去的放在哪一天"))
    moved = forms.MultipleChoiceField(label=_("把哪些环节分出去"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None = None, *, planned: Planned) -> None:
        super().__init__(data)
        choices: Any = self.fields["moved"]
        choices.choices = [(one.value, str(_(one.label))) for one in planned.activities]
        self.initial = {"moved": [one.value for one in planned.activities[1:]]}

    @property
    def activities(self) -> set[Activity]:
        return {Activity(one) for one in self.cleaned_data["moved"]}

    @property
    def day(self) -> date:
        day: date = self.cleaned_data["new_day"]
        return day


class ProposeForm(forms.Form):
    """How long one gathering may be."""

    longest = forms.TypedChoiceField(
        label=_("一次活动最长"),
        coerce=int,
        choices=[(minutes, _("%(n)s 分钟") % {"n": minutes}) for minutes in LONGEST],
        initial=USUAL_LONGEST,
    )

    @property
    def minutes(self) -> int:
        """The length asked for; the usual one where none is."""
        return self.cleaned_data["longest"] if self.is_bound and self.is_valid() else USUAL_LONGEST
