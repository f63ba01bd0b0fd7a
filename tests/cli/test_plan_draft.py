"""``zhibu plan draft``: a plan file that loads, printed or written whole."""

from pathlib import Path

import pytest
from made_documents import docx_of, make_nasty_folder
from run_zhibu import run_zhibu

from zhibu.plans.documents import read_document
from zhibu.plans.extraction import extract
from zhibu.plans.loading import load_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-town-plan.txt"


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, *args)


def test_the_draft_of_the_example_loads(zhibu, tmp_path):
    done = zhibu("plan", "draft", EXAMPLE, "--out", tmp_path / "plan.yaml")
    assert (done.code, done.out, done.err) == (0, "", "")
    plan = load_plan(tmp_path / "plan.yaml")
    assert plan.id == "example-town-plan"
    assert plan.title == "示例镇基层党组织组织生活提质实施方案"
    assert (plan.issuer.name, plan.issuer.level) == ("中共示例镇委员会", "town")
    assert plan.document_no == "示镇委〔2025〕28号"
    assert str(plan.in_force.from_) == "2025-12-22"
    found = extract(read_document(EXAMPLE).text)
    assert len(list(plan.duties())) == len(found)


def test_printed_and_written_are_the_same(zhibu, tmp_path):
    zhibu("plan", "draft", EXAMPLE, "--id", "my-plan", "--out", tmp_path / "plan.yaml")
    printed = zhibu("plan", "draft", EXAMPLE, "--id", "my-plan").out
    assert printed == (tmp_path / "plan.yaml").read_text("utf-8")
    assert "id: my-plan\n" in printed


def test_a_word_document_gives_the_same_plan(zhibu, tmp_path):
    path = tmp_path / "example-town-plan.docx"
    path.write_bytes(docx_of(EXAMPLE.read_text("utf-8").splitlines()))
    assert zhibu("plan", "draft", path).out == zhibu("plan", "draft", EXAMPLE).out


def test_a_nasty_file_leaves_an_older_draft_alone(zhibu, tmp_path):
    (tmp_path / "坏").mkdir()
    out = tmp_path / "plan.yaml"
    out.write_text("旧")
    for path in make_nasty_folder(tmp_path / "坏"):
        done = zhibu("plan", "draft", path, "--out", out)
        assert done.code == 2
        assert path.name in done.err
        assert "Traceback" not in done.err
        assert out.read_text() == "旧"


def test_a_folder_cannot_be_written_over(zhibu, tmp_path):
    done = zhibu("plan", "draft", EXAMPLE, "--out", tmp_path)
    assert done.code == 2
    assert str(tmp_path) in done.err
    assert list(tmp_path.iterdir()) == []
