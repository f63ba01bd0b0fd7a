"""Plain text and Markdown: UTF-8, UTF-16 or GB18030, told apart by what the bytes make sense as."""

import codecs
import unicodedata
from typing import NoReturn

from zhibu.plans.errors import DocumentError
from zhibu.plans.speaking import say, term

SAMPLE = 20_000  # characters looked at to judge a decoding
MAKES_SENSE = 0.6  # share of ordinary characters; Chinese prose has nearly all, a wrong decoding below half
CONTROLS_ALLOWED = 0.001
WHITE_CONTROLS = "\t\n\r\v\f"
SAVE_AS_UTF8 = term("请用记事本或 WPS 打开，另存为 UTF-8 编码的 .txt")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(data: bytes) -> str:
    """The file's own characters; only the mark of UTF-16, which is no character of the text, is left out."""
    text = decode(data)
    refuse_binary(text)
    return text


def decode(data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        return decode_utf16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return decode_otherwise(data) or refuse_encoding(wrong)
    # an empty character is no text, but every second byte of ASCII in UTF-16
    return (decode_otherwise(data) or text) if "\0" in text else text


def decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise DocumentError(
            say(
                "%(what)s；%(advice)s",
                what=say("开头标明是 UTF-16 编码，内容却有错，文件可能被截断"),
                advice=say(SAVE_AS_UTF8),
            )
        ) from None


def decode_otherwise(data: bytes) -> str | None:
    """The best of the other encodings; None when none makes sense as Chinese or Latin prose."""
    readings = (attempt(data, encoding) for encoding in ("gb18030", "utf-16-le", "utf-16-be"))
    best = max((text for text in readings if text), key=sense, default="")
    return best if sense(best) >= MAKES_SENSE else None


def not_utf8(what: str) -> str:
    return say("%(what)s；%(advice)s", what=what, advice=say(SAVE_AS_UTF8))


def refuse_encoding(wrong: UnicodeDecodeError) -> NoReturn:
    if wrong.reason == "unexpected end of data":
        raise DocumentError(say("末尾缺了半个字，文件可能被截断；请重新取得完整的文件"))
    raise DocumentError(
        say(
            "%(what)s；%(advice)s",
            what=say("不是文本，或编码不是 UTF-8、UTF-16、GB18030"),
            advice=say(SAVE_AS_UTF8),
        )
    )


def attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def sense(text: str) -> float:
    """Share of ordinary characters at the text's beginning."""
    sample = text[:SAMPLE]
    return sum(map(is_ordinary, sample)) / max(len(sample), 1)


def is_ordinary(character: str) -> bool:
    """Printable ASCII, Chinese punctuation, and the 3,755 common characters of GB 2312 level one."""
    if character < "\x80":
        return character.isprintable() or character in WHITE_CONTROLS
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return row <= 0xD7  # rows A1–A9 hold punctuation and full-width forms, B0–D7 level one


def refuse_binary(text: str) -> None:
    if "\0" in text:
        raise DocumentError(
            say("%(what)s；%(advice)s", what=say("夹有空字节，不是文本"), advice=say(SAVE_AS_UTF8))
        )
    sample = text[:SAMPLE]
    controls = sum(unicodedata.category(c) == "Cc" and c not in WHITE_CONTROLS for c in sample)
    if controls > CONTROLS_ALLOWED * len(sample) + 1:
        raise DocumentError(say("夹有大量控制字符，不是文本；请换成文档"))
