"""What every template may use without loading it: icons, terms, dates as people say them."""

from datetime import date
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhibu.plans.codes import Code

register = template.Library()

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of ``front/icons.txt``; without a label it is only decoration."""
    source = f"{static('vendor/icons.svg')}#tabler-{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, source
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', source
    )


@register.filter
def term(code: Code | str) -> str:
    """The term of a code, in the language of the page."""
    return _(code.label) if isinstance(code, Code) else str(code)


@register.filter
def day(value: date | None) -> str:
    """12月5日 周五; with the year when it is not this one."""
    if value is None:
        return ""
    is_this_year = value.year == timezone.localdate().year
    if translation.get_language() == "en":
        return date_format(value, "D j M" if is_this_year else "D j M Y")
    written = f"{value.month}月{value.day}日" if is_this_year else full_day(value)
    return f"{written} {WEEKDAYS[value.weekday()]}"


@register.filter
def full_day(value: date | None) -> str:
    """2026年12月5日, for papers and lists."""
    if value is None:
        return ""
    if translation.get_language() == "en":
        return date_format(value, "j M Y")
    return f"{value.year}年{value.month}月{value.day}日"


@register.simple_tag(takes_context=True)
def with_query(context: Any, **changes: Any) -> str:
    """The address of this page with some parameters of its query changed (an empty value drops one)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"
