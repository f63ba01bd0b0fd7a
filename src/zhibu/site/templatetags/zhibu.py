"""What every template may use without loading it: icons, terms, dates as people say them."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zhibu.plans import wording
from zhibu.plans.codes import Code
from zhibu.plans.wording import day_in_words

register = template.Library()

STRETCH = re.compile(r"([\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+)")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


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
    return code.term if isinstance(code, Code) else str(code)


@register.filter
def day(value: date | None) -> str:
    """12月5日 周五; with the year when it is not this one."""
    if value is None:
        return ""
    return day_in_words(_day_of(value), timezone.localdate().year)


@register.filter
def full_day(value: date | None) -> str:
    """2026年12月5日, for papers and lists."""
    if value is None:
        return ""
    return wording.full_day(_day_of(value))


def _day_of(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def moment(value: datetime | None) -> str:
    """2026年12月5日 20:30"""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{full_day(here.date())} {here:%H:%M}"


@register.filter
def content(words: object) -> SafeString | str:
    """What people wrote (names, titles, notes): as it is, its language marked on a page of another one."""
    text = str(words)
    if is_chinese() or not CHINESE.search(text):
        return text
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def mixed(sentence: object) -> SafeString | str:
    """A sentence of ours that holds words of others: each stretch of them is marked."""
    text = str(sentence)
    if is_chinese() or not CHINESE.search(text):
        return text
    pieces = STRETCH.split(text)  # every second one is a stretch
    return format_html_join("", "{}", ((content(piece),) for piece in pieces))


@register.filter
def titled(title: str) -> SafeString | str:
    """《…》 around the title of a document."""
    return content(f"《{title}》")


@register.filter
def its_language(words: object) -> SafeString | str:
    """The same as an attribute, for an element that can hold no other: an option of a list."""
    is_other = not is_chinese() and CHINESE.search(str(words))
    return mark_safe(' lang="zh-Hans"') if is_other else ""  # noqa: S308  (nothing of what was given)


def is_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


@register.simple_tag(takes_context=True)
def with_query(context: Any, **changes: Any) -> str:
    """The address of this page with some parameters of its query changed (an empty value drops one)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"
