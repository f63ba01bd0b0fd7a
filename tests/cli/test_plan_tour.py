"""The first thing a newcomer sees: a document becomes a branch's year."""

from pathlib import Path

import pytest
from run_zhibu import run_zhibu


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, *args)


def test_the_tour_shows_the_sample_its_demands_and_the_year(zhibu) -> None:
    done = zhibu("plan", "tour", "--year", "2026")
    assert done.code == 0
    assert "《示例镇基层党组织组织生活提质实施方案》" in done.out
    assert "党小组会每月召开一至两次" in done.out and "每月1至2次" in done.out
    assert "2026年农村党支部应办事项" in done.out and "【12月】" in done.out
    assert "示镇委〔2025〕28号" in done.out


def test_the_tour_takes_a_document_of_ones_own(zhibu, tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("甲村工作方案\n一、学习\n党支部每月组织一次集中学习。\n", encoding="utf-8")
    done = zhibu("plan", "tour", path, "--year", "2026")
    assert done.code == 0 and "每月至少1次" in done.out


def test_the_tour_refuses_what_cannot_be_read(zhibu, tmp_path: Path) -> None:
    done = zhibu("plan", "tour", tmp_path / "none.txt")
    assert done.code == 2 and "none.txt" in done.err and "Traceback" not in done.err
