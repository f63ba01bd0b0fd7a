"""A table's row: which cell holds the time, who is charged, what only names the kind of work."""

from dataclasses import replace

from zhibu.plans.extraction.activities import deeds
from zhibu.plans.extraction.actors import subject
from zhibu.plans.extraction.clauses import Clause, sentences
from zhibu.plans.extraction.grammar import read_sentence
from zhibu.plans.extraction.layout import Block
from zhibu.plans.extraction.outline import Outline, heading
from zhibu.plans.extraction.scan import scan
from zhibu.plans.extraction.state import Draft, Scope
from zhibu.plans.extraction.tokens import Recurrence
from zhibu.plans.extraction.words import header_words, is_column, split, table

BELOW_ALL = 9
LONGEST_TIME = 24


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
    if all_year(cells, names) and any(many(clause) for clause in clauses):
        scope.recurrence = (-1, Recurrence(0, 0, "year", weak=True))
    found = without_bare_titles(read_sentence(timed(clauses, block, time, outline, scope), scope), block)
    return reaching(found, block, time)


def all_year(cells: list[str], names: dict[int, str]) -> bool:
    return any(cells[index] == "全年" for index, part in names.items() if part == "timeless")


def many(clause: Clause) -> bool:
    """At least so many times: beside 全年 that is how often in a year."""
    return any(quantity.counted and quantity.compared for quantity in clause.carriers.quantities)


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


def without_echoes(found: list[Draft], block: Block) -> list[Draft]:
    """Of two cells that state the same thing the later one, which has the details, is kept."""
    said = {said_by(draft): cell_of(draft, block) for draft in found}
    return [draft for draft in found if draft.measure or said[said_by(draft)] == cell_of(draft, block)]


def said_by(draft: Draft) -> tuple[object, ...]:
    return draft.activity, draft.period, draft.every, draft.min_count


def cell_of(draft: Draft, block: Block) -> int:
    return sum(start <= draft.start for start, _ in block.cells)


def without_bare_titles(found: list[Draft], block: Block) -> list[Draft]:
    """A title that another cell states with its number, or again, is not stated twice (convention 8)."""
    found = without_echoes(found, block)
    numbered = {draft.activity for draft in found if draft.measure or draft.period != "once"}
    last = {draft.activity: place for place, draft in enumerate(found)}
    return [
        draft
        for place, draft in enumerate(found)
        if draft.measure
        or scan(block.chars[draft.start : draft.end]).quantities
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
