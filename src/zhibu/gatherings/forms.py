"""The form of a gathering: what was sent, what it means, and what stands in it to begin with.

Segments and people are rows of plain fields rather than form fields, for their number is not fixed:

    did=CODE …, minutes-CODE=60        the segments ticked, and how long each took
    listed=ID …, came=ID …, why-ID=…   the people the form listed, who came, why the others did not
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.gatherings.content import OFFICERS, Content
from zhibu.gatherings.kinds import MEASURES, Audience, is_above_branch, kind_of, kinds, name_of, offer
from zhibu.gatherings.models import Gathering, Reason
from zhibu.gatherings.people import Person, committee_of, people_of, people_of_record
from zhibu.plans.codes import Activity
from zhibu.registry.forms import day_field
from zhibu.registry.models import Member, Organization

LONGEST_SEGMENT = 24 * 60


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One activity that may be ticked."""

    activity: Activity
    is_ticked: bool
    minutes: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One member on the list."""

    person: Person
    is_ticked: bool
    reason: str
    is_visited: bool = False


class GatheringForm(forms.Form):
    """One gathering of one kind of one organization; bound to what was sent or to a draft."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    occurred_on = day_field(gettext_lazy("日期"), initial=timezone.localdate)
    starts_at = forms.TimeField(
        label=gettext_lazy("开始时间"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = forms.CharField(label=gettext_lazy("地点"), max_length=100)
    topic = forms.CharField(label=gettext_lazy("主题（议题）"), max_length=200, required=False)
    chair = forms.ModelChoiceField(Member.objects.none(), label=gettext_lazy("主持人"), required=False)
    recorder = forms.ModelChoiceField(Member.objects.none(), label=gettext_lazy("记录人"), required=False)
    lecturer = forms.ModelChoiceField(
        Member.objects.none(),
        label=gettext_lazy("讲课人"),
        required=False,
        help_text=gettext_lazy("上党课时填写；外请的写在“列席人员”里。"),
    )
    guests = forms.CharField(label=gettext_lazy("列席人员"), max_length=200, required=False)
    discussed = forms.CharField(
        label=gettext_lazy("主要内容"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    decided = forms.CharField(
        label=gettext_lazy("议定事项"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=gettext_lazy("为什么更正"), max_length=200, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        organization: Organization,
        kind: Activity,
        initial: Mapping[str, Any] | None = None,
        did: Iterable[Activity] = (),
        gathering: Gathering | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.sent = data if data is not None else QueryDict()
        self.organization, self.gathering = organization, gathering
        self.kind = kind_of(kind, organization.level)
        self.did = tuple(did)
        self.people = (
            people_of_record(gathering, self.day) if gathering else people_of(organization, kind, self.day)
        )
        self._offer_members()
        if gathering is None:
            del self.fields["reason"]

    @property
    def day(self) -> date:
        """The day that the list of people is for: the one sent, if it is a day at all."""
        given = self.sent.get("occurred_on") if self.is_bound else self.initial.get("occurred_on")
        try:
            return forms.DateField().clean(given) or timezone.localdate()
        except ValidationError:
            return timezone.localdate()

    def _offer_members(self) -> None:
        place = self.organization
        belonging = Q(organization=place.parent if place.is_group else place)
        if is_above_branch(place.level):
            belonging |= Q(pk__in=committee_of(place, self.day))
        members = Member.objects.filter(belonging).only("pk", "name").order_by("name", "pk")
        offered = [(one.pk, one.name) for one in members]
        for name in OFFICERS:
            field: Any = self.fields[name]
            field.queryset = members
            field.choices = [("", _("不填")), *offered]

    # ── what the page shows ──────────────────────────────────────────────────────────────────────
    @property
    def counts_absence(self) -> bool:
        return self.kind.audience is not Audience.SOME

    @property
    def name(self) -> str:
        return _(name_of(self.kind.activity, self.organization.level))

    @property
    def lacks_committee(self) -> bool:
        """Whether nobody is listed because no post of the leading body has been entered."""
        return not self.people and is_above_branch(self.organization.level)

    @property
    def person_rows(self) -> list[PersonRow]:
        """Those expected; where nobody is, everybody."""
        return [one for one in self._rows if one.person.is_expected or not self.counts_absence]

    @property
    def spared_rows(self) -> list[PersonRow]:
        """Those of whom nothing is demanded; a lesson can be brought to them."""
        return [one for one in self._rows if one.person.is_spared and self.counts_absence]

    @property
    def late_rows(self) -> list[PersonRow]:
        """Those who came on the roster after the record, not expected by it."""
        return [one for one in self._rows if one.person.is_late and not one.person.is_spared]

    @cached_property
    def _rows(self) -> list[PersonRow]:
        return [self._person_row(one) for one in self.people]

    def _person_row(self, person: Person) -> PersonRow:
        pk = str(person.member.pk)
        if self.is_bound and pk in self.sent.getlist("listed"):
            came, visited = (pk in self.sent.getlist(name) for name in ("came", "visited"))
            return PersonRow(person, came, self.sent.get(f"why-{pk}", ""), visited)
        recorded = self.initial.get("attendances", {}).get(person.member.pk)
        if recorded is not None:
            return PersonRow(person, recorded.is_present, recorded.reason, recorded.is_visited)
        is_ticked = self.counts_absence and person.is_expected and not person.has_leave
        return PersonRow(person, is_ticked, Reason.LEAVE.value if person.has_leave else "")

    @property
    def segment_rows(self) -> list[SegmentRow]:
        """Those offered at once; the kind itself is among them only to say how long it took."""
        offered = [one for one in kinds().segments if one is not self.kind.activity]
        extra = [one for one in self.ticked if one not in offered]
        return [self._segment_row(one) for one in dict.fromkeys([*extra, *offered])]

    @property
    def more_rows(self) -> list[SegmentRow]:
        shown = {row.activity for row in self.segment_rows} | {self.kind.activity, Activity.OTHER}
        shown |= set(offer(self.organization.level).never)
        return [self._segment_row(one) for one in Activity if one not in shown]

    @property
    def ticked(self) -> list[Activity]:
        if self.is_bound:
            return [Activity(one) for one in self.sent.getlist("did") if one in set(Activity)]
        return list(self.did)

    def _segment_row(self, activity: Activity) -> SegmentRow:
        name = f"minutes-{activity.value}"
        if self.is_bound:
            return SegmentRow(activity, activity in self.ticked, self.sent.get(name, ""))
        minutes = self.initial.get("minutes", {}).get(activity, kinds().minutes)
        return SegmentRow(activity, activity in self.ticked, "" if minutes is None else str(minutes))

    @property
    def amount_rows(self) -> list[tuple[str, str, str]]:
        given = self.sent if self.is_bound else self.initial.get("amounts", {})
        offered = kinds().measured.get(self.kind.activity, ())
        prefix = "amount-" if self.is_bound else ""
        return [(one, str(MEASURES[one]), given.get(f"{prefix}{one}", "")) for one in offered]

    @property
    def reasons(self) -> list[Reason]:
        return list(Reason)

    # ── what was sent ────────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["segments"] = self._segments()
        cleaned["amounts"] = self._amounts()
        listed = set(self.sent.getlist("listed"))
        if listed != {str(one.member.pk) for one in self.people}:
            self.add_error(None, _("名单已按所填日期更新，请核对谁到会之后再保存"))
        self.came = frozenset(int(one) for one in self.sent.getlist("came") if one in listed)
        self.visited = self._visited(cleaned["segments"])
        if self.counts_absence and self.people and not self.came:
            self.add_error(None, _("至少要有一人到会；没有开成的活动不用记"))
        elif self.counts_absence:
            self._refuse_absent_officers(cleaned, listed)
        return cleaned

    def _refuse_absent_officers(self, cleaned: Mapping[str, Any], listed: set[str]) -> None:
        """Whoever presided, took the minutes or lectured was there; somebody from elsewhere is not listed."""
        for name in OFFICERS:
            person = cleaned.get(name)
            if person is not None and str(person.pk) in listed and person.pk not in self.came:
                words = _("没有勾选%(name)s到会；请核对谁到会，或改选他人") % {"name": person.name}
                self.add_error(name, words)

    def _visited(self, segments: Iterable[Activity]) -> frozenset[int]:
        """To whom the lesson was brought: of those of whom nothing is demanded, and who did not come."""
        spared = {one.member.pk for one in self.people if one.is_spared}
        sent = {int(one) for one in self.sent.getlist("visited") if one.isdecimal()}
        visited = frozenset(sent & spared - self.came)
        if visited and not {self.kind.activity, *segments} & set(kinds().delivered):
            names = "、".join(_(one.label) for one in kinds().delivered)
            self.add_error(
                None, _("记了送学上门，请在“还做了什么”里勾上送去的内容（%(names)s）") % {"names": names}
            )
        return visited

    def _segments(self) -> dict[Activity, int | None]:
        return {one: self._minutes(one) for one in dict.fromkeys(self.ticked)}

    def _minutes(self, activity: Activity) -> int | None:
        written = self.sent.get(f"minutes-{activity.value}", "").strip()
        if not written:
            return None
        if not written.isdecimal() or not 0 < int(written) <= LONGEST_SEGMENT:
            self.add_error(
                None,
                _("“%(name)s”的时长请填 1 到 %(most)s 之间的整数（分钟），不清楚可以空着")
                % {"name": _(activity.label), "most": LONGEST_SEGMENT},
            )
            return None
        return int(written)

    def _amounts(self) -> dict[str, Decimal]:
        found = {}
        for measure, label, written in self.amount_rows:
            if not written.strip():
                continue
            try:
                found[measure] = Decimal(written.strip()).quantize(Decimal("0.0001")).normalize()
                if not 0 < found[measure] < 10**9:
                    raise InvalidOperation
            except InvalidOperation:
                self.add_error(None, _("“%(name)s”请填大于 0 的数字") % {"name": label})
        return {measure: Decimal(f"{amount:f}") for measure, amount in found.items()}

    def content(self) -> Content:
        """After ``is_valid``."""
        given = self.cleaned_data
        wanted = ("occurred_on", "starts_at", "place", "topic", "discussed", "decided", "guests")
        words = {name: _one_line_end(given[name]) for name in wanted}
        people = {name: given[name] for name in OFFICERS}
        return Content(
            kind=self.kind.activity,
            **words,
            **people,
            segments=given["segments"],
            amounts=given["amounts"],
            present=self.came,
            absent=self._absent(),
            visited=self.visited,
        )

    def _absent(self) -> dict[int, Reason]:
        """Whoever was expected and did not come; without a reason given, none was (未请假)."""
        if not self.counts_absence:
            return {}
        expected = [one.member.pk for one in self.people if one.is_expected]
        return {pk: self._why(pk) for pk in expected if pk not in self.came}

    def _why(self, pk: int) -> Reason:
        written = self.sent.get(f"why-{pk}", "")
        return Reason(written) if written in set(Reason) else Reason.UNKNOWN


def _one_line_end(value: Any) -> Any:
    """Browsers end lines with two characters; one is kept, so that the same words stay the same."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def stored_fields(data: QueryDict) -> dict[str, list[str]]:
    """What a draft keeps of a form: every field but the token of the session."""
    return {name: data.getlist(name) for name in data if name != "csrfmiddlewaretoken"}


def restored(fields: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


class CancelForm(forms.Form):
    """Why a record is to count no longer."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("为什么撤销"), max_length=200)
