"""The five labelled documents beside the repository: F1 at least 0.95 (skipped where they are absent)."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from zhibu.plans.extraction import extract

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [ROOT.joinpath(*up, "shared", "extraction") for up in ([".."], ["..", ".."])]
SHARED = next((folder for folder in FOLDERS if (folder / "score.py").exists()), None)


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(SHARED is None, reason="the labelled documents are not beside the repository")
def test_the_labelled_documents_are_read_well() -> None:
    assert SHARED is not None
    score = scorer(SHARED / "score.py")
    matched = predicted = labelled = 0
    for path in sorted((SHARED / "gold").glob("*.json")):
        text = (SHARED / "raw" / f"{path.stem}.txt").read_bytes().decode("utf-8")
        gold = json.loads(path.read_text("utf-8"))["obligations"]
        found = [proposal.as_dict() for proposal in extract(text)]
        matched += len(score.match(gold, found, text))
        predicted, labelled = predicted + len(found), labelled + len(gold)
    assert 2 * matched / (predicted + labelled) >= 0.95
