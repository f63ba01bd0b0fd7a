"""From a path to its text: which reader a file goes to, and what is refused before and after."""

import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from zhibu.plans.documents import limits, pdf, plain, web, word
from zhibu.plans.documents.contents import Contents, look_at
from zhibu.plans.errors import DocumentError, why_not
from zhibu.plans.speaking import say, term


class Kind(StrEnum):
    """Kinds of document read here."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


EXTENSIONS = {
    ".txt": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".docx": Kind.DOCX,
    ".pdf": Kind.PDF,
}
HOLDS = {Kind.DOCX: Contents.ZIP, Kind.PDF: Contents.PDF}  # the other kinds hold text
READERS = {
    Kind.TEXT: plain.read,
    Kind.MARKDOWN: plain.read,
    Kind.HTML: web.read,
    Kind.DOCX: word.read,
    Kind.PDF: pdf.read,
}
READABLE = term("可读的有 .txt、.md、.html、.docx 和文字版 .pdf")
SAVE_AS = term("请用 Word 或 WPS 打开，另存为 .docx 后再试")
REFUSED = {
    ".doc": (term("是旧版 Word 文档，读不了"), SAVE_AS),
    ".wps": (term("是 WPS 专用格式，读不了"), SAVE_AS),
    ".rtf": (term("是 RTF 文档，读不了"), SAVE_AS),
    ".ofd": (term("是 OFD 版式文件，读不了"), term("请取得 Word 原稿或文字版 PDF")),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text; every offset anywhere counts characters of ``text``.

    For plain text and Markdown ``text`` is the file as decoded, line ends and a UTF-8 byte order
    mark (one character, U+FEFF) included. ``source`` is the file's name without its extension.
    """

    text: str
    source: str
    kind: Kind


def read_document(path: Path) -> Document:
    """Read a document. Raises DocumentError, naming the file and what to do about it."""
    try:
        data = read_bytes(path)
        kind = kind_of(path)
        refuse_mismatch(kind, path.suffix, look_at(data))
        text = READERS[kind](data)
        refuse_unusable(text)
    except DocumentError as wrong:
        raise DocumentError(say("%(file)s：%(wrong)s", file=shown(path), wrong=wrong)) from wrong
    return Document(text, shown(path.stem), kind)


def shown(name: Path | str) -> str:
    """A file name fit for printing; bytes of it that are not UTF-8 become replacement characters."""
    return str(name).encode(errors="surrogateescape").decode(errors="replace")


def kind_of(path: Path) -> Kind:
    suffix = path.suffix.lower()
    if suffix in EXTENSIONS:
        return EXTENSIONS[suffix]
    if suffix in REFUSED:
        raise DocumentError(refusal(*REFUSED[suffix]))
    if not suffix:
        raise DocumentError(refusal(term("没有扩展名的文件不是可读的文档"), READABLE))
    what = say("扩展名“%(suffix)s”不是可读的文档", suffix=shown(path.suffix))
    raise DocumentError(refusal(what, READABLE))


def refusal(what: str, advice: str) -> str:
    """What is wrong; what to do."""
    return say("%(what)s；%(advice)s", what=say(what), advice=say(advice))


def read_bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DocumentError(say("是文件夹，不是文件；请给出其中的文件"))
        if not stat.S_ISREG(mode):
            raise DocumentError(say("不是普通文件；请给出磁盘上的文档"))
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES + 1)
    except OSError as wrong:
        raise DocumentError(say("打不开：%(why)s", why=why_not(wrong))) from None
    except ValueError:  # a NUL character in the path
        raise DocumentError(say("路径里有不能用的字符；请核对路径")) from None
    return bounded(data)


def bounded(data: bytes) -> bytes:
    if not data:
        raise DocumentError(say("是空文件；请换成有内容的文档"))
    if len(data) > limits.FILE_BYTES:
        size = limits.FILE_BYTES // limits.MEGABYTE
        raise DocumentError(say("大于 %(n)s MB；请只保留方案正文，去掉图片或拆成几份", n=size))
    return data


def refuse_mismatch(kind: Kind, suffix: str, contents: Contents) -> None:
    """Refuse a file whose contents are known to be something else than its extension says."""
    expected = HOLDS.get(kind, Contents.TEXT)
    if contents is expected:
        return
    if contents is Contents.ENCRYPTED_OFFICE:
        raise DocumentError(say("已加密；请用 Word 或 WPS 打开，取消密码后再试"))
    if contents is Contents.TEXT:
        raise DocumentError(
            say(
                "扩展名是 %(suffix)s，内容却不是这种文档，文件已损坏或改过名；请换成原来的文件", suffix=suffix
            )
        )
    what = say("扩展名是 %(suffix)s，内容却是%(contents)s", suffix=suffix, contents=say(contents.label))
    raise DocumentError(refusal(what, contents.advice))


def refuse_unusable(text: str) -> None:
    if len(text) > limits.TEXT_CHARACTERS:
        count = limits.TEXT_CHARACTERS // 10_000
        raise DocumentError(say("文字超过 %(n)s 万字；请只保留方案正文或拆成几份", n=count))
    if not text.strip("\ufeff \t\r\n\v\f\u3000\xa0\u200b"):
        raise DocumentError(say("没有文字；请换成有内容的文档"))
