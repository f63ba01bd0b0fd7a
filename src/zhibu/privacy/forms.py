"""The forms of requests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.privacy.models import ANSWERS, Wish

LONGEST = 2000


class AskForm(forms.Form):
    """What is wrong, or is to be erased."""

    wish = forms.ChoiceField(label=_("要求"), choices=[(one.value, _(one.label)) for one in Wish])
    words = forms.CharField(
        label=_("哪里不对，或要删除什么"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("说清是哪一项、正确的是什么就可以，不用附证明；确有需要，会另外与您核对。"),
    )


class AnswerForm(forms.Form):
    """What was done."""

    state = forms.ChoiceField(label=_("办理结果"), choices=[(one.value, _(one.label)) for one in ANSWERS])
    words = forms.CharField(
        label=_("答复"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明改了什么、删了什么；不能办的，说明理由。会议记录等档案不能删除，可以更正。"),
    )
