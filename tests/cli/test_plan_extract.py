"""``zhibu plan extract``: JSON whole or not at all, and a sentence for every nasty file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_documents import LINES, docx_of, make_nasty_folder, pdf_of
from run_zhibu import run_zhibu

from zhibu.plans.documents import read_document
from zhibu.plans.extraction import extract

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-town-plan.txt"


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, *args)


def expected(path: Path) -> dict:
    document = read_document(path)
    return {"source": path.stem, "obligations": [found.as_dict() for found in extract(document.text)]}


def test_one_document_is_printed_as_an_object(zhibu):
    done = zhibu("plan", "extract", EXAMPLE)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == expected(EXAMPLE)


def test_offsets_count_the_files_own_characters(zhibu, tmp_path):
    path = tmp_path / "方案.txt"
    path.write_bytes(EXAMPLE.read_text("utf-8").replace("\n", "\r\n").encode())
    text = path.read_bytes().decode()
    for found in json.loads(zhibu("plan", "extract", path).out)["obligations"]:
        assert text[found["start"] : found["end"]] == found["quote"]


def test_several_documents_are_printed_as_an_array(zhibu, tmp_path):
    (tmp_path / "甲.docx").write_bytes(docx_of())
    (tmp_path / "乙.pdf").write_bytes(pdf_of())
    done = zhibu("plan", "extract", tmp_path / "甲.docx", tmp_path / "乙.pdf")
    assert [answer["source"] for answer in json.loads(done.out)] == ["甲", "乙"]


def test_every_kind_of_file_says_the_same(zhibu, tmp_path):
    lines = EXAMPLE.read_text("utf-8").splitlines()
    (tmp_path / "甲.docx").write_bytes(docx_of(lines))
    page = "".join(f"<p>{line}</p>" for line in lines)
    (tmp_path / "乙.html").write_text(f"<meta charset=utf-8>{page}", "utf-8")
    (tmp_path / "丙.txt").write_bytes(EXAMPLE.read_bytes().decode().encode("gb18030"))
    answers = json.loads(zhibu("plan", "extract", *sorted(tmp_path.iterdir())).out)
    quotes = [[found["quote"] for found in answer["obligations"]] for answer in answers]
    assert quotes == [[found.quote for found in extract(EXAMPLE.read_text("utf-8"))]] * 3


def test_files_are_written_one_a_document(zhibu, tmp_path):
    (tmp_path / "甲.docx").write_bytes(docx_of())
    out = tmp_path / "新" / "结果"
    done = zhibu("plan", "extract", EXAMPLE, tmp_path / "甲.docx", "--out", out)
    assert (done.code, done.out) == (0, "")
    assert {path.name for path in out.iterdir()} == {f"{EXAMPLE.stem}.json", "甲.json"}
    assert json.loads((out / f"{EXAMPLE.stem}.json").read_text("utf-8")) == expected(EXAMPLE)


def test_written_files_replace_older_ones(zhibu, tmp_path):
    (tmp_path / f"{EXAMPLE.stem}.json").write_text("旧")
    zhibu("plan", "extract", EXAMPLE, "--out", tmp_path)
    assert json.loads((tmp_path / f"{EXAMPLE.stem}.json").read_text("utf-8")) == expected(EXAMPLE)


def test_every_nasty_file_is_refused_and_nothing_is_written(zhibu, tmp_path):
    (tmp_path / "来").mkdir()
    for path in make_nasty_folder(tmp_path / "来"):
        out = tmp_path / "果"
        done = zhibu("plan", "extract", EXAMPLE, path, "--out", out)
        assert done.code == 2, path.name
        assert done.out == ""
        assert done.err.startswith(f"错误：{path}：")
        assert "Traceback" not in done.err
        assert not out.exists(), path.name


def test_all_that_cannot_be_read_is_named_at_once(zhibu, tmp_path):
    (tmp_path / "空.txt").touch()
    done = zhibu("plan", "extract", tmp_path / "空.txt", tmp_path / "没有.docx", EXAMPLE)
    assert done.code == 2
    assert "空.txt" in done.err
    assert "没有.docx" in done.err


def test_two_documents_of_one_name_are_refused(zhibu, tmp_path):
    path = tmp_path / f"{EXAMPLE.stem}.docx"
    path.write_bytes(docx_of())
    done = zhibu("plan", "extract", EXAMPLE, path, "--out", tmp_path / "果")
    assert done.code == 2
    assert "同名" in done.err
    assert not (tmp_path / "果").exists()


def test_a_file_for_a_folder_is_refused(zhibu, tmp_path):
    (tmp_path / "果").write_text("原有")
    done = zhibu("plan", "extract", EXAMPLE, "--out", tmp_path / "果")
    assert done.code == 2
    assert "不是文件夹" in done.err
    assert (tmp_path / "果").read_text() == "原有"


def test_a_folder_in_the_way_leaves_everything_as_it_was(zhibu, tmp_path):
    (tmp_path / "甲.docx").write_bytes(docx_of())
    out = tmp_path / "果"
    (out / "甲.json").mkdir(parents=True)
    done = zhibu("plan", "extract", EXAMPLE, tmp_path / "甲.docx", "--out", out)
    assert done.code == 2
    assert "甲.json" in done.err
    assert list(out.iterdir()) == [out / "甲.json"]


def run_for_real(*args: object, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from zhibu.cli import main; main()", *map(str, args)], **options
    )


@pytest.mark.parametrize("name", ["图片.docx", "截断.pdf", "二进制.txt", "没有.txt"])
def test_the_program_itself_ends_with_2_and_a_sentence(tmp_path, name):
    nasty = make_nasty_folder(tmp_path)
    done = run_for_real("plan", "extract", tmp_path / name, "--out", tmp_path / "果", capture_output=True)
    told = done.stderr.decode()
    assert done.returncode == 2
    assert done.stdout == b""
    assert name in told
    assert nasty[tmp_path / name] in told
    assert "Traceback" not in told
    assert not (tmp_path / "果").exists()


def test_json_is_utf_8_whatever_the_terminal_is_set_to():
    poor = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run_for_real("plan", "extract", EXAMPLE, capture_output=True, env=poor)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8")) == expected(EXAMPLE)


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_no_error_to_speak_of(tmp_path):
    (tmp_path / "长.txt").write_text("\n".join(LINES), "utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    done = run_for_real("plan", "extract", tmp_path / "长.txt", stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert done.stderr == b""
