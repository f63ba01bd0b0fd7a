"""The program that reads one PDF: the file on standard input, JSON on standard output.

It answers ``{"text": …}`` or ``{"refused": REASON}``; a damaged file ends it with a traceback and a
code other than 0. Only ``pdf`` starts it.
"""

import json
import sys
from io import BytesIO

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError

from zhibu.plans.documents import limits


def main() -> None:
    limit_memory()
    answer = json.dumps(read(sys.stdin.buffer.read()))  # ASCII: half a surrogate pair stays harmless
    sys.stdout.write(answer)


def limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.PDF_MEMORY, limits.PDF_MEMORY))


def read(data: bytes) -> dict[str, str]:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not opens_without_password(reader):
        return {"refused": "encrypted"}
    number = len(reader.pages)
    if number == 0 or number > limits.PDF_PAGES:
        return {"refused": "pages" if number else "empty"}
    text = join_pages(reader)
    return {"text": text} if text.strip() else {"refused": "no_text"}


def opens_without_password(reader: PdfReader) -> bool:
    """Whether only changing is forbidden and anyone may read."""
    try:
        return reader.decrypt("") is not PasswordType.NOT_DECRYPTED
    except DependencyError:  # a cipher that this installation has no library for
        return False


def join_pages(reader: PdfReader) -> str:
    """Pages in order, up to just more characters than a document may have."""
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(printable(page.extract_text()))
        length += len(pages[-1])
        if length > limits.TEXT_CHARACTERS:
            break
    return "\n".join(pages)


def printable(text: str) -> str:
    """Without halves of surrogate pairs and empty characters, which broken fonts produce."""
    return text.encode(errors="replace").decode().replace("\0", "")


if __name__ == "__main__":
    main()
