"""The tree as a table would make it: organizations that are there and those of the table.

A row is about an organization that is there when it has its code; without a code, when it has its name, and
under the parent that the row names. Everything else is new. Nothing is guessed: whatever could be meant in
two ways is refused with what to write.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhibu.access.reach import SEGMENT
from zhibu.plans.codes import Level
from zhibu.registry.cells import CellError, alike
from zhibu.registry.comparing import Row
from zhibu.registry.models import DEEPEST, Organization


@dataclass(eq=False, slots=True)
class Node:
    """An organization as it will be: there already, of a row of the table, or both."""

    known: Organization | None = None
    row: Row | None = None
    parent: "Node | None" = None

    @property
    def given(self) -> dict[str, Any]:
        return self.row.given if self.row else {}

    def value(self, key: str) -> Any:
        """What it will have: of the row, or as it is when the cell is empty."""
        return self.given.get(key) or (getattr(self.known, key) if self.known else None)

    @property
    def labels(self) -> set[str]:
        """By what it may be called: its code, its name, and the name that the table gives it."""
        names = [self.given.get("code"), self.given.get("name")]
        names += [self.known.code, self.known.name] if self.known else []
        return {alike(one) for one in names if one}

    def above(self) -> Iterator["Node"]:
        """Itself and what is above it; no longer than a path may be, also when it never ends."""
        at: Node | None = self
        for _step in range(DEEPEST // SEGMENT + 1):
            if at is None:
                return
            yield at
            at = at.parent


@dataclass(slots=True)
class Tree:
    """Everything at and below ``top``, and the rows of a table as they come."""

    top: Organization
    elsewhere: set[str]  # codes outside
    nodes: list[Node] = field(default_factory=list)
    by_code: dict[str, Node] = field(default_factory=dict)
    by_name: dict[str, list[Node]] = field(default_factory=dict)
    new_names: dict[tuple[str, str], Node] = field(default_factory=dict)

    @classmethod
    def below(cls, top: Organization) -> "Tree":
        inside = Organization.objects.under(top)
        elsewhere = Organization.objects.exclude(pk__in=inside.values("pk")).values_list("code", flat=True)
        tree = cls(top, set(elsewhere))
        by_key: dict[int | None, Node] = {}
        for one in inside.order_by("path"):  # parents before what is below them
            node = by_key[one.pk] = Node(known=one, parent=by_key.get(one.parent_id))
            tree.add(node)
        return tree

    @property
    def root(self) -> Node:
        return self.nodes[0]

    def add(self, node: Node) -> None:
        self.nodes.append(node)
        code = node.value("code")
        if code:
            self.by_code[code] = node
        self.name(node, node.value("name"))

    def name(self, node: Node, name: str | None) -> None:
        if name and node not in self.named(name):
            self.by_name.setdefault(alike(name), []).append(node)

    def named(self, name: str) -> list[Node]:
        return self.by_name.get(alike(name), [])

    def take(self, row: Row) -> Node:
        """The organization that a row is about, there or new."""
        node = self.with_code(row) if row.given.get("code") else self.with_name(row)
        if node is None:
            node = Node(row=row)
            self.add(node)
            if not row.given.get("code"):
                self.new_names[alike(row.given.get("name", "")), alike(wanted_parent(row))] = node
            return node
        if node.row is not None:
            raise CellError(_("与第 %(row)s 行是同一个党组织") % {"row": node.row.number})
        node.row = row
        self.name(node, row.given.get("name"))
        return node

    def with_code(self, row: Row) -> Node | None:
        code = row.given["code"]
        if code in self.elsewhere:
            words = {"code": code, "top": self.top.name}
            raise CellError(_("代码“%(code)s”已用于“%(top)s”以外的党组织；请核对，或导入到更高一级") % words)
        return self.by_code.get(code)

    def with_name(self, row: Row) -> Node | None:
        name, parent = row.given.get("name", ""), wanted_parent(row)
        before = self.new_names.get((alike(name), alike(parent)))
        if before is not None:
            return before
        same = [one for one in self.named(name) if one.known and not one.known.until]
        fitting = [one for one in same if not parent or alike(parent) in self.labels_above(one)]
        if len(fitting) > 1:
            raise CellError(_("叫“%(wanted)s”的党组织不止一个，请改写代码") % {"wanted": name})
        if not fitting and row.given.get("level") != Level.GROUP:
            refuse_other_place(name, same)
        return fitting[0] if fitting else None

    def labels_above(self, node: Node) -> set[str]:
        if node is self.root:
            above = self.top.parent
            return {alike(above.name), alike(above.code)} if above else set()
        return node.parent.labels if node.parent else set()

    def find_parent(self, node: Node) -> Node | None:
        """Where a row belongs: what it names, else where it is, else directly under the top."""
        wanted = wanted_parent(node.row) if node.row else ""
        if not wanted:
            return node.parent if node.known else self.root
        if node is self.root:
            if alike(wanted) not in self.labels_above(node):
                raise CellError(_("“%(top)s”的上级不能从这里改") % {"top": self.top.name})
            return None
        found = self.find(wanted)
        name = node.given.get("parent")
        if name and alike(name) not in found.labels:
            raise CellError(
                _("上级代码“%(code)s”与上级名称“%(name)s”对不上") % {"code": wanted, "name": name}
            )
        if found.value("level") == Level.GROUP:
            raise CellError(_("党小组之下不能再设党组织"))
        return found

    def find(self, wanted: str) -> Node:
        if wanted in self.by_code:
            return self.by_code[wanted]
        found = [one for one in self.named(wanted) if not one.value("until")]
        if not found:
            words = {"top": self.top.name, "wanted": wanted}
            raise CellError(_("“%(top)s”之下和表里都没有“%(wanted)s”") % words)
        if len(found) > 1:
            raise CellError(_("叫“%(wanted)s”的党组织不止一个，请改写代码") % {"wanted": wanted})
        return found[0]

    def too_deep(self) -> Iterator[Node]:
        """What would stand lower than a path may be."""
        allowed = (DEEPEST - len(self.top.path)) // SEGMENT + 1
        return (node for node in self.nodes if len(list(node.above())) > allowed)

    def rings(self) -> Iterator[list[Node]]:
        """Each circle of parents that has rows in it, once."""
        safe: set[Node] = set()
        for node in self.nodes:
            trail: dict[Node, int] = {}
            at: Node | None = node
            while at is not None and at not in safe and at not in trail:
                trail[at] = len(trail)
                at = at.parent
            if at is not None and at in trail:
                yield list(trail)[trail[at] :]
            safe |= trail.keys()


def wanted_parent(row: Row) -> str:
    """The code where there is one, else the name."""
    return row.given.get("parent_code") or row.given.get("parent") or ""


def refuse_other_place(name: str, same: list[Node]) -> None:
    """One of that name stands elsewhere: whether it moves or is another must be said by a code."""
    others = [one for one in same if one.known and one.known.level != Level.GROUP]
    if others:
        above = others[0].parent
        place = above.value("name") if above else others[0].value("name")
        raise CellError(
            _("“%(place)s”之下已有“%(name)s”；要移来，请填它的代码；要另设一个，请填新代码")
            % {"place": place, "name": name}
        )
