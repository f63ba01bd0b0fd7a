"""The forms of leave and exemptions: as few questions as will do."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.gatherings.grounds import Ground, allowed
from zhibu.gatherings.kinds import offer
from zhibu.plans.codes import Activity
from zhibu.registry.forms import day_field
from zhibu.registry.models import Member, Organization


class AskForm(forms.Form):
    """One request. ``people`` are offered to whoever asks for others; an organization's own has none."""

    member = forms.ModelChoiceField(
        Member.objects.none(), label=gettext_lazy("为谁"), empty_label=gettext_lazy("请选择")
    )
    ground = forms.ChoiceField(label=gettext_lazy("原因"), widget=forms.RadioSelect)
    from_day = day_field(gettext_lazy("哪一天"), initial=timezone.localdate)
    to_day = day_field(gettext_lazy("到哪天止"), required=False)
    activity = forms.ChoiceField(label=gettext_lazy("哪项活动"), required=False)
    words = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("不用写病情。只有本人和党支部书记看得到，加密保存。"),
    )
    approved_by = forms.CharField(
        label=gettext_lazy("已经由谁批准"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "会上已经定过的写在这里，例如“支委会 3 月 5 日会议”，保存后直接生效；还没定的空着。"
        ),
    )

    def __init__(
        self,
        *args: Any,
        organization: Organization,
        is_lasting: bool,
        of_member: bool,
        people: Any = None,
        may_decide: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.is_lasting = is_lasting
        fields: Any = self.fields
        grounds = allowed(of_member=of_member, is_lasting=is_lasting)
        fields["ground"].choices = [(one.value, _(one.label)) for one in grounds]
        offered = [one for one in Activity if one not in offer(organization.level).never]
        everything = _("全部活动") if is_lasting else _("当天的活动")
        fields["activity"].choices = [("", everything), *((one.value, _(one.label)) for one in offered)]
        if is_lasting:
            fields["from_day"].label = _("从哪天起")
        else:
            del fields["to_day"]
        if people is None:
            del fields["member"]
        else:
            fields["member"].queryset = people
        if not of_member:
            fields["words"].help_text = _("加密保存；本组织和批准的上级看得到。")
        if not may_decide:
            del fields["approved_by"]

    def request(self) -> dict[str, Any]:
        """After ``is_valid``: what ``leave.ask`` takes."""
        given = self.cleaned_data
        return {
            "is_lasting": self.is_lasting,
            "ground": Ground(given["ground"]),
            "from_day": given["from_day"],
            "to_day": given.get("to_day"),
            "activity": Activity(given["activity"]) if given["activity"] else None,
            "words": given["words"],
        }


class DecideForm(forms.Form):
    """Approve, or decline and say why; which of the two is the button pressed."""

    approved_by = forms.CharField(
        label=gettext_lazy("由谁批准"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("会上定的写会议，例如“支委会 3 月 5 日会议”；空着就是您本人。"),
    )
    leaves_quorum = forms.BooleanField(
        label=gettext_lazy("表决、选举时不计入应到会人数"),
        required=False,
        help_text=gettext_lazy("只有上级党组织同意并经党员大会通过的才勾；一般不勾，免除参加不影响表决权。"),
    )
    words = forms.CharField(
        label=gettext_lazy("不同意的原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("不同意时填写，本人会看到。"),
    )

    def __init__(self, *args: Any, is_lasting: bool, of_member: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not (is_lasting and of_member):
            del self.fields["leaves_quorum"]
        if not is_lasting:
            del self.fields["approved_by"]
