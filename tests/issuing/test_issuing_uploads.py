"""Nasty uploads: each refused with a sentence that says what to do, and nothing about this machine."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.issuing.uploads import file_name, read_upload
from zhibu.plans.errors import ZhibuError

LARGEST = 1_048_576


def upload(name, data):
    return read_upload(SimpleUploadedFile(name, data), LARGEST)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


NASTY = {
    "a program": ("方案.exe", b"MZ\x90\x00", "不能上传"),
    "a program called a text": ("方案.txt", b"MZ\x90\x00\x03", "程序"),
    "a script": ("方案.html", b"<script>alert(1)</script>", "不能上传"),
    "no extension": ("方案", "党员大会".encode(), "不能上传"),
    "an old Word document": ("方案.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
    "empty": ("方案.txt", b"", "空文件"),
    "only blanks": ("方案.txt", " \n\t\u3000".encode(), "没有文字"),
    "too large": ("方案.txt", b"a" * (LARGEST + 1), "大于 1 MB"),
    "a picture called a PDF": ("方案.pdf", b"\x89PNG\r\n\x1a\n", "图片"),
    "half a PDF": ("方案.pdf", b"%PDF-1.7\n1 0 obj\n<<", "已损坏或不完整"),
    "a zip called a Word document": ("方案.docx", zipped(a="x"), "方案.docx"),
    "a zip bomb": ("方案.docx", zipped(word__document_xml=b"0" * 60_000_000), "方案.docx"),
    "a path for a name": ("../../etc/passwd.txt", b"", "passwd.txt"),
}


@pytest.mark.parametrize(("name", "data", "says"), NASTY.values(), ids=NASTY.keys())
def test_nasty_uploads(name, data, says):
    with pytest.raises(ZhibuError) as refused:
        upload(name, data)
    sentence = str(refused.value)
    assert says in sentence
    assert "/" not in sentence.replace("和/或", "") and "document." not in sentence  # no path of this machine


def test_a_text_is_read_with_line_ends_made_one(tmp_path):
    document, name = upload("镇 方案.TXT", "\ufeff一、学习\r\n每月一次\r二、".encode())
    assert document.text == "一、学习\n每月一次\n二、"
    assert (name, document.source) == ("镇 方案.TXT", "镇 方案")


def test_other_encodings_are_read(tmp_path):
    assert upload("方案.txt", "党员大会每季度召开一次".encode("gb18030"))[0].text == "党员大会每季度召开一次"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\方案.docx", "方案.docx"),
        ("../方案.docx", "方案.docx"),
        ("方案\u202exslx.docx", "方案xslx.docx"),
        ("方\n案\x00.txt", "方案.txt"),
        ("长" * 300 + ".txt", "长" * 100 + ".txt"),
        ("...", ""),
    ],
)
def test_names_are_made_fit_for_showing(given, kept):
    assert file_name(given) == kept
