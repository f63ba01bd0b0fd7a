"""The forms of visits, matters, appointments and draws."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.policy import Role
from zhibu.oversight.models import Of
from zhibu.oversight.queries import TIMED
from zhibu.registry.forms import day_field
from zhibu.registry.models import Member, Organization

MOST = 500
MOST_OFFERED = 50
MOST_PLACES = 200  # branches listed at a time


class VisitForm(forms.Form):
    """What was found on the spot."""

    visited_on = day_field(_("日期"), initial=timezone.localdate)
    met = forms.CharField(label=_("见了哪些人"), max_length=100, required=False)
    found = forms.CharField(
        label=_("了解到的情况"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写看到的、听到的和一起做的，不打分。"),
    )
    matter = forms.CharField(
        label=_("需要办的事"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("需要支部办理，或者需要上级帮助的，写在这里，支部会看到。"),
    )


class AnswerForm(forms.Form):
    """What the branch did."""

    answer = forms.CharField(label=_("办理情况"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class SeveralForm(forms.Form):
    """One person for several branches."""

    most_places = MOST_PLACES

    member = forms.ModelChoiceField(label=_("党员"), queryset=Member.objects.none(), empty_label=_("请选择"))
    role = forms.ChoiceField(label=_("职务"), choices=[(one.value, _(one.label)) for one in TIMED])
    since = day_field(_("从"), initial=timezone.localdate)
    until = day_field(_("到"), help_text=_("到这一天，查看权限自动结束。"))
    organizations = forms.ModelMultipleChoiceField(
        label=_("支部"), queryset=Organization.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, members: Any, organizations: Any, offered: Any, name: str = "", **options: Any
    ) -> None:
        """``organizations`` are all that may be chosen, ``offered`` those that are listed."""
        super().__init__(*args, **options)
        member: Any = self.fields["member"]
        member.queryset = members
        member.choices = list(self._offered(members, name))
        places: Any = self.fields["organizations"]
        places.queryset = organizations
        places.choices = [(one.pk, one.name) for one in offered[:MOST_PLACES]]

    def _offered(self, members: Any, name: str) -> Iterator[tuple[Any, Any]]:
        """Those of the name that was looked for: a county has too many members for one list."""
        yield "", _("请选择") if name else _("先按姓名查找")
        wanted = members.filter(name__contains=name) if name else members.none()
        for one in wanted.select_related("organization").order_by("name", "pk")[:MOST_OFFERED]:
            yield one.pk, f"{one.name} · {one.organization.name}"

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class DrawForm(forms.Form):
    """What to draw, from where, and how many."""

    organization = forms.ModelChoiceField(
        label=_("范围"), queryset=Organization.objects.none(), empty_label=_("请选择")
    )
    of = forms.ChoiceField(label=_("抽取"), choices=[(one.value, _(one.label)) for one in Of])
    from_day = day_field(_("活动日期从"), required=False)
    to_day = day_field(_("到"), required=False)
    size = forms.IntegerField(label=_("抽取数量"), min_value=1, max_value=MOST, initial=5)
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=64,
        required=False,
        help_text=_("一般留空，由程序产生并保存；填写以前的种子，可以核对以前的抽取。"),
    )

    def __init__(self, *args: Any, organizations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place: Any = self.fields["organization"]
        place.queryset = organizations

    def clean_of(self) -> Of:
        return Of(self.cleaned_data["of"])
