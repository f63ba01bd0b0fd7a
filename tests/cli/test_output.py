"""Results are written whole or not at all."""

import os
from pathlib import Path

import pytest

from zhibu.cli import output
from zhibu.cli.output import OutputError, write_files


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def test_files_and_their_folder_are_made(tmp_path):
    write_files({tmp_path / "新" / "甲.json": b"1", tmp_path / "新" / "乙.json": b"2"})
    assert {p.name: p.read_bytes() for p in (tmp_path / "新").iterdir()} == {"甲.json": b"1", "乙.json": b"2"}


def test_a_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "别的").write_bytes(b"")
    write_files({tmp_path / "甲": b"1"})
    assert (tmp_path / "甲").stat().st_mode == (tmp_path / "别的").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "真").write_bytes(b"0")
    (tmp_path / "链").symlink_to(tmp_path / "真")
    write_files({tmp_path / "链": b"1"})
    assert (tmp_path / "链").is_symlink()
    assert (tmp_path / "真").read_bytes() == b"1"


def test_a_device_is_not_replaced():
    with pytest.raises(OutputError, match="设备"):
        write_files({Path(os.devnull): b"1"})


def test_a_file_where_a_folder_is_needed_is_told(tmp_path):
    (tmp_path / "甲").write_bytes(b"0")
    with pytest.raises(OutputError, match="写不了"):
        write_files({tmp_path / "甲" / "乙": b"1"})
    assert names(tmp_path) == {"甲"}


def test_a_disk_that_fills_up_leaves_nothing(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "fsync", full)
    with pytest.raises(OutputError, match="磁盘空间"):
        write_files({tmp_path / "新" / "深" / "甲": b"1", tmp_path / "乙": b"2"})
    assert names(tmp_path) == set()


def test_a_long_name_is_written(tmp_path):
    name = "长" * 80 + ".json"
    write_files({tmp_path / name: b"1"})
    assert names(tmp_path) == {name}
