"""The program that reads PDF, by its own answers."""

import io
import json
import subprocess

import pytest
from made_documents import LINES, pdf_of
from pypdf import PdfWriter

from zhibu.plans.documents import limits, pdf, pdf_pages


def answer(data: bytes) -> dict[str, str]:
    done = subprocess.run(pdf.PROGRAM, input=data, capture_output=True, check=True)
    return json.loads(done.stdout)


def empty_pdf() -> bytes:
    out = io.BytesIO()
    PdfWriter().write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf_of(password="secret"), "encrypted"),
        (pdf_of([()] * 3), "no_text"),
        (empty_pdf(), "empty"),
        (pdf_of([()] * (limits.PDF_PAGES + 1)), "pages"),
    ],
)
def test_refusals(data, reason):
    assert pdf_pages.read(data) == {"refused": reason}
    assert reason in pdf.REFUSALS


def test_the_program_answers_in_json():
    assert answer(pdf_of([LINES[:1], LINES[1:]])) == {"text": "\n".join(LINES)}


def test_a_damaged_file_ends_the_program_and_not_the_reader():
    done = subprocess.run(pdf.PROGRAM, input=b"%PDF-1.7 nothing", capture_output=True, check=False)
    assert done.returncode != 0
    assert done.stdout == b""


def test_pages_stop_when_the_text_grows_too_long(monkeypatch):
    monkeypatch.setattr(limits, "TEXT_CHARACTERS", 5)
    assert pdf_pages.read(pdf_of([LINES[:1], LINES[1:]])) == {"text": LINES[0]}


def test_what_broken_fonts_produce_is_made_printable():
    assert pdf_pages.printable("党\ud800员\0会") == "党?员会"
