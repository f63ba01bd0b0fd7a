"""One canonical spelling of a document's characters, each still knowing its place in the original.

Full-width and half-width forms, kinds of dash, quote and bracket become one; stray spaces go; wide
gaps become one tab, which is where a table's cells part.
"""

import re
from array import array
from dataclasses import dataclass

from zhibu.plans.extraction.words import header_words

PAIRS = {
    ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", "．": ".", "｡": "。",
    "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"',
    "［": "（", "］": "）", "[": "（", "]": "）", "【": "（", "】": "）", "〔": "（", "〕": "）",
    "｛": "（", "｝": "）",
    "—": "-", "–": "-", "―": "-", "－": "-", "~": "-", "～": "-", "‐": "-", "−": "-", "﹣": "-",
    "─": "-", "〜": "-",
    "○": "〇", "Ｏ": "〇", "％": "%", "﹪": "%", "、": "、", "﹐": "，", "﹔": "；", "﹕": "：",
    "｜": "|", "│": "|", "┃": "|",
    "\r": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
    "\xa0": " ", "\u3000": " ", "\u200b": " ", "\ufeff": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ",
    "壹": "一", "贰": "二", "叁": "三", "肆": "四", "伍": "五", "拾": "十", "俩": "两", "貮": "二",
}  # fmt: skip
FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B)]}
TABLE = str.maketrans(FULL_WIDTH | {chr(c): chr(c - 0xFEE0) for c in range(0xFF41, 0xFF5B)} | PAIRS)
EDIT = re.compile(
    r"(?P<gap>[ \t|]+)"
    r"|(?<=[一-鿿）\"])(?P<stop>\.)(?!\d)"
    r"|(?<=\d)(?P<thousands>，)(?=\d{3}(?!\d))"
    r"|(?P<dash>-{2,})"
)
FEWEST_COLUMNS = 3
LINE_EDGE = ("", "\n")


@dataclass(frozen=True, slots=True)
class Source:
    """``chars[i]`` stands at ``origin[i]`` of the original text."""

    original: str
    chars: str
    origin: "array[int]"


def canonical(text: str) -> Source:
    same_length = with_spaced_tables(text.translate(TABLE))
    pieces: list[str] = []
    origin: array[int] = array("q")
    last = 0
    for match in EDIT.finditer(same_length):
        start, end = match.span()
        pieces.append(same_length[last:start])
        origin.extend(range(last, start))
        replacement = replace(match, same_length)
        pieces.append(replacement)
        origin.extend([start] * len(replacement))
        last = end
    pieces.append(same_length[last:])
    origin.extend(range(last, len(same_length)))
    return Source(text, "".join(pieces), origin)


def with_spaced_tables(text: str) -> str:
    """Single spaces become tabs below a header whose column names they part; the length stays."""
    found, width = [], 0
    for line in text.split("\n"):
        cells = line.split()
        if len(cells) >= FEWEST_COLUMNS and all(
            cell.strip("（）：|") in header_words() for cell in cells if cell != "|"
        ):
            width = len(cells)
        elif not (width and width - 1 <= len(cells) <= width):
            width = 0
        left, right = edges(line)
        spaced = width and "\t" not in line
        found.append(left + line.strip(" ").replace(" ", "\t") + right if spaced else line)
    return "\n".join(found)


def edges(line: str) -> tuple[str, str]:
    """The spaces at both ends of a line."""
    left = len(line) - len(line.lstrip(" "))
    right = len(line.rstrip(" "))
    return line[:left], line[max(right, left) :]


def replace(match: re.Match[str], text: str) -> str:
    if match["stop"]:
        return "。"
    if match["dash"]:
        return "-"
    if match["thousands"]:
        return ""
    return gap(match[0], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])


def gap(spaces: str, before: str, after: str) -> str:
    """A tab where cells part; nothing for an indent, a stray space, or a gap after a comma."""
    wide = "\t" in spaces or "|" in spaces or len(spaces) > 1
    if not wide or before in LINE_EDGE or after in LINE_EDGE or before in "，、；：":
        return ""
    return "\t"
