"""What issuing refuses; each error carries a sentence for the person who caused it."""

from zhibu.plans.errors import ZhibuError


class IssuingError(ZhibuError):
    """A plan that cannot be issued, changed or ended like that."""


class EditedMeanwhileError(IssuingError):
    """Somebody else has changed what was open on the screen."""
