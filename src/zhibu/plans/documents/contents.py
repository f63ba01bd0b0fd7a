"""What a file holds, told from its first bytes and not from its name."""

from enum import Enum

from zhibu.plans.speaking import term

SAVE_AS = term("请用 Word 或 WPS 打开，另存为 .docx 后再试")
SCANNED = term("请先识别成文字，再存为 .txt 或 .docx")


class Contents(Enum):
    """Contents with the words a reader sees: what it is, and what to do when it is unexpected."""

    label: str
    advice: str

    def __init__(self, label: str, advice: str) -> None:
        self.label, self.advice = label, advice

    TEXT = term("文字"), term("请核对扩展名")
    ZIP = term("压缩包或 Word 文档"), term("是 Word 文档请把扩展名改回 .docx，是压缩包请先解压")
    PDF = term("PDF"), term("请把扩展名改回 .pdf")
    IMAGE = term("图片"), SCANNED
    OLD_OFFICE = term("旧版 Office 文档"), SAVE_AS
    ENCRYPTED_OFFICE = term("加密的 Office 文档"), term("请取消密码后再试")
    RTF = term("RTF 文档"), SAVE_AS
    ARCHIVE = term("压缩包"), term("请先解压")
    PROGRAM = term("程序"), term("请换成文档")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# the directory of a compound file names its streams in UTF-16; an encrypted document has this one
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PDF_HEADER_WITHIN = 1024  # readers accept so many bytes before the header

MAGIC = (
    (b"PK\x03\x04", Contents.ZIP),
    (b"PK\x05\x06", Contents.ZIP),
    (b"\xff\xd8\xff", Contents.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Contents.IMAGE),
    (b"GIF87a", Contents.IMAGE),
    (b"GIF89a", Contents.IMAGE),
    (b"II*\x00", Contents.IMAGE),
    (b"MM\x00*", Contents.IMAGE),
    (b"{\\rtf", Contents.RTF),
    (b"Rar!\x1a\x07", Contents.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Contents.ARCHIVE),
    (b"\x1f\x8b", Contents.ARCHIVE),
    (b"\x7fELF", Contents.PROGRAM),
    (b"MZ\x90\x00", Contents.PROGRAM),
)


def look_at(data: bytes) -> Contents:
    if data.startswith(OLE):
        return Contents.ENCRYPTED_OFFICE if ENCRYPTED in data else Contents.OLD_OFFICE
    if (data.startswith(b"BM") and data[6:10] == bytes(4)) or (
        data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    ):
        return Contents.IMAGE
    if data.startswith(b"%PDF-") or is_late_pdf(data):
        return Contents.PDF
    return next((contents for magic, contents in MAGIC if data.startswith(magic)), Contents.TEXT)


def is_late_pdf(data: bytes) -> bool:
    """A header after leading rubbish; in prose the same five letters are followed by no version."""
    at = data.find(b"%PDF-1.", 0, PDF_HEADER_WITHIN)
    return at >= 0 and b"%%EOF" in data[-PDF_HEADER_WITHIN:]
