"""What recording refuses; each error carries a sentence for the person who caused it.

ZhibuError
└── GatheringError
    ├── AlreadyRecorded   the same kind of gathering stands recorded on that day
    ├── EditedMeanwhile   somebody else has corrected the record since it was opened
    └── FileRefused       an attachment of a kind, or with contents, not taken
"""

from typing import TYPE_CHECKING

from zhibu.plans.errors import ZhibuError

if TYPE_CHECKING:
    from zhibu.gatherings.models import Gathering


class GatheringError(ZhibuError):
    """A record that cannot be."""


class AboutAnother(GatheringError):
    """An error that shows the record as it stands."""

    def __init__(self, sentence: str, gathering: "Gathering") -> None:
        super().__init__(sentence)
        self.gathering = gathering


class AlreadyRecorded(AboutAnother):
    """Perhaps the same gathering, recorded by two people."""


class EditedMeanwhile(AboutAnother):
    """The record is not the one that the person saw."""


class FileRefused(GatheringError):
    """An attachment that is not taken."""
