"""The auditor's pages: search, and the search as a table."""

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhibu.access.audit import chain, exporting, reading, record_event, words
from zhibu.access.audit.reading import Wanted
from zhibu.access.downloads import XLSX, made
from zhibu.access.paging import page_of_rows
from zhibu.access.requests import SignedIn

FIRST_SHOWN = timedelta(days=30)


def first_day() -> date:
    return timezone.localdate() - FIRST_SHOWN


class SearchForm(forms.Form):
    """By person, object, kind and days."""

    who = forms.CharField(label=_("何人"), required=False, max_length=50)
    what = forms.CharField(label=_("对何人、何党组织"), required=False, max_length=100)
    verb = forms.ChoiceField(
        label=_("做了什么"), required=False, choices=[("", _("全部")), *words.VERBS.items()]
    )
    since = forms.DateField(
        label=_("从"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("到"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def wanted(self) -> Wanted:
        """What is asked; of a form that is wrong, its right fields."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


def asked(request: SignedIn) -> tuple[SearchForm, Wanted]:
    """The last month, until somebody asks for something else."""
    given = request.GET.copy()
    if "since" not in given:
        given["since"] = first_day().isoformat()
    form = SearchForm(given)
    return form, form.wanted()


@require_GET
def events(request: SignedIn) -> HttpResponse:
    form, wanted = asked(request)
    page = page_of_rows(request, reading.found(request.user, wanted))
    shown = {
        "form": form,
        "page": page,
        "lines": reading.lines(page.object_list),
        "head": chain.head(),
        "is_asked": bool(set(request.GET) - {"page"}),
    }
    return render(request, "access/events.html", shown)


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """The same search as a table; that it was taken away is itself an event."""
    _form, wanted = asked(request)
    rows = list(reading.found(request.user, wanted)[: exporting.MOST])
    record_event(
        acting=request.user, verb="export_events", subject=request.user, changes={"n": (None, len(rows))}
    )
    name = f"操作记录{timezone.localdate().isoformat()}.xlsx"
    return made(exporting.workbook(reading.lines(rows)), XLSX, name)
