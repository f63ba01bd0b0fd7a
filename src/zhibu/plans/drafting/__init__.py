"""From a document and what was found in it to a plan file that a person reviews.

``draft`` builds a plan that always validates; whatever the document leaves open is filled with the
likeliest value and said so in ``note`` or ``review``. ``write_yaml`` writes it for reading.
"""

from zhibu.plans.drafting.assembly import draft
from zhibu.plans.drafting.yaml_text import write_yaml

__all__ = ["draft", "write_yaml"]
