"""Events as people read them: who, what, to whom or what, from what to what.

A page of events asks as many queries as it names kinds of objects, whatever its length.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import person_keys, words
from zhibu.access.models import Account, Event, PersonKey
from zhibu.access.reach import within

MOST_NAMED = 200  # people, and organizations, that one name may stand for in a search
COMMAND_LINE = "命令行"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; what is empty is not asked."""

    who: str = ""
    what: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One field of a change; ``is_kept`` is false where only that it changed is known."""

    label: str
    before: str = ""
    after: str = ""
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    at: datetime
    who: str
    verb: str
    kind: str
    subject: str
    changes: tuple[Told, ...]
    is_forgotten: bool  # what it said of a person was erased
    number: int | None  # in the chain; None: not sealed yet


def found(user: Account, wanted: Wanted) -> QuerySet[Event]:
    """The events that somebody may see and is looking for, the latest first."""
    rows = Event.objects.visible_to(user)
    if wanted.who:
        rows = rows.filter(_by(wanted.who))
    if wanted.what:
        rows = rows.filter(_about(wanted.what))
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(date.fromordinal(wanted.until.toordinal() + 1)))
    return rows.select_related("acting__member", "seal").order_by("-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _by(name: str) -> Q:
    if name in (COMMAND_LINE, _("命令行")):
        return Q(acting__isnull=True)
    return Q(acting__username=name) | Q(acting__member__name__icontains=name)


def _about(name: str) -> Q:
    """Members of that name, organizations of that name or code with all that happened in and under them."""
    members = _model("registry.member").objects.filter(name__icontains=name)
    places = _model("registry.organization").objects.filter(Q(name__icontains=name) | Q(code=name))
    about = Q(concerns__in=list(members.values_list("pk", flat=True)[:MOST_NAMED]))
    for path in places.values_list("path", flat=True)[:MOST_NAMED]:
        about |= within(path)
    return about


def lines(events: Iterable[Event]) -> list[Line]:
    events = list(events)
    told = _told(events)
    named = _Names([*_subjects(events), *_mentioned(events, told)])
    return [_line(event, told[event.pk], named) for event in events]


def _told(events: Iterable[Event]) -> dict[int, tuple[dict[str, Any], bool]]:
    """For each event its changes with what is encrypted, and whether that was erased."""
    events = list(events)
    concerned = {event.concerns for event in events if event.personal and event.concerns is not None}
    keys = {
        row.member_id: bytes.fromhex(row.key) for row in PersonKey.objects.filter(member_id__in=concerned)
    }
    told = {}
    for event in events:
        personal = (
            person_keys.decrypt(keys.get(event.concerns or 0), event.personal) if event.personal else {}
        )
        told[event.pk] = (event.changes | (personal or {}), personal is None)
    return told


def _line(event: Event, told: tuple[dict[str, Any], bool], named: "_Names") -> Line:
    changes, is_forgotten = told
    return Line(
        at=timezone.localtime(event.at),
        who=str(event.acting) if event.acting else _("命令行"),
        verb=words.verb(event.verb),
        kind=words.kind(event.subject_type),
        subject=named.of(event.subject_type, event.subject_id),
        changes=tuple(_told_of(event.subject_type, name, pair, named) for name, pair in changes.items()),
        is_forgotten=is_forgotten,
        number=event.seal.number if hasattr(event, "seal") else None,
    )


def _told_of(label: str, name: str, pair: list[Any] | None, named: "_Names") -> Told:
    field = _field(label, name)
    title = str(words.FIELDS.get(name) or (field.verbose_name if field else name))
    if pair is None:
        return Told(title, is_kept=False)
    before, after = (_in_words(field, value, named) for value in pair)
    return Told(title, before, after)


def _in_words(field: Any, value: Any, named: "_Names") -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field is not None and field.is_relation:
        return named.of(_label_of(field), str(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict):
        return str(value.get("title") or "…")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _subjects(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    return ((event.subject_type, event.subject_id) for event in events)


def _mentioned(
    events: Iterable[Event], told: Mapping[int, tuple[dict[str, Any], bool]]
) -> Iterator[tuple[str, str]]:
    """Objects that stand in changes by their key."""
    for event in events:
        for name, pair in told[event.pk][0].items():
            field = _field(event.subject_type, name)
            if field is not None and field.is_relation:
                for value in pair or ():
                    yield _label_of(field), str(value)


class _Names:
    """Names of objects by kind and key, each kind asked for once."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        keys: dict[str, set[int]] = defaultdict(set)
        for label, key in wanted:
            if key.isdecimal():
                keys[label].add(int(key))
        self.names = {label: _names_of(label, found) for label, found in keys.items()}

    def of(self, label: str, key: str) -> str:
        return self.names.get(label, {}).get(key) or _("%(key)s 号") % {"key": key}


def _names_of(label: str, keys: Iterable[int]) -> dict[str, str]:
    """By ``str``, where the model says what it is called; what is no longer there has no name."""
    model = _model(label)
    if model is None or model.__str__ is Model.__str__:
        return {}
    rows = model._default_manager.all()
    if "member" in {field.name for field in model._meta.fields}:
        rows = rows.select_related("member")
    return {str(pk): str(row) for pk, row in rows.in_bulk(list(keys)).items()}


def _model(label: str) -> Any:
    """The model, of whatever app; None when there is none any more."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _label_of(field: Any) -> str:
    return str(field.related_model._meta.label_lower)


def _field(label: str, name: str) -> "Field[Any, Any] | None":
    model = _model(label)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
