"""An uploaded file becomes text. It is read, never run; the file itself is not kept."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zhibu.issuing.errors import IssuingError
from zhibu.plans.documents import Document, read_document
from zhibu.plans.errors import DocumentError

MAY_UPLOAD = (".docx", ".pdf", ".txt")
LONGEST_NAME = 100
UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


def read_upload(upload: UploadedFile, largest: int) -> tuple[Document, str]:
    """The text and the file's name. Raises DocumentError or IssuingError, saying what to do."""
    name = file_name(upload.name or "")
    suffix = PurePath(name).suffix.lower()
    if suffix not in MAY_UPLOAD and suffix != ".doc" and suffix != ".wps":
        raise IssuingError(_("“%(name)s”不能上传；可用 .docx、文字版 .pdf 和 .txt") % {"name": name})
    if upload.size is not None and upload.size > largest:
        raise IssuingError(
            _("“%(name)s”大于 %(n)s MB；请只保留方案正文，去掉图片或拆成几份")
            % {"name": name, "n": largest // 1_048_576}
        )
    return _read(upload, suffix, name), name


def file_name(given: str) -> str:
    """A name fit for showing: no folders, no characters that could reorder or hide what is read."""
    cleaned = UNFIT.sub("", given.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    return (stem[:LONGEST_NAME] + dot + suffix[:10]) if dot else cleaned[:LONGEST_NAME]


def _read(upload: UploadedFile, suffix: str, name: str) -> Document:
    """Read from a folder that is gone afterwards, under a name that the upload has no say in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"document{suffix}"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        try:
            document = read_document(path)
        except DocumentError as wrong:
            raise DocumentError(str(wrong).replace(str(path), f"“{name}”", 1)) from wrong
    text = document.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return replace(document, text=text, source=PurePath(name).stem or "document")
