"""What of members is erased when its time is over (``zhibu.privacy.forgetting`` says when).

Each pair finds the rows whose time ended on or before a day, and erases some of them; what was erased is
no longer found.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhibu.access.models import PersonKey
from zhibu.registry.models import Member, RosterImport, TreeImport


def id_numbers_of_those_who_left(by: date) -> QuerySet[Any]:
    return Member.objects.filter(until__lte=by).exclude(id_number="", id_number_index="")


def blank_id_numbers(rows: QuerySet[Any]) -> int:
    """The index goes too: it would tell whether a number is the erased one."""
    return rows.update(id_number="", id_number_index="")


def phones_of_those_who_left(by: date) -> QuerySet[Any]:
    return Member.objects.filter(until__lte=by).exclude(phone="")


def blank_phones(rows: QuerySet[Any]) -> int:
    return rows.update(phone="")


def audit_keys_of_those_who_left(by: date) -> QuerySet[Any]:
    """Without its key nobody can read what events say of a member; the events themselves stay."""
    gone = Member.objects.filter(until__lte=by).values("pk")
    return PersonKey.objects.filter(member_id__in=gone)


def roster_tables(by: date) -> QuerySet[Any]:
    return RosterImport.objects.filter(uploaded_at__date__lte=by)


def tree_tables(by: date) -> QuerySet[Any]:
    return TreeImport.objects.filter(uploaded_at__date__lte=by)
