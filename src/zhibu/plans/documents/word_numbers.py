"""The numbers that Word itself counts before a paragraph (一、 （二） 3.), which its text does not hold.

``numbering.xml`` gives each list its levels, with a format and a pattern such as ``（%2）``; paragraphs
name list and level, themselves or by their style. See ECMA-376 part 1, 17.9.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import cn2an
from lxml import etree

from zhibu.plans.documents.word_markup import attribute, local_name, named

CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
CIRCLED_FORMATS = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
DECIMAL_FORMATS = {"decimal", "decimalFullWidth", "decimalZero", "decimalHalfWidth"}
LAST_CIRCLED, LARGEST = 20, 9999
PLACE = re.compile(r"%([1-9])")

Listed = tuple[str, int]  # a list's id and a level in it, outermost 0


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is written."""

    start: int
    format: str
    pattern: str


@dataclass
class Numbers:
    """Counts the lists of one document; paragraphs have to come in order."""

    levels: dict[Listed, Level]
    styles: dict[str, Listed]
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, paragraph: etree._Element) -> str:
        """What Word prints before the paragraph; empty for none and for bullets."""
        listed = self.listed(paragraph)
        level = self.levels.get(listed) if listed else None
        if not listed or not level:
            return ""
        list_id, depth = listed
        counts = self.counted.setdefault(list_id, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.format not in CHINESE_FORMATS | CIRCLED_FORMATS | DECIMAL_FORMATS:
            return ""
        return PLACE.sub(lambda match: self.number(list_id, int(match[1]) - 1), level.pattern)

    def number(self, list_id: str, depth: int) -> str:
        level = self.levels.get((list_id, depth))
        if not level:
            return ""
        return written(self.counted[list_id].get(depth, level.start), level.format)

    def listed(self, paragraph: etree._Element) -> Listed | None:
        """The list and level a paragraph is in; list 0 takes it out of its style's list."""
        properties = named(paragraph, "pPr")
        own = list_of(properties)
        style = named(properties, "pStyle")
        return own or self.styles.get(attribute(style, "val")) if own != ("0", 0) else None


def list_of(properties: etree._Element | None) -> Listed | None:
    numbered = named(properties, "numPr")
    list_id = attribute(named(numbered, "numId"), "val")
    return (list_id, number_in(named(numbered, "ilvl"), 0)) if list_id else None


def number_in(element: etree._Element | None, otherwise: int) -> int:
    value = attribute(element, "val")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else otherwise


def written(number: int, form: str) -> str:
    if form in CHINESE_FORMATS and 0 < number <= LARGEST:
        chinese: str = cn2an.an2cn(number)
        return chinese.removeprefix("一") if 10 <= number < 20 else chinese
    if form in CIRCLED_FORMATS and 0 < number <= LAST_CIRCLED:
        return chr(ord("①") + number - 1)
    return str(number)


def read_numbers(numbering: etree._Element | None, styles: etree._Element | None) -> Numbers:
    levels = dict(levels_of(numbering)) if numbering is not None else {}
    return Numbers(levels, dict(styles_of(styles)) if styles is not None else {})


def levels_of(numbering: etree._Element) -> Iterator[tuple[Listed, Level]]:
    abstract = {
        attribute(element, "abstractNumId"): element
        for element in numbering
        if local_name(element) == "abstractNum"
    }
    for element in numbering:
        if local_name(element) != "num":
            continue
        definition = abstract.get(attribute(named(element, "abstractNumId"), "val"), ())
        for level in definition:
            depth = attribute(level, "ilvl")
            if local_name(level) == "lvl" and depth.isascii() and depth.isdigit():
                yield (attribute(element, "numId"), int(depth)), read_level(level)


def read_level(level: etree._Element) -> Level:
    return Level(
        number_in(named(level, "start"), 1),
        attribute(named(level, "numFmt"), "val"),
        attribute(named(level, "lvlText"), "val"),
    )


def styles_of(styles: etree._Element) -> Iterator[tuple[str, Listed]]:
    for style in styles:
        listed = list_of(named(style, "pPr"))
        if local_name(style) == "style" and listed:
            yield attribute(style, "styleId"), listed
