"""Whether this process can serve: its database, the version of its tables, its clock."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from zhibu.access.models import Event
from zhibu.site import set_up, timed

CLOCK = timedelta(minutes=1)  # how far two clocks may differ
GOOD = "ok"
_known_good: set[str] = set()


def checks() -> dict[str, str]:
    """Each check with ``ok`` or what is wrong; a check that cannot be made is left out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"database": "unreachable"}
    found = {"database": GOOD, "migrations": _migrations()}
    if found["migrations"] == GOOD:
        found |= {"clock": _clock(), "timed_work": "late" if timed.is_late(timezone.now()) else GOOD}
    return found


def is_serving(found: dict[str, str]) -> bool:
    """Late timed work is to be seen to, but hinders nobody."""
    return all(state == GOOD for name, state in found.items() if name != "timed_work")


def _migrations() -> str:
    """Asked of the database until it is good: a process is started anew for another version."""
    if "migrations" not in _known_good and set_up.tables_are_missing():
        return "missing"
    _known_good.add("migrations")
    return GOOD


def _clock() -> str:
    """Not before the last event; on PostgreSQL, which may stand on another machine, as its clock says."""
    now = timezone.now()
    last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is not None and last > now + CLOCK:
        return "behind the last event"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            if abs(cursor.fetchone()[0] - now) > CLOCK:
                return "differs from the database"
    return GOOD
