"""The form of a token."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.api.models import Scope

LENGTHS = [("30", _("30 天")), ("90", _("90 天")), ("365", _("一年"))]


class TokenForm(forms.Form):
    """What for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("用途"), max_length=50, help_text=_("写清楚给哪个系统用，例如：镇里的学习平台。")
    )
    scope = forms.ChoiceField(label=_("权限"), choices=[(one.value, _(one.label)) for one in Scope])
    days = forms.ChoiceField(label=_("有效期"), choices=LENGTHS, initial="90")

    @property
    def expires_on(self) -> date:
        return timezone.localdate() + timedelta(days=int(self.cleaned_data["days"]))
