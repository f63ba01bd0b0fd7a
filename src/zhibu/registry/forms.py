"""The forms of organizations and members."""

import re
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.access.models import APPOINTED
from zhibu.access.policy import Role
from zhibu.plans.codes import Category, Flow, Level, Sector
from zhibu.registry import id_numbers
from zhibu.registry.beginning import FIRST_LEVELS
from zhibu.registry.models import Organization, Standing, choices


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), **options)


class DayForm(forms.Form):
    """From which day something holds."""

    day = day_field(_("生效日期"), initial=timezone.localdate)


class FoundForm(forms.Form):
    """A new organization under another."""

    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.CharField(label=_("代码"), max_length=40, help_text=_("在全县不重复；一经使用不再更改。"))
    level = forms.ChoiceField(label=_("层级"), choices=choices(Level), initial=Level.BRANCH.value)
    sector = forms.ChoiceField(label=_("领域"), choices=choices(Sector))
    since = day_field(_("成立日期"), required=False)


class ChangeOrganizationForm(DayForm):
    """What may change of an organization."""

    name = forms.CharField(label=_("名称"), max_length=100)
    level = forms.ChoiceField(label=_("层级"), choices=choices(Level))
    sector = forms.ChoiceField(label=_("领域"), choices=choices(Sector))
    parent = forms.ModelChoiceField(
        label=_("上级党组织"), queryset=Organization.objects.none(), required=False
    )

    field_order = ("name", "level", "sector", "parent", "day")

    def __init__(self, *args: Any, parents: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        parent: Any = self.fields["parent"]
        parent.queryset = parents


class PersonForm(forms.Form):
    """What has no date of its own."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    id_number = forms.CharField(label=_("身份证号"), max_length=18, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    joined_on = day_field(_("入党日期"), required=False)

    def clean_id_number(self) -> str:
        number: str = self.cleaned_data["id_number"].strip().upper()
        wrong = id_numbers.problem(number) if number else ""
        if wrong:
            raise ValidationError(wrong)
        return number


class PlacementForm(forms.Form):
    """What holds from a day on."""

    group = forms.ModelChoiceField(label=_("党小组"), queryset=Organization.objects.none(), required=False)
    category = forms.ChoiceField(label=_("类别"), choices=choices(Category))
    standing = forms.ChoiceField(label=_("党籍状态"), choices=choices(Standing))
    flow = forms.ChoiceField(label=_("流动情况"), choices=choices(Flow))
    is_leader = forms.BooleanField(label=_("党员领导干部"), required=False)
    is_frail = forms.BooleanField(label=_("年老体弱或长期患病"), required=False)
    has_no_vote = forms.BooleanField(label=_("暂无表决权"), required=False)

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        group: Any = self.fields["group"]
        group.queryset = Organization.objects.filter(parent=organization, level=Level.GROUP.value)


class AdmitForm(PersonForm, PlacementForm):
    """A member who comes to an organization."""

    since = day_field(_("转入日期"), initial=timezone.localdate)


class ChangeMemberForm(PlacementForm, DayForm):
    """What may change of a member; another organization is a transfer."""

    organization = forms.ModelChoiceField(label=_("所在党组织"), queryset=Organization.objects.none())

    field_order = ("organization", "group", *PlacementForm.base_fields, "day")

    def __init__(self, *args: Any, organizations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organization: Any = self.fields["organization"]
        organization.queryset = organizations


class PostForm(forms.Form):
    """A post for a member."""

    organization = forms.ModelChoiceField(label=_("党组织"), queryset=Organization.objects.none())
    role = forms.ChoiceField(label=_("职务"), choices=[(role.value, _(role.label)) for role in APPOINTED])
    since = day_field(_("任职日期"), initial=timezone.localdate)
    until = day_field(_("免职日期"), required=False, help_text=_("督导、指导等有期限的职务请填写。"))

    def __init__(self, *args: Any, organizations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organization: Any = self.fields["organization"]
        organization.queryset = organizations

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class UserNameForm(forms.Form):
    """By what somebody signs in. The administrator sees it, so it says nothing of the person."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("登录时输入。系统管理员会看到，请不要用姓名、电话或身份证号。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = name

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        if (self.person and self.person in username) or re.search(r"\d{11}", username):
            raise ValidationError(_("请换一个：不要用姓名、电话或身份证号"))
        return username


class FirstForm(UserNameForm):
    """The organization at the top of the tree, and who first works in it."""

    name = forms.CharField(label=_("党组织名称"), max_length=100)
    level = forms.ChoiceField(
        label=_("层级"), choices=[(level.value, _(level.label)) for level in FIRST_LEVELS]
    )
    sector = forms.ChoiceField(label=_("领域"), choices=choices(Sector), initial=Sector.ORGAN.value)

    field_order = ("name", "level", "sector", "username")


class ImportForm(forms.Form):
    """A table of members or of organizations."""

    organization = forms.ModelChoiceField(label=_("导入到"), queryset=Organization.objects.none())
    file = forms.FileField(
        label=_("表格"),
        help_text=_("Excel 工作簿（.xlsx）。先看会改什么，确认之后才保存。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, organizations: Any, where: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organization: Any = self.fields["organization"]
        organization.queryset = organizations
        organization.help_text = where
