"""Attachments: what is taken, how it is cleaned, where it is kept. Nobody is ever asked for one.

Pictures are drawn anew, so that nothing but the picture stays: no place, no camera, no hidden text. Of
other files only those are taken whose first bytes are those of their kind, without macros. They lie
outside the static files, under names of our own, and are served by a view that asks for permission.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from zhibu.access.downloads import DOCX, XLSX
from zhibu.gatherings.errors import FileRefused
from zhibu.gatherings.models import Attachment, Gathering

MOST_FILES = 10
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400  # enough to read a photographed page
LONGEST_NAME = 100

PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
OFFICE = {
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PDF = {".pdf": "application/pdf"}
TAKEN = PICTURES | OFFICE | PDF


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has passed ``checked``."""

    name: str
    media_type: str
    content: bytes


def checked(file: UploadedFile) -> Upload:
    """The file as it will be kept. Raises FileRefused, naming the file and what to do."""
    name = PurePath((file.name or "").replace("\\", "/")).name
    suffix = PurePath(name).suffix.lower()
    if suffix not in TAKEN:
        allowed = "、".join(sorted(TAKEN))
        raise FileRefused(_("“%(name)s”的类型不收；可用 %(allowed)s") % {"name": name, "allowed": allowed})
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        most = settings.LARGEST_UPLOAD // 1_048_576
        raise FileRefused(_("“%(name)s”超过 %(most)s MB，请缩小后再加") % {"name": name, "most": most})
    content = file.read()
    if suffix in PICTURES:
        content = _drawn_anew(name, content, PICTURES[suffix])
    elif not _is_of_kind(suffix, content):
        raise FileRefused(_("“%(name)s”的内容与类型不符，或含有宏，不收") % {"name": name})
    return Upload(PurePath(name).stem[:LONGEST_NAME] + suffix, TAKEN[suffix], content)


def _is_of_kind(suffix: str, content: bytes) -> bool:
    if suffix in PDF:
        return content.startswith(b"%PDF-")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False
    has_macros = any(PurePath(one).name.lower().startswith("vbaproject") for one in names)
    return "[Content_Types].xml" in names and not has_macros


def _drawn_anew(name: str, content: bytes, media_type: str) -> bytes:
    """The picture upright and not larger than needed; metadata stay behind."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is stricter
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise FileRefused(_("“%(name)s”的尺寸太大，请缩小后再加") % {"name": name})
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _bytes_of(upright, media_type)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as wrong:
        raise FileRefused(_("“%(name)s”不是能打开的图片，请重新选择") % {"name": name}) from wrong


def _bytes_of(picture: Image.Image, media_type: str) -> bytes:
    mode = "RGB" if media_type == "image/jpeg" or picture.mode not in ("RGBA", "LA", "P") else "RGBA"
    clean = Image.new(mode, picture.size)
    clean.paste(picture.convert(mode))
    out = io.BytesIO()
    if media_type == "image/jpeg":
        clean.save(out, "JPEG", quality=85)
    else:
        clean.save(out, "PNG")
    return out.getvalue()


def add_attachments(gathering: Gathering, uploads: Iterable[Upload]) -> list[Attachment]:
    """Keep files with a record, inside its transaction; when one of them fails, none stays."""
    uploads = list(uploads)
    if not uploads:
        return []
    kept = gathering.attachments.filter(removed_at__isnull=True).count()
    if kept + len(uploads) > MOST_FILES:
        raise FileRefused(_("附件最多 %(most)s 个") % {"most": MOST_FILES})
    written: list[Attachment] = []
    try:
        with transaction.atomic():
            for upload in uploads:
                written.append(_kept(gathering, upload))
    except BaseException:
        for one in written:
            one.file.delete(save=False)
        raise
    return written


def _kept(gathering: Gathering, upload: Upload) -> Attachment:
    made = Attachment(gathering=gathering, name=upload.name, media_type=upload.media_type)
    own_name = get_random_string(24) + PurePath(upload.name).suffix
    made.file.save(own_name, ContentFile(upload.content), save=False)
    made.save()
    return made


def remove_attachments(gathering: Gathering, removed: Iterable[int]) -> None:
    """No longer shown or served; that there was one, and its name, stays."""
    rows = gathering.attachments.filter(pk__in=list(removed), removed_at__isnull=True)
    rows.update(removed_at=timezone.now())
