"""Standings that can be believed: those in doubt are counted before anybody is shown them."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from zhibu.access.reach import within
from zhibu.helping.batch import TOGETHER, count_many
from zhibu.helping.counting import count_anew
from zhibu.helping.models import Kept
from zhibu.registry.models import Organization

ONE_BY_ONE = 12  # up to so many a page counts itself, 20 ms each; more go through the ledger's batch


def in_doubt(path: str, year: int) -> list[Organization]:
    """The organizations at and under a path that have changed since they were counted, or never were."""
    good = Kept.objects.filter(organization=OuterRef("pk"), year=year, changes=F("counted"))
    good = good.filter(Q(good_until__isnull=True) | Q(good_until__gte=timezone.localdate()))
    return list(Organization.objects.filter(within(path)).exclude(Exists(good)).order_by("path"))


def make_good(path: str, year: int) -> int:
    """Count what is in doubt, as far as a reader can be let wait; gives how many are left to count."""
    wanted = in_doubt(path, year)
    if len(wanted) <= ONE_BY_ONE:
        return sum(not count_anew(one, year) for one in wanted)
    return len(wanted) - count_many(wanted[:TOGETHER], year)


def make_all_good(path: str, year: int) -> int:
    """Count all that is in doubt; gives how many organizations that were."""
    wanted = in_doubt(path, year)
    count_many(wanted, year)
    return len(wanted)
