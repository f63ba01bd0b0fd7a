"""Finds what a page in English says in Chinese without marking it as somebody's own words."""

import re

from lxml import html

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
READ_OUT = ("alt", "aria-label", "data-label", "data-words", "label", "placeholder", "title", "value")
LEFT_OUT = ("script", "style", "textarea", "title")  # what is typed, or can hold nothing but text


def foreign_words(page):
    """The text and attributes in Chinese that stand outside every element of that language."""
    found = []
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in LEFT_OUT:
            continue
        if _language(element) == "en":
            found += [text for text in _own_text(element) if CHINESE.search(text)]
            found += [
                f"{name}={element.get(name)}"
                for name in READ_OUT
                if CHINESE.search(element.get(name) or "") and not _is_input(element, name)
            ]
    return [" ".join(one.split())[:80] for one in found]


def _language(element):
    here = element
    while here is not None:
        if here.get("lang"):
            return here.get("lang").partition("-")[0]
        here = here.getparent()
    return ""


def _own_text(element):
    return [element.text or "", *(child.tail or "" for child in element)]


def _is_input(element, name):
    """What stands in a box is what a person typed, or will."""
    return (
        name == "value" and element.tag in ("input", "option", "button") and element.get("type") != "submit"
    )
