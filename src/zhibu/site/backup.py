"""A backup: one file with every row, every attachment and a list of what should be in it.

    manifest.json        what is in it, made from the same moment as the rows
    tables/<model>.jsonl a row a line
    files/<name>         attachments, as the database names them

Rows are read from one moment while the server goes on. Attachments are copied after it: they are written
before the row that names them and never written again, so every one that a row names is there.
Secrets are not in it; without them what is encrypted stays unreadable.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from zhibu.access.audit import chain
from zhibu.site import carrying
from zhibu.site.carrying import CarryingError, Extent

FORMAT = 1
MANIFEST = "manifest.json"


def back_up(target: Path) -> dict[str, Any]:
    """Write the backup; the file is there whole or not at all. Gives its manifest."""
    if target.exists():
        raise CarryingError(f"{target}：已有这个文件；请换一个名字，旧的备份不会被覆盖")
    if not target.parent.is_dir():
        raise CarryingError(f"{target.parent}：没有这个文件夹，请先建好")
    draft = target.with_name(f".{os.getpid()}-{target.name}")
    chain.seal()
    try:
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)  # it holds names
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _written(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _written(archive: zipfile.ZipFile) -> dict[str, Any]:
    with carrying.snapshot():
        whole, names = carrying.extent(), file_names()
        for model in carrying.models():
            _write_lines(archive, f"tables/{model._meta.label_lower}.jsonl", carrying.rows_out(model))
    digests, missing = _write_files(archive, names)
    manifest = {
        "format": FORMAT,
        "version": version("zhibu"),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": carrying.migrations(),
        "extent": whole.as_json(),
        "files": digests,
        "missing": missing,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def file_names() -> list[str]:
    """The names of all files that rows speak of."""
    found: set[str] = set()
    for model in carrying.models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                found |= set(
                    model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                )
    return sorted(found)


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as entry:
        for line in lines:
            entry.write(f"{line}\n".encode())


def _write_files(archive: zipfile.ZipFile, names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Copies the files; gives the digest of each, and the names of those that are not there."""
    digests, missing = {}, []
    for name in names:
        try:
            source = default_storage.open(name, "rb")
        except FileNotFoundError:
            missing.append(name)
            continue
        with source, archive.open(f"files/{name}", "w", force_zip64=True) as entry:
            digest = hashlib.sha256()
            for part in source.chunks():
                digest.update(part)
                entry.write(part)
        digests[name] = digest.hexdigest()
    return digests, missing


# ── back again ───────────────────────────────────────────────────────────────────────────────────
def restore(source: Path) -> dict[str, Any]:
    """Put a backup into this installation, whose tables are made and empty. Everything or nothing."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(source, archive)
            carrying.refuse_unless_empty()
            with transaction.atomic(), _files_back(archive, manifest["files"]):
                _rows_back(archive, Extent(**manifest["extent"]))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as wrong:
        raise CarryingError(f"{source}：不是备份文件，或已损坏；请换一份备份") from wrong
    chain.anchor(chain.head())
    return manifest


def _manifest(source: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise CarryingError(f"{source}：不是本系统的备份，或没有写完")
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest.get("format") != FORMAT or manifest["migrations"] != carrying.migrations():
        made_by = manifest.get("version", "？")
        raise CarryingError(f"备份由另一版本（{made_by}）所做；请装回那个版本恢复，再升级")
    absent = [name for name in manifest["files"] if f"files/{name}" not in names]
    if absent or archive.testzip() is not None:
        raise CarryingError(f"{source}：备份不完整，或已损坏；请换一份备份")
    return manifest


def _rows_back(archive: zipfile.ZipFile, wanted: Extent) -> None:
    for model in carrying.models():
        with archive.open(f"tables/{model._meta.label_lower}.jsonl") as entry:
            carrying.rows_in(model, io.TextIOWrapper(entry, "utf-8", newline="\n"))
    carrying.set_counters()
    carrying.refuse_other_extent(wanted)
    carrying.refuse_other_keys()


@contextlib.contextmanager
def _files_back(archive: zipfile.ZipFile, digests: dict[str, str]) -> Iterator[None]:
    """The files in their places; gone again when what follows fails."""
    made: list[Path] = []
    try:
        for name, digest in digests.items():
            place = Path(default_storage.path(name))  # refuses a name that leads elsewhere
            if place.exists():
                raise CarryingError(f"{place}：已有这个文件，只能恢复到空的地方")
            place.parent.mkdir(parents=True, exist_ok=True)
            made.append(place)
            with archive.open(f"files/{name}") as entry, place.open("xb") as file:
                shutil.copyfileobj(entry, file)
            if hashlib.sha256(place.read_bytes()).hexdigest() != digest:
                raise CarryingError(f"备份中的附件 {name} 已损坏；请换一份备份")
        yield
    except BaseException:
        for place in made:
            place.unlink(missing_ok=True)
        raise
