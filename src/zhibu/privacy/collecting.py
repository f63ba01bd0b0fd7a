"""Everything kept about a member, gathered from the models by the declarations of ``links``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import words
from zhibu.access.models import Account, Event
from zhibu.privacy.kinds import KINDS, About, Kind, may_see
from zhibu.privacy.links import LABELS, LEFT_OUT, LINKS, OWN_FIELDS
from zhibu.registry.models import Member
from zhibu.registry.queries import masked_id_number, masked_phone

SENSITIVE = {"id_number": masked_id_number, "phone": masked_phone}
OF_THE_AUDIT = {"verb": words.verb, "subject_type": words.kind}
OF_EVENTS = ("at", "verb", "subject_type", "acting")


@dataclass(frozen=True, slots=True)
class Column:
    """A field, and what it is called."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one model in which the member has one part. ``number`` counts also those not taken along."""

    model: str
    as_: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    number: int

    @property
    def cells(self) -> list[list[tuple[Column, Any]]]:
        """Each value with its column, for tables that become cards on a telephone."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def only_row(self) -> list[tuple[Column, Any]]:
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Section:
    """All of one kind."""

    kind: Kind
    about: About
    tables: list[Table]

    @property
    def number(self) -> int:
        return sum(table.number for table in self.tables)


def held_about(
    member: Member, viewer: Account, *, most: int | None = None, is_masked: bool = False
) -> list[Section]:
    """What is kept about a member, as far as the viewer may see it; ``most`` rows of each table, the newest.

    The number of queries is the same for everybody.
    """
    kinds = [kind for kind in Kind if may_see(viewer, kind, member.path, member.pk)]
    account = Account.objects.filter(member=member).first()
    return [
        Section(kind, KINDS[kind], [*_own(kind, member, is_masked), *_linked(kind, member, account, most)])
        for kind in kinds
    ]


def not_shown(member: Member, viewer: Account) -> list[About]:
    """The kinds that this viewer may not see of this member."""
    return [KINDS[kind] for kind in Kind if not may_see(viewer, kind, member.path, member.pk)]


def _own(kind: Kind, member: Member, is_masked: bool) -> Iterator[Table]:
    """The member's own row, those fields of it that are of this kind."""
    names = [name for name, of in OWN_FIELDS["registry.Member"].items() if of is kind]
    if names:
        values = [_own_value(member, name, is_masked) for name in names]
        yield Table("registry.Member", _("现在的登记"), _columns(Member, names), [values], 1)


def _own_value(member: Member, name: str, is_masked: bool) -> Any:
    return SENSITIVE[name](member) if is_masked and name in SENSITIVE else value_of(member, name)


def _linked(kind: Kind, member: Member, account: Account | None, most: int | None) -> Iterator[Table]:
    for place, link in LINKS.items():
        if link.kind is kind:
            label, _dot, name = place.rpartition(".")
            model = apps.get_model(label)
            names = link.only or shown_fields(model, name)
            yield _table(model, str(link.as_), names, _about(model, name, member, account), most)
    if kind is Kind.EVENTS:
        yield _table(Event, _("关于我的操作"), OF_EVENTS, events_about(member, account), most)


def _about(model: Any, name: str, member: Member, account: Account | None) -> QuerySet[Any]:
    """The rows whose field points at the member, or at the member's account."""
    rows: QuerySet[Any] = model._default_manager.all()
    is_of_account = model._meta.get_field(name).related_model is Account
    return rows.filter(**{name: account or 0}) if is_of_account else rows.filter(**{name: member})


def events_about(member: Member, account: Account | None) -> QuerySet[Event]:
    """Events that concern the member, or whose subject is the account."""
    of_account = Q(subject_type="access.account", subject_id=str(account.pk)) if account else Q(pk__in=())
    return Event.objects.filter(Q(concerns=member.pk) | of_account)


def _table(
    model: type[models.Model], as_: str, names: Sequence[str], rows: QuerySet[Any], most: int | None
) -> Table:
    number = rows.count()
    followed = _followed(model, names)
    newest = (rows.select_related(*followed) if followed else rows).order_by("-pk")[:most]
    values = [[value_of(row, name) for name in names] for row in newest]
    return Table(model._meta.label, as_, _columns(model, names), values, number)


def shown_fields(model: type[models.Model], person: str) -> tuple[str, ...]:
    """Every field of a row except the one that points at the person, and those that tell nothing."""
    names = [field.name for field in model._meta.concrete_fields]
    return tuple(name for name in names if name != person and name not in LEFT_OUT)


def _followed(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """What is read along with each row, so that a row's words need no query of their own."""
    found = []
    for name in names:
        to: Any = model._meta.get_field(name).related_model
        if to is not None:
            inner = [one for one in ("member", "organization") if one in {f.name for f in to._meta.fields}]
            found += [name, *(f"{name}__{one}" for one in inner)]
    return found


def _columns(model: type[models.Model], names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, label_of(model, name)) for name in names)


def label_of(model: type[models.Model], name: str) -> str:
    """What a field is called: by its model where that says so in words, else by ``LABELS``."""
    own = str(getattr(model._meta.get_field(name), "verbose_name", ""))
    return str(LABELS[name]) if own.isascii() and name in LABELS else own


def value_of(row: models.Model, name: str) -> Any:
    """A value as people read it; text, number, or nested data."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(row, Event) and name in OF_THE_AUDIT:
        return OF_THE_AUDIT[name](value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (dict, list, int)):
        return value
    return "" if value is None else str(value)
