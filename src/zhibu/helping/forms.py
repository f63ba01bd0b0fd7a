"""The forms of help: what to look at, what to offer, what to answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.helping.actions import ANSWERS
from zhibu.helping.models import Kind, State


class OfferForm(forms.Form):
    """An offer, in one choice and one sentence."""

    kind = forms.ChoiceField(
        label=gettext_lazy("什么帮助"), choices=lambda: [(one.value, _(one.label)) for one in Kind]
    )
    words = forms.CharField(
        label=gettext_lazy("怎么帮"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一句话就够：谁、什么时候、能做什么。支部可以接受，也可以不要，不用签收。"),
    )
    about = forms.CharField(
        label=gettext_lazy("关于哪件事"), max_length=200, required=False, widget=forms.HiddenInput
    )

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])


class AnswerForm(forms.Form):
    """What the branch says to an offer."""

    state = forms.ChoiceField(choices=[(one.value, one.label) for one in ANSWERS])
    reply = forms.CharField(max_length=200, required=False)

    def clean_state(self) -> State:
        return State(self.cleaned_data["state"])

    def sentence(self) -> str:
        """What is wrong with what was sent, in one sentence."""
        errors: Any = self.errors
        return "；".join(message for messages in errors.values() for message in messages)
