"""Wording of a document as one line of a plan file."""

import re

LINE_BREAK = re.compile(r"\s*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*")


def one_line(text: str, longest: int) -> str:
    """Printable characters only, at most ``longest``; a hard line break inside Chinese is no space."""
    joined = LINE_BREAK.sub("", text[: 2 * longest])
    line = " ".join("".join(c if c.isprintable() else " " for c in joined).split())
    return line if len(line) <= longest else line[: longest - 2] + "……"
