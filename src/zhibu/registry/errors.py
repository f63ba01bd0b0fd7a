"""What the registry refuses; each error carries a sentence for the person who caused it."""

from zhibu.plans.errors import ZhibuError


class RegistryError(ZhibuError):
    """A change of an organization or a member that cannot be."""
