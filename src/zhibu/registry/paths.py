"""Paths in the tree: fixed-width segments, so that a subtree is one range of an index."""

from zhibu.access.reach import SEGMENT
from zhibu.registry.errors import RegistryError
from zhibu.registry.models import DEEPEST, Organization

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """The number in base 36, padded: the order of numbers is the order of segments."""
    written = ""
    for _place in range(SEGMENT):
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    if number:
        raise RegistryError("同一上级之下的党组织太多，不能再增加")
    return written


def number_of(path: str) -> int:
    """The number of the last step of a path."""
    return int(path[-SEGMENT:], len(DIGITS))


def child(top: str, number: int) -> str:
    """The path of the child of that number."""
    if len(top) + SEGMENT > DEEPEST:
        raise RegistryError("层级太深，不能再往下设立")
    return top + segment(number)


def next_child(parent: Organization | None) -> str:
    """A path under the parent that no organization has; the caller holds the parent's row locked."""
    top = parent.path if parent else ""
    taken = Organization.objects.filter(path__startswith=top) if top else Organization.objects.all()
    siblings = [path for path in taken.values_list("path", flat=True) if len(path) == len(top) + SEGMENT]
    return child(top, max(map(number_of, siblings), default=0) + 1)
