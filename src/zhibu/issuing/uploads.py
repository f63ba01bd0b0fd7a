"""An uploaded file becomes text. It is read, never run.

The file itself is kept beside the plan, outside the static files and under a name of our own, so that
whoever may see the plan can hold the duties against the document. It goes when no plan or draft has it.
"""

import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path, PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from zhibu.access.downloads import DOCX
from zhibu.issuing.errors import IssuingError
from zhibu.issuing.models import Draft, IssuedPlan
from zhibu.plans.documents import Document, read_document
from zhibu.plans.errors import DocumentError

MEDIA_TYPES = {
    ".docx": DOCX,
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}
MAY_UPLOAD = tuple(MEDIA_TYPES)
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
            _refuse_macros(path, name)
        except DocumentError as wrong:
            raise DocumentError(str(wrong).replace(str(path), f"“{name}”", 1)) from wrong
    text = document.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return replace(document, text=text, source=PurePath(name).stem or "document")


def _refuse_macros(path: Path, name: str) -> None:
    """Whoever downloads it must be able to open it without a thought."""
    if path.suffix != ".docx":
        return
    with zipfile.ZipFile(path) as parts:
        if any(PurePath(one).name.lower().startswith("vbaproject") for one in parts.namelist()):
            raise IssuingError(_("“%(name)s”含有宏，不能上传；请另存为不带宏的 .docx") % {"name": name})


def keep_original(draft: Draft, content: bytes) -> None:
    """Write the file of a draft; the draft itself is saved by the caller."""
    suffix = PurePath(draft.file_name).suffix.lower()
    draft.original.save(get_random_string(24) + suffix, ContentFile(content), save=False)


def erase_unused(stored: str) -> None:
    """Erase a file that no draft and no issued plan has any more."""
    used = any(model.objects.filter(original=stored).exists() for model in (Draft, IssuedPlan))
    if stored and not used:
        default_storage.delete(stored)


def media_type(name: str) -> str:
    return MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
