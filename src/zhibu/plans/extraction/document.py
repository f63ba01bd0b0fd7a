"""Reading a whole document: blocks in order, what headings and leads hand down, and the final proposals."""

import re
from dataclasses import dataclass, field, replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.activities import deeds
from zhibu.plans.extraction.actors import subject
from zhibu.plans.extraction.clauses import Clause, sentences
from zhibu.plans.extraction.grammar import read_sentence
from zhibu.plans.extraction.layout import DATE_HEAD, Block, Kind, lines
from zhibu.plans.extraction.proposal import Proposal
from zhibu.plans.extraction.scan import anything, scan
from zhibu.plans.extraction.source import Source, canonical
from zhibu.plans.extraction.state import Draft, Scope
from zhibu.plans.extraction.tables import blocks
from zhibu.plans.extraction.tokens import When
from zhibu.plans.extraction.words import split, table

BELOW_ALL = 9
LONGEST_TIME = 24
SHORT_NAME = 8
LEAD = 26
DATE_LEVEL = 2
LIST_LEVEL = 3
STAGE = re.compile(r"（(?:时间|时间安排|阶段)?[:：]?[^（）]{0,40}(?:月|季度|半年|年底|日)[^（）]{0,20}）")


@dataclass(slots=True)
class Heading:
    level: int
    topic: Activity | None
    actor: str | None
    date: When | None
    pure: bool = False  # nothing but a date: it stands over every item below
    fresh: bool = True  # no block has followed yet


@dataclass(slots=True)
class Outline:
    """The headings that stand over the current block, and the columns of the current table."""

    headings: list[Heading] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    time: str = ""  # the last time cell, which a row with merged cells goes on under

    def enter(self, heading: Heading) -> None:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def lists_under_date(self, level: int) -> bool:
        """Below 三月份 even a few words without a stop are something to do."""
        above = [heading for heading in self.headings if heading.level < level]
        return level >= LIST_LEVEL and bool(above) and above[-1].pure

    def scope(self, level: int) -> Scope:
        scope = Scope()
        for heading in self.headings:
            if heading.level >= level:
                break
            scope.topic = heading.topic or scope.topic
            scope.actor = heading.actor or scope.actor
            if heading.date:
                scope.date, scope.waiting = (-1, heading.date), heading.pure or heading.fresh
                heading.fresh = False
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
    outline.columns, outline.time = [], ""
    bare = block.chars[block.marker :].strip("：。（）")
    if block.kind is Kind.HEADING and (
        DATE_HEAD.fullmatch(bare) or not outline.lists_under_date(block.level)
    ):
        outline.enter(heading(block.chars[block.marker :], block.level))
        return []
    return read_paragraph(block, outline)


def heading(text: str, level: int) -> Heading:
    whens = scan(text).whens
    named = deeds(text)
    found = subject(text)
    pure = bool(DATE_HEAD.fullmatch(text.strip("：。（）")))
    if pure:
        level = min(level, DATE_LEVEL)
    code, actor = named[-1].code if named else None, found[1] if found else None
    if actor in ("member", "other") and len(text) > SHORT_NAME:
        actor = None
    return Heading(level, code, actor, whens[0] if whens else None, pure)


def read_paragraph(block: Block, outline: Outline) -> list[Draft]:
    scope = outline.scope(block.level)
    if scope.date is None and not anything(block.chars):
        return []
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
    said = {(draft.activity, draft.period, draft.every) for draft in found if not draft.lead}
    codes = {activity for activity, _, _ in said}
    return [draft for draft in found if not (draft.lead and repeated(draft, said, codes))]


def repeated(lead: Draft, said: set[tuple[Activity, str, int]], codes: set[Activity]) -> bool:
    if lead.period == "once":
        return lead.activity in codes
    return (lead.activity, lead.period, lead.every) in said


def read_row(block: Block, outline: Outline) -> list[Draft]:
    cells = [block.chars[start:end] for start, end in block.cells]
    headers = split(table("tables")["headers"])
    if sum(cell.strip("（）：") in headers for cell in cells) >= 2:
        outline.columns, outline.time = [cell.strip("（）：") for cell in cells], ""
        return []
    scope = outline.scope(BELOW_ALL)
    time, who = time_cell(cells, outline), who_cells(cells, outline)
    scope.actor = holder([cells[index] for index in who]) or scope.actor
    content = [
        span
        for index, span in enumerate(block.cells)
        if index != time and index not in who and not cells[index].isdigit()
    ]
    clauses = [
        clause
        for start, end in content
        for sentence in sentences(block.chars, start, end)
        for clause in sentence
    ]
    if not clauses:
        return []
    if time is not None:
        outline.time = cells[time]
    elif len(cells) >= len(outline.columns):
        outline.time = ""
    return without_bare_titles(read_sentence(timed(clauses, block, time, outline, scope), scope))


def without_bare_titles(found: list[Draft]) -> list[Draft]:
    """A row's title that another cell states with its number is not stated twice (convention 8)."""
    numbered = {draft.activity for draft in found if draft.measure or draft.period != "once"}
    return [
        draft for draft in found if draft.measure or draft.period != "once" or draft.activity not in numbered
    ]


def holder(cells: list[str]) -> str | None:
    """Whom a row's column of names charges; a committee member there acts for the branch."""
    for cell in cells:
        found = subject(cell)
        if found:
            return "organization" if found[1] == "leader" and cell.endswith("委员") else found[1]
    return None


def timed(
    clauses: list[Clause], block: Block, time: int | None, outline: Outline, scope: Scope
) -> list[Clause]:
    """The row's clauses; its time stands over them, or says how often where they do not say it themselves."""
    if not outline.time:
        return clauses
    start = block.cells[time][0] if time is not None else -1
    carriers = scan(outline.time)
    stated = any(not token.label for clause in clauses for token in clause.carriers.recurrences)
    if carriers.recurrences and carriers.recurrences[0].weak:
        scope.recurrence = (start, carriers.recurrences[0])
    elif carriers.recurrences and not stated and time is not None and carriers.quantities:
        return sorted([*clauses, Clause(start, outline.time, "\t", "\t")], key=lambda clause: clause.start)
    elif carriers.recurrences and not stated:
        scope.recurrence, scope.each, scope.waiting = (start, carriers.recurrences[0]), True, True
    elif carriers.whens and not stated:
        scope.date, scope.each, scope.waiting = (start, carriers.whens[0]), True, True
    return clauses


def time_cell(cells: list[str], outline: Outline) -> int | None:
    """The cell below a column of times, else the first that holds nothing but a time."""
    names = split(table("tables")["time"])
    if len(outline.columns) == len(cells):
        for index, name in enumerate(outline.columns):
            if name in names and scan(cells[index]):
                return index
    return next((index for index, cell in enumerate(cells) if only_time(cell)), None)


def only_time(cell: str) -> bool:
    carriers = scan(cell)
    if not (carriers.whens or carriers.recurrences) or len(cell) > LONGEST_TIME:
        return False
    return len(cell) - sum(token.end - token.start for token in carriers.order) <= 2


def who_cells(cells: list[str], outline: Outline) -> list[int]:
    names = split(table("tables")["who"])
    if len(outline.columns) == len(cells):
        return [index for index, name in enumerate(outline.columns) if name in names]
    last = len(cells) - 1
    return [last] if last > 0 and not deeds(cells[last]) and fully_actor(cells[last]) else []


def fully_actor(cell: str) -> bool:
    found = subject(cell)
    return (
        bool(found) and found is not None and found[0] == 0 and len(cell) <= LONGEST_TIME and not scan(cell)
    )


def actor_of(draft: Draft) -> str:
    """Who holds the purse provides money and rooms, unless a superior is named; else the branch acts."""
    if draft.activity in (Activity.FUNDING, Activity.FACILITY) and draft.actor != "superior":
        return "other"
    return draft.actor or "organization"


def propose(draft: Draft, block: Block, source: Source) -> Proposal:
    start = source.origin[block.places[draft.start]]
    end = max(source.origin[block.places[draft.end - 1]], start) + 1
    return Proposal(
        source.original[start:end],
        start,
        end,
        draft.activity,
        actor_of(draft),
        draft.period,
        draft.min_count,
        draft.max_count,
        draft.every,
        draft.measure,
        draft.timing,
        draft.force,
        draft.doubts,
    )
