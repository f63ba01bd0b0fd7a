"""What other apps have to say on an organization's month, or where one looks at the months below it.

An app that stands above this one registers a function once, in ``AppConfig.ready``. It gives the name of a
template and what that is to show as ``notice``, or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from zhibu.access.models import Account
from zhibu.registry.models import Organization


@dataclass(frozen=True, slots=True)
class Notice:
    """A template, and what it shows."""

    template: str
    shown: Any


Page = Literal["month", "below"]
Teller = Callable[[Account, Organization, Page], Notice | None]
_tellers: list[Teller] = []


def tell(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def notices(user: Account, organization: Organization, page: Page) -> list[Notice]:
    told = (teller(user, organization, page) for teller in _tellers)
    return [one for one in told if one is not None]
