"""Documents that cannot be read: each its own sentence, and nothing but a sentence."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_documents import LINES, docx_of, docx_with_body, make_nasty_folder, pdf_of

from zhibu.plans.documents import limits, pdf, read_document, reading, web, word
from zhibu.plans.errors import DocumentError

CHINESE_STOP = "；"
SOUND_DOCX, SOUND_PDF = docx_of(), pdf_of()
BODY = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES).encode()


@pytest.fixture(scope="module")
def nasty(tmp_path_factory) -> dict[Path, str]:
    return make_nasty_folder(tmp_path_factory.mktemp("坏文件"))


def test_every_nasty_file_is_refused_with_its_own_sentence(nasty):
    for path, word_in_it in nasty.items():
        with pytest.raises(DocumentError) as refused:
            read_document(path)
        named, _, sentence = str(refused.value).partition("：")
        assert named == str(path)
        assert word_in_it in sentence, f"{path.name}: {sentence}"
        assert CHINESE_STOP in sentence or "，请" in sentence, f"{path.name}: says not what to do: {sentence}"


def test_a_device_is_not_read():
    with pytest.raises(DocumentError, match="普通文件"):
        read_document(Path(os.devnull))


@pytest.mark.skipif(not hasattr(os, "mkfifo") or os.name == "nt", reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "管道.txt")
    with pytest.raises(DocumentError, match="普通文件"):
        read_document(tmp_path / "管道.txt")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable to this user")
def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_text("一")
    path.chmod(0)
    with pytest.raises(DocumentError, match="没有权限"):
        read_document(path)


def test_a_path_that_no_system_takes_is_refused():
    with pytest.raises(DocumentError, match="不能用的字符"):
        read_document(Path("a\0.txt"))


def test_a_name_too_long_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="打不开"):
        read_document(tmp_path / ("长" * 300 + ".txt"))


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(DocumentError, match="1000 页"):
        pdf.read(pdf_of([()] * (limits.PDF_PAGES + 1)))


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "PROGRAM", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(limits, "PDF_SECONDS", 0.5)
    with pytest.raises(DocumentError, match="还没有读完"):
        pdf.read(SOUND_PDF)


def readable_or_refused(read, data: bytes) -> None:
    try:
        assert isinstance(read(data), str)
    except DocumentError as refused:
        assert str(refused)


def altered(data: bytes) -> st.SearchStrategy[bytes]:
    """The file cut short, or with some of its bytes changed."""
    places = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=20)
    return st.builds(change, st.just(data), places, st.integers(0, len(data)))


def change(data: bytes, places: list[tuple[int, int]], end: int) -> bytes:
    changed = bytearray(data)
    for at, value in places:
        changed[at] = value
    return bytes(changed[: end or None])


@settings(max_examples=300, deadline=None)
@given(altered(SOUND_DOCX))
def test_an_altered_word_document_is_read_or_refused(data):
    readable_or_refused(word.read, data)


@settings(max_examples=200, deadline=None)
@given(altered(BODY))
def test_altered_markup_inside_a_sound_package_is_read_or_refused(data):
    readable_or_refused(word.read, docx_with_body(data.decode("utf-8", "replace")))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(altered(SOUND_PDF))
def test_an_altered_pdf_is_read_or_refused(data):
    readable_or_refused(pdf.read, data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(list(reading.READERS)[:4]))
def test_any_bytes_are_read_or_refused(data, kind):
    readable_or_refused(reading.READERS[kind], data)


@settings(deadline=None)
@given(
    altered("<html><body><p>每月一次</p><table><tr><td>甲</td></tr></table></body></html>".encode("gb18030"))
)
def test_an_altered_page_is_read_or_refused(data):
    readable_or_refused(web.read, data)
