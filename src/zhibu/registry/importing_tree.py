"""Comparing a table of organizations with the tree: which are new, change, move or end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.plans.codes import Level, Sector
from zhibu.registry.actions import close_organization, move_organization
from zhibu.registry.bulk import Change, Foundation, change_organizations, found_many
from zhibu.registry.cells import CellError, alike
from zhibu.registry.comparing import Comparison, Problem, Row, read_rows
from zhibu.registry.layouts import ORGANIZATIONS
from zhibu.registry.models import Member, Organization, OrganizationState
from zhibu.registry.sheets import Sheet
from zhibu.registry.tree import Node, Tree

OWN_FIELDS = ("name", "level", "sector", "since", "until")


@dataclass(frozen=True, slots=True)
class Place:
    """A parent that may not be there yet."""

    code: str
    name: str


class TreeComparer:
    """One pass over the rows, with the tree at and below an organization looked up beforehand."""

    def __init__(self, account: Account, top: Organization) -> None:
        self.top, self.today = top, timezone.localdate()
        self.tree = Tree.below(top)
        self.codes = self.tree.elsewhere | set(self.tree.by_code)
        self.children = Counter(node.parent for node in self.tree.nodes)

    def compare(self, sheet: Sheet) -> Comparison:
        """1. Which organization is each row about? 2. Under which does it stand? 3. What changes?"""
        self.column = sheet.columns["name"]
        rows = list(read_rows(sheet, ORGANIZATIONS))
        result = Comparison(unused=sheet.unused, problems=[one for row in rows for one in row.problems])
        # Rows with codes first: they say by which new names parents may be called.
        taken = [self.take(row, result) for row in sorted(rows, key=lambda row: not row.given.get("code"))]
        nodes = [node for node in taken if node is not None]
        self.set_parents(nodes, result)
        result.problems += self.rings() or self.depths()
        if not result.problems:
            self.look_up_states(nodes)
            for node in sorted(nodes, key=lambda one: len(list(one.above()))):  # parents first
                result.problems += self.place(node, result)
            result.problems += self.refuse_closings(result)
        result.problems.sort(key=lambda one: one.row)
        return result

    def take(self, row: Row, result: Comparison) -> Node | None:
        try:
            return self.tree.take(row)
        except CellError as wrong:
            result.problems.append(Problem(row.number, self.column, str(wrong)))
            return None

    def set_parents(self, nodes: list[Node], result: Comparison) -> None:
        found: list[tuple[Node, Node | None]] = []
        for node in nodes:
            try:
                found.append((node, self.tree.find_parent(node)))
            except CellError as wrong:
                found.append((node, self.tree.root if node is not self.tree.root else None))
                result.problems.append(problem(node, self.column, wrong))
        for node, parent in found:  # only now: where they stand says which rows are meant
            node.parent = parent

    def rings(self) -> list[Problem]:
        found = []
        for ring in self.tree.rings():
            names = " → ".join(node.value("name") for node in [*ring, ring[0]])
            reason = CellError(_("上级关系绕成了一圈：%(names)s") % {"names": names})
            found += [problem(node, self.column, reason) for node in ring if node.row]
        return found

    def depths(self) -> list[Problem]:
        """Named at the lowest row that brings it about."""
        reason = CellError(_("层级太深，不能再往下设立"))
        causes = {next(one for one in node.above() if one.row) for node in self.tree.too_deep()}
        return [problem(node, self.column, reason) for node in causes]

    def look_up_states(self, nodes: list[Node]) -> None:
        """The days of the first and last changes of those that a row is about."""
        known = {node.known.pk for node in nodes if node.known}
        self.first_end: dict[int, date] = {}
        self.last_start: dict[int, date] = {}
        for state in OrganizationState.objects.filter(organization__in=Organization.objects.under(self.top)):
            if state.organization_id not in known:
                continue
            if state.until:
                ends = self.first_end.setdefault(state.organization_id, state.until)
                self.first_end[state.organization_id] = min(ends, state.until)
            if state.since:
                starts = self.last_start.setdefault(state.organization_id, state.since)
                self.last_start[state.organization_id] = max(starts, state.since)

    def place(self, node: Node, result: Comparison) -> Iterator[Problem]:
        """Put a row among the new, the changed or the same."""
        assert node.row is not None
        try:
            self.refuse_days(node)
            if node.known is None:
                result.new.append((node.row.number, self.foundation(node)))
                return
            fields = self.changed(node)
            if fields:
                result.changes.append((node.row.number, Change(node.known, fields)))
            else:
                result.unchanged += 1
        except CellError as wrong:
            yield problem(node, self.column, wrong)

    def refuse_days(self, node: Node) -> None:
        since, until = node.value("since"), node.value("until")
        if since and since > self.today:
            raise CellError(_("成立日期不能晚于今天"))
        if until and until > self.today:
            raise CellError(_("撤销日期不能晚于今天"))
        if since and until and until <= since:
            raise CellError(_("撤销日期应晚于成立日期"))

    def foundation(self, node: Node) -> Foundation:
        parent = node.parent
        assert parent is not None and node.row is not None
        for key in ("level", "sector"):
            if not node.given.get(key):
                what = ORGANIZATIONS[key].names[0]
                raise CellError(_("新设的党组织要填“%(what)s”") % {"what": what})
        if parent.value("until") and not node.given.get("until"):
            raise CellError(_("上级“%(name)s”已撤销") % {"name": parent.value("name")})
        self.refuse_same_name(node)
        return Foundation(
            code=self.code_of(node),
            name=node.given["name"],
            level=Level(node.given["level"]),
            sector=Sector(node.given["sector"]),
            parent=self.code_of(parent),
            since=node.given.get("since"),
            until=node.given.get("until"),
            tag=Place(self.code_of(parent), parent.value("name")),
        )

    def refuse_same_name(self, node: Node) -> None:
        for other in self.tree.named(node.given["name"]):
            if other is not node and other.known and not other.value("until") and other.parent is node.parent:
                words = {"name": other.value("name"), "code": other.known.code}
                raise CellError(_("同一上级之下已有“%(name)s”，代码是 %(code)s") % words)

    def code_of(self, node: Node) -> str:
        """Its code; a new one without any gets the parent's with the next number."""
        assert node.row is not None or node.known is not None
        code = node.value("code")
        if not code:
            code = node.given["code"] = self.next_code(node.parent)
        return str(code)

    def next_code(self, parent: Node | None) -> str:
        assert parent is not None
        while True:
            self.children[parent] += 1
            code = f"{self.code_of(parent)}{self.children[parent]:02}"
            if code not in self.codes and code not in self.tree.by_code:
                break
        if len(code) > ORGANIZATIONS["code"].longest:
            raise CellError(_("请填代码：按上级代码编不出来了"))
        self.codes.add(code)
        return code

    def changed(self, node: Node) -> dict[str, Any]:
        known = node.known
        assert known is not None
        fields = {
            key: node.given[key]
            for key in OWN_FIELDS
            if node.given.get(key) and node.given[key] != getattr(known, key)
        }
        if not node.given.get("code") and alike(known.name) == alike(fields.get("name", "")):
            del fields["name"]  # found by its name, whatever its brackets and spaces
        if node.parent is not None and (node.parent.known is None or node.parent.known.pk != known.parent_id):
            fields["parent"] = Place(self.code_of(node.parent), node.parent.value("name"))
        if known.until and fields:
            words = {"name": known.name, "day": known.until}
            raise CellError(_("“%(name)s”已于 %(day)s 终止，不能再改") % words)
        self.refuse_changes(node, fields)
        return fields

    def refuse_changes(self, node: Node, fields: dict[str, Any]) -> None:
        assert node.known is not None
        pk = node.known.pk
        if "until" in fields and len(fields) > 1:
            raise CellError(_("撤销的同时不能改别的；请先改，再另行撤销"))
        if "until" in fields and fields["until"] < self.last_start.get(pk, date.min):
            raise CellError(_("撤销日期不能早于上一次变动（%(day)s）") % {"day": self.last_start[pk]})
        if "since" in fields and fields["since"] >= self.first_end.get(pk, date.max):
            raise CellError(_("成立日期应早于第一次变动（%(day)s）") % {"day": self.first_end[pk]})
        if "parent" in fields and node.parent and node.parent.value("until"):
            raise CellError(_("上级“%(name)s”已撤销") % {"name": node.parent.value("name")})

    def refuse_closings(self, result: Comparison) -> Iterator[Problem]:
        """Nobody, and nothing that goes on, may be left in what ends."""
        ending = {one.subject.pk: row for row, one in result.changes if "until" in one.fields}
        if not ending:
            return
        left: dict[int, str] = {}
        for node in self.tree.nodes:
            above = node.parent.known.pk if node.parent and node.parent.known else 0
            if not node.value("until") and above in ending:
                left[above] = _("下面还有党组织，请先撤销或移走")
        inside = Member.objects.under(self.top).on(self.today)
        for places in inside.values_list("organization_id", "group_id"):
            left |= {pk: _("里面还有党员，请先转出") for pk in places if pk in ending}
        for pk, reason in left.items():
            yield Problem(ending[pk], self.column, reason)


def problem(node: Node, column: str, wrong: CellError) -> Problem:
    assert node.row is not None
    return Problem(node.row.number, column, str(wrong))


@transaction.atomic
def apply_tree(*, acting: Account | None, organization: Organization, comparison: Comparison) -> None:
    """Do all that the comparison says, or nothing: set up, change, move from the top down, close upwards."""
    today = timezone.localdate()
    found_many(acting=acting, wanted=[one for _row, one in comparison.new])
    changes = [one for _row, one in comparison.changes]
    own = [Change(one.subject, without(one.fields, "parent", "until")) for one in changes]
    change_organizations(acting=acting, day=today, changes=[one for one in own if one.fields])
    for one in changes:
        if "parent" in one.fields:
            parent = Organization.objects.get(code=one.fields["parent"].code)
            move_organization(acting=acting, organization=one.subject, parent=parent, day=today)
    for one in reversed(changes):
        if "until" in one.fields:
            close_organization(acting=acting, organization=one.subject, day=one.fields["until"])
    record_event(
        acting=acting,
        verb="import_organizations",
        subject=organization,
        path=organization.path,
        changes={"new": (0, len(comparison.new)), "changed": (0, len(comparison.changes))},
    )


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}
