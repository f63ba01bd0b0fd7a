"""Reading a plan document's text: the obligations it states, proposed for a person to confirm.

``extract`` is deterministic and needs no network; words are kept in ``words/*.yaml``, the grammar
over them in the private modules here. What counts as an obligation is fixed by the labelling guideline.
"""

from zhibu.plans.extraction.document import read_document
from zhibu.plans.extraction.proposal import Measure, Proposal, Timing

__all__ = ["Measure", "Proposal", "Timing", "extract"]


def extract(text: str) -> list[Proposal]:
    """Obligations in the order of the text; offsets are into exactly the text given."""
    return read_document(text)
