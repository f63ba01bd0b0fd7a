"""The page of what is near, and of how one wants to be reminded."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhibu.access.requests import SignedIn
from zhibu.calendars.models import Reminding
from zhibu.calendars.near import is_left_in_peace, near
from zhibu.calendars.reminding import choice_of, choose

DAYS = (1, 3, 7, 14)


class RemindingForm(forms.Form):
    """One's own choice; e-mail is off until somebody turns it on."""

    in_application = forms.BooleanField(label=gettext_lazy("在系统里提醒"), required=False)
    by_email = forms.BooleanField(label=gettext_lazy("也发电子邮件"), required=False)
    address = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    days_ahead = forms.TypedChoiceField(
        label=gettext_lazy("提前几天"),
        coerce=int,
        choices=[(days, gettext_lazy("%(n)s 天") % {"n": days}) for days in DAYS],
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("从几点起不发邮件"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("到几点为止"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("by_email") and not found.get("address") and "address" not in self.errors:
            self.add_error("address", _("要发邮件，请填写电子邮箱"))
        return found


@require_http_methods(["GET", "POST"])
def reminders(request: SignedIn) -> HttpResponse:
    chosen = choice_of(request.user)
    form = RemindingForm(request.POST or None, initial=_initial(chosen))
    if request.method == "POST" and form.is_valid():
        choose(acting=request.user, given=form.cleaned_data)
        messages.success(request, _("已保存"))
        return redirect("calendars:reminders")
    today = timezone.localdate()
    member = request.user.member
    lines = near(request.user, today, chosen.days_ahead) if chosen.in_application else []
    shown = {
        "form": form,
        "near": lines,
        "chosen": chosen,
        "is_left_in_peace": member is not None and is_left_in_peace(member, today),
    }
    return render(request, "calendars/reminders.html", shown)


def _initial(chosen: Reminding) -> dict[str, Any]:
    names = ("in_application", "by_email", "address", "days_ahead", "quiet_from", "quiet_to")
    return {name: getattr(chosen, name) for name in names}
