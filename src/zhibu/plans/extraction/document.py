"""Reading a whole document: blocks in order, what headings and leads hand down, and the final proposals."""

import re
from dataclasses import dataclass, field, replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.activities import deeds
from zhibu.plans.extraction.actors import subject
from zhibu.plans.extraction.clauses import Clause, sentences
from zhibu.plans.extraction.grammar import Draft, Scope, read_sentence
from zhibu.plans.extraction.layout import DATE_HEAD, Block, Kind, lines
from zhibu.plans.extraction.proposal import Proposal
from zhibu.plans.extraction.scan import scan
from zhibu.plans.extraction.source import Source, canonical
from zhibu.plans.extraction.tables import blocks
from zhibu.plans.extraction.tokens import When
from zhibu.plans.extraction.words import split, table

LEAD = 26
DATE_LEVEL = 2
STAGE = re.compile(r"（(?:时间|时间安排|阶段)?[:：]?[^（）]{0,40}(?:月|季度|半年|年底|日)[^（）]{0,20}）")


@dataclass(slots=True)
class Heading:
    level: int
    topic: Activity | None
    actor: str | None
    date: When | None


@dataclass(slots=True)
class Outline:
    """The headings that stand over the current block, and the columns of the current table."""

    headings: list[Heading] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def enter(self, heading: Heading) -> None:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def scope(self, level: int) -> Scope:
        scope = Scope()
        for heading in self.headings:
            if heading.level >= level:
                break
            scope.topic = heading.topic or scope.topic
            scope.actor = heading.actor or scope.actor
            if heading.date:
                scope.date = (-10_000, heading.date)
        return scope


def read_document(text: str) -> list[Proposal]:
    source = canonical(text)
    outline = Outline()
    found: list[Proposal] = []
    for block in blocks(lines(source)):
        found += [propose(draft, block, source) for draft in read_block(block, outline)]
    return found


def read_block(block: Block, outline: Outline) -> list[Draft]:
    if block.kind is Kind.ROW:
        return read_row(block, outline)
    outline.columns = []
    if block.kind is Kind.HEADING:
        outline.enter(heading(block.chars[block.marker :], block.level))
        return []
    return read_paragraph(block, outline)


def heading(text: str, level: int) -> Heading:
    whens = scan(text).whens
    named = deeds(text)
    found = subject(text)
    if DATE_HEAD.fullmatch(text.strip("：。（）")):
        level = min(level, DATE_LEVEL)
    return Heading(
        level, named[-1].code if named else None, found[1] if found else None, whens[0] if whens else None
    )


def read_paragraph(block: Block, outline: Outline) -> list[Draft]:
    scope = outline.scope(block.level)
    found: list[Draft] = []
    start = block.marker
    for place, sentence in enumerate(sentences(block.chars, start, len(block.chars))):
        lead = place == 0 and block.marker > 0 and sentence[-1].end - start <= LEAD
        if lead:
            named = heading(block.chars[start : sentence[-1].end], block.level)
            scope.topic, scope.actor = named.topic or scope.topic, named.actor or scope.actor
        drafts = read_sentence(sentence, scope)
        found += [replace(draft, lead=True) for draft in drafts] if lead else drafts
    return without_repeated_leads(found)


def without_repeated_leads(found: list[Draft]) -> list[Draft]:
    """A lead that its own paragraph repeats is not stated twice (convention 8)."""
    said = {draft.activity for draft in found if not draft.lead}
    return [draft for draft in found if not (draft.lead and draft.activity in said)]


def read_row(block: Block, outline: Outline) -> list[Draft]:
    cells = [block.chars[start:end] for start, end in block.cells]
    headers = split(table("tables")["headers"])
    if sum(cell.strip("（）：") in headers for cell in cells) >= 2:
        outline.columns = cells
        return []
    scope = outline.scope(9)
    time = time_cell(block, outline)
    content = [
        span for index, span in enumerate(block.cells) if index != time and not skipped(index, cells, outline)
    ]
    clauses = [
        clause
        for start, end in content
        for sentence in sentences(block.chars, start, end)
        for clause in sentence
    ]
    if time is None:
        return read_sentence(clauses, scope)
    start, end = block.cells[time]
    carriers = scan(cells[time])
    stated = any(clause.carriers.recurrences for clause in clauses)
    if carriers.recurrences and not stated:
        return read_sentence([*clauses, Clause(start, cells[time], "\t", "。")], scope)
    if carriers.whens and not stated:
        scope.date, scope.each = (start, carriers.whens[0]), True
    return read_sentence(clauses, scope)


def time_cell(block: Block, outline: Outline) -> int | None:
    names = split(table("tables")["time"])
    for index, name in enumerate(outline.columns):
        if name in names and index < len(block.cells) and len(outline.columns) == len(block.cells):
            return index
    return None


def skipped(index: int, cells: list[str], outline: Outline) -> bool:
    aligned = len(outline.columns) == len(cells)
    return cells[index].isdigit() or (aligned and outline.columns[index] in split(table("tables")["who"]))


def propose(draft: Draft, block: Block, source: Source) -> Proposal:
    start = source.origin[block.places[draft.start]]
    end = source.origin[block.places[draft.end - 1]] + 1
    return Proposal(
        source.original[start:end],
        start,
        end,
        draft.activity,
        draft.actor or "organization",
        draft.period,
        draft.min_count,
        draft.max_count,
        draft.every,
        draft.measure,
        draft.timing,
        draft.force,
        draft.doubts,
    )
