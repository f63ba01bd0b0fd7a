"""Comparing a roster with the registry: what is new, what changes, which rows are wrong; then doing it.

Nothing is written while a single row is wrong. An empty cell changes nothing, so that a table with a few
columns only changes those; the same table again changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach, within
from zhibu.plans.codes import Category, Flow, Level
from zhibu.registry import cells
from zhibu.registry.bulk import Change, Newcomer, admit_many, change_many
from zhibu.registry.cells import CellError
from zhibu.registry.models import Member, Organization, Standing, on
from zhibu.registry.sheets import Sheet

READERS: dict[str, Callable[[Any], Any]] = {
    "name": cells.name,
    "id_number": cells.id_number,
    "organization": cells.text,
    "group": cells.text,
    "category": partial(cells.code, Category),
    "standing": partial(cells.code, Standing),
    "joined_on": cells.day,
    "phone": cells.phone,
    "flow": partial(cells.code, Flow),
    "is_leader": cells.truth,
    "is_frail": cells.truth,
    "has_no_vote": cells.truth,
    "since": cells.day,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is wrong: its number in the table, the column's name there, and why."""

    row: int
    column: str
    reason: str


@dataclass(slots=True)
class Comparison:
    """What a table would do."""

    new: list[tuple[int, Newcomer]] = field(default_factory=list)
    changes: list[tuple[int, Change]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    unused: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changes)

    @property
    def may_apply(self) -> bool:
        return not self.problems and not self.is_empty

    def fingerprint(self) -> str:
        """The same as long as the same would be done."""
        done = [f"+{row}" for row, _one in self.new]
        done += [f"{row}:{one.member.pk}:{sorted(one.fields)}" for row, one in self.changes]
        return blind_index("|".join(done))


class Comparer:
    """One pass over the rows, with the registry below an organization looked up beforehand."""

    def __init__(self, account: Account, top: Organization) -> None:
        self.top, self.today = top, timezone.localdate()
        self.covered = reach(account, Ability.IMPORT_MEMBERS)
        self.places: dict[str, list[Organization]] = {}
        self.groups: dict[tuple[int | None, str], Organization] = {}
        for one in Organization.objects.under(top).filter(until__isnull=True):
            if one.level == Level.GROUP:
                self.groups[one.parent_id, cells.alike(one.name)] = one
            else:
                self.places.setdefault(cells.alike(one.name), []).append(one)
                self.places.setdefault(cells.alike(one.code), []).append(one)
        present = Member.objects.filter(on(self.today)).select_related("organization", "group")
        members = list(present.under(top))
        self.by_number: dict[str, Member] = {one.id_number_index: one for one in members}
        elsewhere = present.exclude(within(top.path)).values_list("id_number_index", "pk")
        self.elsewhere: dict[str, int] = dict(elsewhere)
        self.by_name: dict[tuple[str, int], list[Member]] = {}
        for one in members:
            self.by_name.setdefault((one.name, one.organization_id), []).append(one)
        self.seen: dict[str, int] = {}

    def compare(self, sheet: Sheet) -> Comparison:
        result = Comparison(unused=sheet.unused)
        for number, row in sheet.rows:
            given, problems = self.read(number, row, sheet.columns)
            if not problems:
                problems = list(self.place(number, given, sheet.columns, result))
            result.problems += problems
        return result

    def read(
        self, number: int, row: dict[str, Any], names: dict[str, str]
    ) -> tuple[dict[str, Any], list[Problem]]:
        given, problems = {}, []
        for key, cell in row.items():
            try:
                given[key] = READERS[key](cell)
            except CellError as wrong:
                problems.append(Problem(number, names[key], str(wrong)))
        if "name" in given and not given["name"]:
            reason = _("没有姓名；如果是公式，请先在 Excel 里打开并保存一次")
            problems.append(Problem(number, names["name"], reason))
        return given, problems

    def place(
        self, number: int, given: dict[str, Any], names: dict[str, str], result: Comparison
    ) -> Iterator[Problem]:
        """Find where the row belongs and whom it is about; put it among the new, the changed or the same."""
        try:
            organization = self.find_place(given.pop("organization", ""))
            given["organization"] = organization
            group = given.pop("group", "")
            if group:
                given["group"] = self.find_group(organization, group)
            self.refuse_twice(number, given)
            member = self.find_member(given, organization)
        except CellError as wrong:
            yield Problem(number, names["name"], str(wrong))
            return
        since = given.pop("since", None)
        if member is None:
            result.new.append((number, newcomer(given, since or self.today)))
            return
        changed = {key: value for key, value in given.items() if differs(member, key, value)}
        if changed:
            result.changes.append((number, Change(member, changed)))
        else:
            result.unchanged += 1

    def find_place(self, wanted: str) -> Organization:
        if not wanted:
            return self.top
        found = {one.pk: one for one in self.places.get(cells.alike(wanted), [])}
        if not found:
            raise CellError(_("在“%(top)s”之下没有“%(wanted)s”") % {"top": self.top.name, "wanted": wanted})
        if len(found) > 1:
            raise CellError(_("叫“%(wanted)s”的党组织不止一个，请改写代码") % {"wanted": wanted})
        return next(iter(found.values()))

    def find_group(self, organization: Organization, wanted: str) -> Organization:
        found = self.groups.get((organization.pk, cells.alike(wanted)))
        if found is None:
            words = {"place": organization.name, "wanted": wanted}
            raise CellError(_("“%(place)s”没有党小组“%(wanted)s”") % words)
        return found

    def refuse_twice(self, number: int, given: dict[str, Any]) -> None:
        key = given.get("id_number") or f"{given['name']}@{given['organization'].pk}"
        before = self.seen.setdefault(key, number)
        if before != number:
            raise CellError(_("与第 %(row)s 行是同一人") % {"row": before})

    def find_member(self, given: dict[str, Any], organization: Organization) -> Member | None:
        number = given.get("id_number")
        if number:
            known = self.find_by_number(blind_index(number))
            if known is not None:
                return known
        same = self.by_name.get((given["name"], organization.pk), [])
        same = [one for one in same if not (number and one.id_number)]
        if len(same) > 1:
            raise CellError(_("“%(place)s”有几名同名的党员，请填身份证号") % {"place": organization.name})
        return same[0] if same else None

    def find_by_number(self, index: str) -> Member | None:
        """Also one who is registered elsewhere, as far as the user may take members from there."""
        if index not in self.elsewhere:
            return self.by_number.get(index)
        known = Member.objects.select_related("organization", "group").get(pk=self.elsewhere[index])
        if not self.covered.covers(known.path):
            raise CellError(_("这个身份证号已登记在别处的党组织，请先办理转出"))
        return known


def newcomer(given: dict[str, Any], since: date) -> Newcomer:
    fields = {key: value for key, value in given.items() if value not in ("", None)}
    return Newcomer(
        organization=fields.pop("organization"),
        group=fields.pop("group", None),
        name=fields.pop("name"),
        since=since,
        fields=fields,
    )


def differs(member: Member, key: str, value: Any) -> bool:
    return value not in ("", None) and getattr(member, key) != value


@transaction.atomic
def apply_import(*, acting: Account, organization: Organization, comparison: Comparison) -> None:
    """Do all that the comparison says, or nothing."""
    admit_many(acting=acting, newcomers=[one for _row, one in comparison.new])
    change_many(acting=acting, day=timezone.localdate(), changes=[one for _row, one in comparison.changes])
    record_event(
        acting=acting,
        verb="import_members",
        subject=organization,
        path=organization.path,
        changes={"new": (0, len(comparison.new)), "changed": (0, len(comparison.changes))},
    )
