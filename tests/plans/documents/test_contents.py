"""What a file holds is told from its bytes, and prose is never taken for something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import JPEG, OLE, PNG, docx_of, pdf_of, zip_of

from zhibu.plans.documents.contents import Contents, look_at
from zhibu.plans.documents.reading import EXTENSIONS, READERS, Kind

ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "contents"),
    [
        (docx_of(), Contents.ZIP),
        (zip_of({}), Contents.ZIP),
        (pdf_of(), Contents.PDF),
        (b"\n" * 500 + pdf_of(), Contents.PDF),
        (PNG, Contents.IMAGE),
        (JPEG, Contents.IMAGE),
        (b"GIF89a" + bytes(20), Contents.IMAGE),
        (b"BM" + b"\x36\x10\0\0" + bytes(20), Contents.IMAGE),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Contents.IMAGE),
        (b"II*\0" + bytes(20), Contents.IMAGE),
        (OLE, Contents.OLD_OFFICE),
        (OLE + ENCRYPTED_STREAM, Contents.ENCRYPTED_OFFICE),
        (rb"{\rtf1\ansi", Contents.RTF),
        (b"Rar!\x1a\x07\x01\x00", Contents.ARCHIVE),
        (b"\x1f\x8b\x08", Contents.ARCHIVE),
        (b"\x7fELF", Contents.PROGRAM),
        (b"", Contents.TEXT),
        (b"BMW " + b"x" * 20, Contents.TEXT),
        ("文中提到 %PDF-1.7 和 EncryptedPackage".encode(), Contents.TEXT),
        (ENCRYPTED_STREAM, Contents.TEXT),
    ],
)
def test_contents_are_told_from_the_first_bytes(data, contents):
    assert look_at(data) is contents


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.text())
def test_chinese_prose_is_text_in_every_encoding(start, rest):
    encodable = (start + rest).encode("utf-8", "replace").decode()
    assert look_at(encodable.encode("utf-8")) is Contents.TEXT


def test_every_kind_has_a_reader_and_an_extension():
    assert set(READERS) == set(Kind) == set(EXTENSIONS.values())


def test_every_content_says_what_it_is_and_what_to_do():
    assert all(contents.label and contents.advice.startswith(("请", "是")) for contents in Contents)
