"""Word documents (.docx): the text of paragraphs and tables in the order of the document.

The package is read here directly: bounded before anything is unpacked, with content controls and
tracked insertions and counted numbers, which a reader of the printed page sees too. Headers, footers,
notes and text boxes are not part of it.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from zhibu.plans.documents import limits
from zhibu.plans.documents.word_markup import local_name
from zhibu.plans.documents.word_numbers import Numbers, read_numbers
from zhibu.plans.errors import DocumentError
from zhibu.plans.speaking import say, term

OFFICE_DOCUMENT = "/officeDocument"  # how the type of the relation to the main part ends, in both forms
RELATIONS = "_rels/.rels"
TEXT_OF_NO_LINE = {"txbxContent", "del", "moveFrom", "Fallback", "pPr", "rPr", "instrText"}
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
ENCRYPTED_ENTRY = 0x1
DAMAGED = term("已损坏或不完整；请重新取得文件，或用 Word、WPS 打开后另存为 .docx")
NOT_WORD = term("是压缩包，里面却没有 Word 正文，可能是别的文件改了名；请换成 Word 文档")
# what zipfile raises on a package that is cut short or altered
BROKEN_PACKAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def read(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            refuse_unbounded(package)
            main = main_part(package)
            body, numbering, styles = (
                beside(package, main, name) for name in ("", "numbering.xml", "styles.xml")
            )
    except BROKEN_PACKAGE:
        raise DocumentError(say(DAMAGED)) from None
    if body is None or local_name(body) != "document":
        raise DocumentError(say(NOT_WORD))
    return "\n".join(lines(body, read_numbers(numbering, styles)))


def beside(package: zipfile.ZipFile, main: str, name: str) -> etree._Element | None:
    """A part in the main part's folder, or that part itself; None when the package has none such."""
    path = posixpath.join(posixpath.dirname(main), name) if name else main
    return parse(package.read(path)) if path in package.namelist() else None


def refuse_unbounded(package: zipfile.ZipFile) -> None:
    """Bound the package by the sizes it declares; no more than that is ever unpacked from an entry."""
    entries = package.infolist()
    if any(entry.flag_bits & ENCRYPTED_ENTRY for entry in entries):
        raise DocumentError(say("是加了密码的压缩包；请先解压，再给出里面的文档"))
    if (
        len(entries) > limits.PACKAGE_ENTRIES
        or sum(entry.file_size for entry in entries) > limits.PACKAGE_BYTES
        or any(entry.file_size > limits.PART_BYTES for entry in entries if entry.filename.endswith(".xml"))
    ):
        raise DocumentError(say("解压后过大，可能是压缩炸弹；请去掉图片，或只保留方案正文另存为 .docx"))


def main_part(package: zipfile.ZipFile) -> str:
    """The entry that holds the text, as the package's relations name it."""
    names = package.namelist()
    if RELATIONS in names:
        for relation in parse(package.read(RELATIONS)):
            if str(relation.get("Type")).endswith(OFFICE_DOCUMENT):
                target = posixpath.normpath(str(relation.get("Target")).lstrip("/"))
                if target in names:
                    return target
    raise DocumentError(say(NOT_WORD))


def parse(part: bytes) -> etree._Element:
    """An XML part; a document type, which the format forbids and entity bombs need, is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise DocumentError(say(DAMAGED)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(say("里面有不允许的实体定义，可能被人动过手脚；请重新取得文件"))
    return root


def lines(element: etree._Element, numbers: Numbers) -> Iterator[str]:
    """Paragraphs and table rows below an element, content controls and insertions opened up."""
    for child in element:
        name = local_name(child)
        if name == "p":
            mark, text = numbers.mark(child), "".join(characters(child))
            gap = " " if mark and text[:1].isdigit() else ""  # 3. 2026年, not 3.2026
            yield mark + gap + text if text else ""  # an empty paragraph is counted all the same
        elif name == "tr":
            yield "\t".join(cells(child, numbers))
        elif name not in TEXT_OF_NO_LINE:
            yield from lines(child, numbers)


def cells(row: etree._Element, numbers: Numbers) -> Iterator[str]:
    """A row's cells, each on one line."""
    for child in row:
        if local_name(child) == "tc":
            yield " ".join(filter(None, (" ".join(line.split()) for line in lines(child, numbers))))
        else:
            yield from cells(child, numbers)


def characters(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in CHARACTERS:
            yield CHARACTERS[name]
        elif name not in TEXT_OF_NO_LINE:
            yield from characters(child)
