"""The glossary has an entry for every code and every basic word."""

from pathlib import Path

import pytest

from zhibu.plans import codes
from zhibu.plans.codes import Code
from zhibu.plans.periods import Unit

GLOSSARY = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
WORDS = {  # contract, section 1
    "plan": "方案",
    "clause": "条款",
    "duty": "应办事项",
    "subject": "对象",
    "period": "周期",
    "due": "应办",
    "fact": "办结事实",
    "exemption": "免除",
}
CODES = [kind for kind in vars(codes).values() if isinstance(kind, type) and issubclass(kind, Code)]
KINDS = [kind for kind in CODES if kind is not Code]


def rows_of(name: str) -> dict[str, str]:
    """Identifier → 中文 of the section whose heading names ``name``."""
    sections = GLOSSARY.read_text(encoding="utf-8").split("\n## ")
    (section,) = [text for text in sections if name in text.splitlines()[0]]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return {row[2].strip().strip("`"): row[1].strip() for row in cells if row[2].strip().startswith("`")}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_code_has_its_entry_and_no_entry_lacks_a_code(kind: type[Code]):
    assert rows_of(f"(`{kind.__name__}`)") == {code.value: code.label for code in kind}


def test_every_enumeration_of_codes_is_looked_at():
    assert {kind.__name__ for kind in KINDS} >= {"Level", "Sector", "Category", "Activity", "Force", "Flow"}


def test_every_basic_word_has_its_entry():
    assert rows_of("Words") == WORDS


def test_every_unit_of_recurrence_has_its_entry():
    assert set(rows_of("(`every`)")) == {str(unit) for unit in Unit}


def test_every_entry_has_a_term():
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert lines and all(cell.strip() for line in lines for cell in line.strip("|").split("|"))
