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
from zhibu.plans.extraction.words import header_words, is_column, split, table

BELOW_ALL = 9
LONGEST_TIME = 24
SHORT_NAME = 8
LEAD = 26
SLOGAN = 8  # a title of so few words (过好一个党日) gives way to whatever its paragraph demands
DATE_LEVEL = 2
LIST_LEVEL = 3
STAGE = re.compile(r"(?:第[一二三四五]阶段|[^，。；]{2,8}阶段)[:：]?[^，。；（）]{0,16}（[^（）]{1,40}）")


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
        if place == 0 and (stage := stage_date(block.chars[start : sentence[-1].end])):
            scope.date, scope.waiting = (-1, stage), True
            continue
        lead = place == 0 and block.marker > 0 and is_lead(sentence, start)
        if lead:
            named = heading(block.chars[start : sentence[-1].end], block.level)
            scope.topic, scope.actor = named.topic or scope.topic, named.actor or scope.actor
        drafts = read_sentence(sentence, scope)
        found += [replace(draft, lead=True) for draft in drafts] if lead else drafts
    return without_repeated_leads(found)


def stage_date(title: str) -> When | None:
    """The date in a stage's title (第三阶段：总结提升（11月）), which stands over what its paragraph says."""
    whens = scan(title).whens if STAGE.fullmatch(title) else ()
    return whens[0] if whens else None


def is_lead(sentence: list[Clause], start: int) -> bool:
    """A paragraph's title: few words, and no more than one demand parted from others by 、."""
    return sentence[-1].end - start <= LEAD and all(clause.before != "、" for clause in sentence)


def without_repeated_leads(found: list[Draft]) -> list[Draft]:
    """A lead that its own paragraph repeats is not stated twice (convention 8)."""
    said = [draft for draft in found if not draft.lead]
    return [draft for draft in found if not (draft.lead and any(repeats(draft, other) for other in said))]


def repeats(lead: Draft, other: Draft) -> bool:
    """A title of few words gives way to any statement of its deed, but never its own number to another."""
    if lead.end - lead.start <= SLOGAN and lead.min_count == 1 and lead.timing is None:
        return lead.period in ("once", other.period)
    if lead.activity is not other.activity or (lead.measure and lead.measure != other.measure):
        return False
    if lead.period == "once":
        return True
    return (lead.period, lead.every, lead.min_count) == (other.period, other.every, other.min_count)


def read_row(block: Block, outline: Outline) -> list[Draft]:
    cells = [block.chars[start:end] for start, end in block.cells]
    known = [is_column(cell.strip("（）：")) for cell in cells]
    if sum(known) >= 2 and (all(known) or any(cell in header_words() for cell in cells)):
        outline.columns, outline.time = [cell.strip("（）：") for cell in cells], ""
        return []
    scope = outline.scope(BELOW_ALL)
    names = column_names(cells, outline)
    time, who = time_cell(cells, names), who_cells(cells, names)
    kinds = kind_cells(names, cells)
    for index in kinds:
        scope.topic = heading(cells[index], BELOW_ALL).topic or scope.topic
    scope.actor = holder([cells[index] for index in who]) or scope.actor
    content = [
        span
        for index, span in enumerate(block.cells)
        if index != time and index not in who and index not in kinds and not cells[index].isdigit()
    ]
    clauses = [
        clause
        for start, end in content
        for sentence in sentences(block.chars, start, end)
        for clause in sentence
    ]
    if not clauses:
        return []
    if time is not None or "timeless" in names.values():
        outline.time = cells[time] if time is not None else ""
    elif len(cells) >= len(outline.columns):
        outline.time = ""
    found = without_bare_titles(read_sentence(timed(clauses, block, time, outline, scope), scope))
    return reaching(found, block, time)


def column_names(cells: list[str], outline: Outline) -> dict[int, str]:
    """Cell → column; a row short of cells lacks the merged ones on its left, behind its number."""
    columns = outline.columns
    missing = len(columns) - len(cells)
    if not 0 <= missing < len(columns):
        return {}
    ahead = 1 if missing and cells[0].isdigit() else 0
    names = {index: columns[index + missing if index >= ahead else index] for index in range(len(cells))}
    return {index: role(name, cells[index]) for index, name in names.items()}


def role(name: str, cell: str) -> str:
    """The column's part in the row: a time cell without a time says that there is none."""
    words = {part: split(table("tables")[part]) for part in ("time", "who", "kinds", "details", "timeless")}
    if name in words["time"]:
        return "timeless" if cell in words["timeless"] else "time" if scan(cell) else ""
    if name in words["who"]:
        return "" if scan(cell) else "who"
    named = next((part for part in ("kinds", "details") if name in words[part]), "")
    return named or ending(name, cell)


def ending(name: str, cell: str) -> str:
    """The part that a column's last word gives it, when its cell is fit for it."""
    ends = table("tables")["ends"]
    part = next((part for part, words in ends.items() if name.endswith(tuple(split(words)))), "")
    fits = {"time": bool(scan(cell)), "who": not scan(cell)}.get(part, part in ("details", "kinds"))
    return part if fits else ""


def kind_cells(names: dict[int, str], cells: list[str]) -> list[int]:
    """Cells that only name the kind of work, another cell saying what is to be done."""
    if not any(part == "details" and deeds(cells[index]) for index, part in names.items()):
        return []
    return [index for index, part in names.items() if part == "kinds"]


def reaching(found: list[Draft], block: Block, time: int | None) -> list[Draft]:
    """A quote of a row runs from the demand to the cell with its date (convention 10)."""
    if time is None or not found:
        return found
    end = block.cells[time][1]
    return [replace(draft, end=max(draft.end, end)) for draft in found]


def without_echoes(found: list[Draft]) -> list[Draft]:
    """Of two cells that state the same thing the later one, which has the details, is kept."""
    said = {(draft.activity, draft.period, draft.every, draft.min_count): draft for draft in found}
    return [draft for draft in found if draft.measure or draft in said.values()]


def without_bare_titles(found: list[Draft]) -> list[Draft]:
    """A title that another cell states with its number, or again, is not stated twice (convention 8)."""
    found = without_echoes(found)
    numbered = {draft.activity for draft in found if draft.measure or draft.period != "once"}
    last = {draft.activity: place for place, draft in enumerate(found)}
    return [
        draft
        for place, draft in enumerate(found)
        if draft.measure
        or draft.period != "once"
        or (draft.activity not in numbered and last[draft.activity] == place)
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
    if carriers.recurrences and carriers.recurrences[0].weak and not carriers.quantities:
        scope.recurrence = (start, carriers.recurrences[0])
    elif carriers.recurrences and not stated and time is not None and carriers.quantities:
        return sorted([*clauses, Clause(start, outline.time, "\t", "\t")], key=lambda clause: clause.start)
    elif carriers.recurrences and not stated:
        scope.recurrence, scope.each, scope.waiting = (start, carriers.recurrences[0]), True, True
    elif carriers.whens and not stated:
        scope.date, scope.each, scope.waiting = (start, carriers.whens[0]), True, True
    return clauses


def time_cell(cells: list[str], names: dict[int, str]) -> int | None:
    """The cell below a column of times, else the first that holds nothing but a time."""
    named = next((index for index, part in names.items() if part == "time"), None)
    if named is not None or "timeless" in names.values():
        return named
    return next((index for index, cell in enumerate(cells) if only_time(cell)), None)


def only_time(cell: str) -> bool:
    carriers = scan(cell)
    if not (carriers.whens or carriers.recurrences) or len(cell) > LONGEST_TIME:
        return False
    return len(cell) - sum(token.end - token.start for token in carriers.order) <= 2


def who_cells(cells: list[str], names: dict[int, str]) -> list[int]:
    named = [index for index, part in names.items() if part == "who"]
    if named:
        return named
    last = len(cells) - 1
    return [last] if last > 0 and not deeds(cells[last]) and fully_actor(cells[last]) else []


def fully_actor(cell: str) -> bool:
    found = subject(cell)
    return (
        bool(found) and found is not None and found[0] == 0 and len(cell) <= LONGEST_TIME and not scan(cell)
    )


BRANCH_DOES = {
    Activity.ADMISSION, Activity.EXEMPLAR, Activity.APPRAISAL, Activity.DISCLOSURE, Activity.GENERAL_MEETING,
    Activity.ORG_LIFE_MEETING, Activity.ELECTION, Activity.INSPECTION, Activity.COMMITTEE_MEETING,
}  # what is done about or with members is seen to by the branch, whoever the words begin with  # fmt: skip


def actor_of(draft: Draft) -> str:
    """Who holds the purse provides money and rooms, unless a superior is named; else the branch acts."""
    if draft.activity in (Activity.FUNDING, Activity.FACILITY) and draft.actor != "superior":
        return "other"
    if draft.activity is Activity.DEMOCRATIC_LIFE_MEETING and draft.actor is None:
        return "leader"
    if draft.actor == "member" and draft.activity in BRANCH_DOES:
        return "organization"
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
