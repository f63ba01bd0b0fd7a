"""How far a user's posts reach: the one function that filters lists, checks one object, and says why.

The tree is kept as a ``path`` of fixed-width segments (``zhibu.registry.models``), so that everything
under an organization is one range of an index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from zhibu.access.policy import Ability, Part, Role, part

SEGMENT = 4  # characters of one step in a path: 36⁴ children at most
AFTER_ALL_SEGMENTS = "~"  # sorts after every character of a path


class Holding(Protocol):
    """A role in a place of the tree."""

    @property
    def role(self) -> Role: ...
    @property
    def path(self) -> str: ...
    @property
    def is_above_branch(self) -> bool: ...


class User(Protocol):
    """What the reach is asked of: an account (``access.models.Account``)."""

    @property
    def is_authenticated(self) -> bool: ...
    def holdings(self) -> list[Any]: ...
    @property
    def member_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """The parts of the tree that an ability covers for somebody."""

    below: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    member_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.below or self.here or self.member_id)

    def covers(self, path: str, member_id: int | None = None) -> bool:
        """The same answer as ``filter`` gives, for one object already loaded."""
        is_self = member_id is not None and member_id == self.member_id
        return is_self or path in self.here or path.startswith(self.below)

    def filter(self, place: str, person: str | None) -> Q:
        """``place`` and ``person`` are the look-ups of the path and of the member's id."""
        condition = Q(pk__in=())
        for top in self.below:
            condition |= within(top, place)
        if self.here:
            condition |= Q(**{f"{place}__in": self.here})
        if person and self.member_id:
            condition |= Q(**{person: self.member_id})
        return condition


def within(top: str, place: str = "path") -> Q:
    """Everything at or under a path."""
    return Q(**{f"{place}__gte": top, f"{place}__lt": top + AFTER_ALL_SEGMENTS})


def reach(user: User, ability: Ability) -> Reach:
    """Where somebody has an ability, from the posts of today."""
    if not user.is_authenticated:
        return Reach()
    covered = [(_part(held, ability), held.path) for held in user.holdings()]
    own = any(which is Part.SELF for which, _path in covered)
    below = tuple(_tops(path for which, path in covered if which is Part.BELOW))
    here = {path for which, path in covered if which is Part.HERE and not path.startswith(below)}
    return Reach(below, tuple(sorted(here)), user.member_id if own else None)


def _part(held: Holding, ability: Ability) -> Part:
    """The table's part, with ``own`` read for where the post is held."""
    which = part(held.role, ability)
    if which is not Part.OWN:
        return which
    return Part.HERE if held.is_above_branch else Part.BELOW


def _tops(paths: Iterable[str]) -> Iterator[str]:
    """Only the highest of paths that lie within each other."""
    last = None
    for path in sorted(set(paths)):
        if last is None or not path.startswith(last):
            last = path
            yield path


class VisibleQuerySet(QuerySet[Any]):
    """A query set that knows which of its rows a user may see. A model whose rows stand in the tree says

        class GatheringQuerySet(VisibleQuerySet):
            see, place, person = Ability.SEE_RECORDS, "organization__path", None

        objects = models.Manager.from_queryset(GatheringQuerySet)()

    where ``place`` looks up the path, and ``person`` the member's id for the column ``self``.
    """

    see: Ability
    place: str
    person: str | None

    def visible_to(self, user: User, ability: Ability | None = None) -> Self:
        """The rows over which the user has an ability (by default: the one to see them)."""
        return self.filter(reach(user, ability or self.see).filter(self.place, self.person))


def get_visible(
    model: type[Model] | QuerySet[Any], user: User, pk: int | None, ability: Ability | None = None
) -> Any:
    """Load one object or answer 404: what is unknown and what is forbidden look the same."""
    rows = model if isinstance(model, QuerySet) else model._default_manager.all()
    found = rows.visible_to(user, ability).filter(pk=pk).first()  # type: ignore[union-attr]
    if found is None:
        raise Http404
    return found
