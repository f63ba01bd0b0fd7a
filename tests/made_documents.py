"""Documents made for tests: sound ones of every kind, and a folder of nasty ones. Nothing binary is kept."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

LINES = ("一、严格组织生活", "（一）党员大会每季度至少召开一次。", "（二）每月5日为主题党日。")
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
PNG = bytes.fromhex("89504e470d0a1a0a") + bytes(range(256))
JPEG = bytes.fromhex("ffd8ffe000104a464946") + bytes(200)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
WORD_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = (
    XML_HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx_of(lines: Sequence[str] = LINES, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A document as Word writes it, the table after the paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with_body(
    body: str, before: str = XML_HEAD, root: str = "document", names: str = WORD_NAMES
) -> bytes:
    """The smallest package around a body written as XML."""
    main = f"{before}<w:{root} {names}><w:body>{body}</w:body></w:{root}>"
    return zip_of({"_rels/.rels": RELATIONS, "word/document.xml": main})


def zip_of(entries: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in entries.items():
            package.writestr(name, text)
    return out.getvalue()


def pdf_of(
    pages: Sequence[Sequence[str]] = (LINES,), password: str | None = None, owner: str | None = None
) -> bytes:
    """A PDF whose text can be taken out; a page of no lines is a page without text, as a scan is."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        font = writer._add_object(font_for("".join(lines)))
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        page[NameObject("/Contents")] = writer._add_object(stream(drawn(lines)))
    if password is not None or owner:
        writer.encrypt(password or "", owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn(lines: Sequence[str]) -> bytes:
    shown = (f"1 0 0 1 50 {800 - 20 * n} Tm <{codes(line)}> Tj" for n, line in enumerate(lines))
    return f"BT /F1 12 Tf {' '.join(shown)} ET".encode() if lines else b"0 0 m 10 10 l S"


def codes(text: str) -> str:
    return text.encode("utf-16-be").hex()


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def font_for(text: str) -> DictionaryObject:
    """A font of two-byte codes that are the characters themselves, as its ToUnicode map says."""
    pairs = "".join(f"<{codes(c)}> <{codes(c)}>\n" for c in sorted(set(text)))
    to_unicode = (
        "begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(set(text))} beginbfchar\n{pairs}endbfchar\nendcmap"
    )
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/Made"),
            NameObject("/DW"): NumberObject(1000),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/Made"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([descendant]),
            NameObject("/ToUnicode"): stream(to_unicode.encode()),
        }
    )


def doctype(steps: int) -> str:
    """A head that defines entities, each ten times the one before."""
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, steps))
    return f'{XML_HEAD}<!DOCTYPE w:document [<!ENTITY a0 "方案">{grown}]>'


def nasty_files() -> dict[str, tuple[bytes, str]]:
    """Name → contents, and a word that the refusal of it has to hold."""
    text = "\n".join(LINES)
    sound_docx, sound_pdf = docx_of(), pdf_of()
    return {
        "空.txt": (b"", "空文件"),
        "空白.txt": (" \r\n\u3000\n".encode(), "没有文字"),
        "只有标记.txt": ("\ufeff".encode(), "没有文字"),
        "空.docx": (b"", "空文件"),
        "无段落.docx": (docx_of([]), "没有文字"),
        "空网页.html": (b"<html><body><script>x()</script></body></html>", "没有文字"),
        "空注释.html": (b"<!-- -->", "网页正文"),
        "二进制.txt": (bytes(range(256)) * 20, "不是文本"),
        "空字节.txt": (text.encode() + bytes(10), "空字节"),
        "控制字符.md": (("一\x01\x02\x03" * 100).encode(), "控制字符"),
        "繁体编码.txt": ("每月召開一次黨員大會，組織學習。".encode("big5"), "编码"),
        "截断.txt": (text.encode()[:-1], "截断"),
        "截断.utf16.txt": (text.encode("utf-16")[:-1], "截断"),
        "图片.docx": (PNG, "图片"),
        "照片.pdf": (JPEG, "图片"),
        "图片.txt": (PNG, "图片"),
        "改名.docx": (sound_pdf, "PDF"),
        "改名.pdf": (sound_docx, "Word"),
        "改名.txt": (sound_docx, "Word"),
        "文字.docx": (text.encode(), "不是"),
        "文字.pdf": (text.encode(), "不是"),
        "加密.docx": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512), "加密"),
        "旧版.docx": (OLE + bytes(512), "旧版"),
        "旧版.doc": (OLE + bytes(512), ".docx"),
        "文档.wps": (OLE + bytes(512), ".docx"),
        "文档.rtf": (rb"{\rtf1\ansi}", ".docx"),
        "表格.xlsx": (zip_of({"xl/workbook.xml": "<a/>"}), "扩展名"),
        "无扩展名": (text.encode(), "扩展名"),
        "压缩包.docx": (zip_of({"照片.jpg": "x"}), "没有 Word 正文"),
        "假文档.docx": (docx_with_body("", root="workbook"), "没有 Word 正文"),
        "截断.docx": (sound_docx[: len(sound_docx) // 2], "损坏"),
        "坏标签.docx": (docx_with_body("<w:p>"), "损坏"),
        "多条目.docx": (zip_of({f"{n}": "" for n in range(5_001)}), "过大"),
        "炸弹.docx": (zip_of({"word/document.xml": " " * 51_000_000}), "过大"),
        "实体.docx": (docx_with_body("<w:p><w:r><w:t>&a0;</w:t></w:r></w:p>", doctype(1)), "实体"),
        "实体炸弹.docx": (docx_with_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", doctype(10)), "损坏"),
        "加密.pdf": (pdf_of(password="secret"), "加密"),
        "截断.pdf": (sound_pdf[:200], "损坏"),
        "扫描.pdf": (pdf_of([(), ()]), "扫描"),
        "深.html": (b"<div>" * 100_000 + text.encode(), "嵌套"),
        "太大.txt": (b"a" * 20_000_001, "20 MB"),
        "太长.txt": (b"a" * 5_000_001, "万字"),
    }


def make_nasty_folder(folder: Path) -> dict[Path, str]:
    """Write them all; path → the word to look for."""
    expected: dict[Path, str] = {}
    for name, (data, word) in nasty_files().items():
        (folder / name).write_bytes(data)
        expected[folder / name] = word
    (folder / "文件夹.txt").mkdir()
    return expected | {folder / "文件夹.txt": "文件夹", folder / "没有.txt": "没有这个文件"}
