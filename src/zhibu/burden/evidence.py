"""What the running application shows of itself: its stored fields and its forms, looked at when asked.

Each check answers whether the rule is kept and a sentence with what was looked at. Nothing here is a
promise in words: a field added tomorrow is looked at tomorrow.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django import forms
from django.apps import apps
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhibu.gatherings.forms import GatheringForm

TRACKS = re.compile(r"latitude|longitude|location|gps|geo_|track|check_?in|streak|sign_?in_at")
WATCHES = re.compile(
    r"last_login|login_count|last_seen|seen_at|read_at|opened_at|viewed|dwell|screen_time|online|receipt"
)
SCORES = re.compile(r"score|points|rank|likes?$|votes_online|forward_count|rating")
ASKED_BY_BRANCHES = ("gatherings", "registry")  # the apps whose forms branches fill in


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    is_kept: bool
    said: str


def stored_fields() -> list[Field]:
    """Every column that the application itself keeps."""
    return [
        field
        for model in apps.get_models()
        if model.__module__.startswith("zhibu.")
        for field in model._meta.get_fields()
        if isinstance(field, Field)
    ]


def form_classes(app: str) -> Iterator[type[forms.BaseForm]]:
    """The forms of an app."""
    name = f"zhibu.{app}.forms"
    if find_spec(name) is None:
        return
    for value in vars(import_module(name)).values():
        if isinstance(value, type) and issubclass(value, forms.BaseForm) and value.__module__ == name:
            yield value


def shown_fields(form: type[forms.BaseForm]) -> list[tuple[str | Promise, forms.Field]]:
    """Label and field of what a form shows to a person."""
    fields: dict[str, forms.Field] = getattr(form, "base_fields", {})
    return [
        (field.label or name, field)
        for name, field in fields.items()
        if not isinstance(field.widget, forms.HiddenInput)
    ]


def _none_named(pattern: re.Pattern[str], what: str) -> Finding:
    fields = stored_fields()
    found = [f"{one.model._meta.label}.{one.name}" for one in fields if pattern.search(one.name)]
    if found:
        return Finding(False, "、".join(found))
    said = _("查看了全部 %(count)d 个存储字段，没有%(what)s。")
    return Finding(True, said % {"count": len(fields), "what": what})


def nothing_tracks() -> Finding:
    return _none_named(TRACKS, _("位置、轨迹和签到"))


def nothing_watches() -> Finding:
    return _none_named(WATCHES, _("登录次数、阅读回执和停留时间"))


def nothing_scores() -> Finding:
    return _none_named(SCORES, _("积分、名次、点赞和票数"))


def files_are_optional() -> Finding:
    """No form of a branch's own requires a file."""
    required = [
        str(label)
        for form in form_classes("gatherings")
        for label, field in shown_fields(form)
        if isinstance(field, forms.FileField) and field.required
    ]
    if required:
        return Finding(False, "、".join(required))
    return Finding(True, _("记录活动的表单没有一个必须上传的文件。"))


def no_figure_is_asked() -> Finding:
    """No form of a branch asks how often or how many: that follows from the records."""
    asked = [
        str(label)
        for app in ASKED_BY_BRANCHES
        for form in form_classes(app)
        for label, field in shown_fields(form)
        if isinstance(field, forms.IntegerField)
    ]
    if asked:
        return Finding(False, "、".join(asked))
    return Finding(True, _("支部填写的表单里没有要求填报次数、人数的栏目，这些都由记录得出。"))


def little_is_required() -> Finding:
    """What must be filled in to record a gathering."""
    required = [str(label) for label, field in shown_fields(GatheringForm) if field.required]
    words = "、".join(required)
    return Finding(len(required) <= 3, _("记一次活动，必填的只有：%(fields)s。") % {"fields": words})


CHECKS: dict[str, Callable[[], Finding]] = {
    check.__name__: check
    for check in (
        nothing_tracks, nothing_watches, nothing_scores, files_are_optional, no_figure_is_asked,
        little_is_required,
    )
}  # fmt: skip
