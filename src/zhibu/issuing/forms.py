"""Forms of uploading, of the head and scope of a draft, and of repeal."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.access.models import Account
from zhibu.issuing.models import Draft, IssuedPlan
from zhibu.issuing.queries import issuers
from zhibu.issuing.uploads import MAY_UPLOAD, read_upload
from zhibu.plans.codes import Level, Sector
from zhibu.plans.documents import Document
from zhibu.plans.errors import ZhibuError
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR
from zhibu.registry.models import choices


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=picker)


class UploadForm(forms.Form):
    """The document, and for whom it is issued."""

    file = forms.FileField(
        label=gettext_lazy("方案文件"),
        widget=forms.FileInput(attrs={"accept": ",".join(MAY_UPLOAD)}),
        help_text=gettext_lazy(
            "可用 .docx、文字版 .pdf、.txt。原文件随方案保存，看得到方案的人都能下载。不要上传涉密文件。"
        ),
    )

    def __init__(self, *args: Any, user: Account, replaces: IssuedPlan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document: Document | None = None
        self.file_name = ""
        if replaces is None:
            self.fields["organization"] = forms.ModelChoiceField(
                issuers(user), label=gettext_lazy("由哪个党组织印发"), empty_label=None
            )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            self.document, self.file_name = read_upload(upload, settings.LARGEST_UPLOAD)
        except ZhibuError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return upload


class HeadForm(forms.ModelForm):
    """What the document's head says, its time in force, and whom it applies to."""

    since = day_field(gettext_lazy("施行日期"))
    to = day_field(
        gettext_lazy("最后一天"), required=False, help_text=gettext_lazy("没有写明期限的，空着就是长期有效。")
    )
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("哪些层级"),
        choices=choices(Level),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一个都不选，就是各级都适用。"),
    )
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("哪些领域"),
        choices=choices(Sector),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一个都不选，就是各领域都适用。"),
    )

    class Meta:
        model = Draft
        fields = ("title", "document_no", "issuer_name", "issuer_level", "organization", "since", "to")

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.replaces_id:
            del self.fields["organization"]
        else:
            place = self.fields["organization"]
            assert isinstance(place, forms.ModelChoiceField)
            place.queryset, place.empty_label = issuers(user), None
        self.initial.update(levels=self.instance.levels, sectors=self.instance.sectors)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, to = given.get("since"), given.get("to")
        for name in ("since", "to"):
            day = given.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("年份应在 1900 至 2200 之间"))
        if since and to and to < since:
            self.add_error("to", _("最后一天早于施行日期；请改正，长期有效的请空着"))
        return given


class RepealForm(forms.Form):
    """From when a plan no longer holds, and why."""

    day = day_field(
        gettext_lazy("从哪一天起不再执行"), help_text=gettext_lazy("这一天之前的应办，仍按本方案计算。")
    )
    reason = forms.CharField(
        label=gettext_lazy("废止原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写明依据，例如被哪份文件取代。各级都看得到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = timezone.localdate()
