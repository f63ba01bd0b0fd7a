"""Tables in plain text: cells parted by tabs, or standing on a line each below a header of such lines."""

from collections.abc import Iterator

from zhibu.plans.extraction.layout import Block, Line, block, paragraphs, row
from zhibu.plans.extraction.words import header_words

LONGEST_HEADER = 12
FEWEST_COLUMNS = 3
LONGEST_CELL = 120


def is_header(text: str) -> bool:
    return text.strip("（）：") in header_words()


def cells_of(line: Line) -> list[Line]:
    found, start = [], line.start
    for text in line.text.split("\t"):
        if text:
            found.append(Line(start, start + len(text), text))
        start += len(text) + 1
    return found


def blocks(found: list[Line]) -> Iterator[Block]:
    """The document's blocks in order; rows of tables among paragraphs and headings."""
    pending: list[Line] = []
    place = 0
    while place < len(found):
        line = found[place]
        if "\t" in line.text and len(cells_of(line)) > 1:
            yield from map(block, paragraphs(pending))
            pending = []
            yield row(cells_of(line))
            place += 1
            continue
        width = header_width(found, place)
        if width:
            yield from map(block, paragraphs(pending))
            pending = []
            rows, place = line_rows(found, place, width)
            yield from map(row, rows)
            continue
        pending.append(line)
        place += 1
    yield from map(block, paragraphs(pending))


def header_width(found: list[Line], place: int) -> int:
    """How many lines from here on are column names, when they are enough for a table."""
    width = 0
    if not is_header(found[place].text):
        return 0
    while place + width < len(found) and width < LONGEST_HEADER and is_header(found[place + width].text):
        width += 1
    return width if width >= FEWEST_COLUMNS else 0


def line_rows(found: list[Line], place: int, width: int) -> tuple[list[list[Line]], int]:
    """Rows below a header of ``width`` lines: parted by their running numbers, else by the width."""
    header = found[place : place + width]
    body, end = [], place + width
    while (
        end < len(found)
        and 0 < len(found[end].text) <= LONGEST_CELL
        and not found[end].text.startswith(("说明", "注", "备注："))
    ):
        body.append(found[end])
        end += 1
    rows: list[list[Line]] = [header]
    numbered = header[0].text in ("序号", "编号")
    expected = 1
    for line in body:
        starts = line.text == str(expected) if numbered else len(rows[-1]) >= width
        if starts:
            rows.append([])
            expected += 1
        if len(rows) > 1:
            rows[-1].append(line)
    return rows, end
