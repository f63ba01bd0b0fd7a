"""Comparing a roster with the registry: which members are new, which change; then doing it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.crypto import blind_index
from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import reach, within
from zhibu.plans.codes import Level
from zhibu.registry import cells
from zhibu.registry.bulk import Change, Newcomer, admit_many, change_many
from zhibu.registry.cells import CellError
from zhibu.registry.comparing import Comparison, Problem, read_rows
from zhibu.registry.layouts import MEMBERS
from zhibu.registry.models import Member, Organization, on
from zhibu.registry.sheets import Sheet


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
        for row in read_rows(sheet, MEMBERS):
            result.problems += row.problems or self.place(row.number, row.given, sheet.columns, result)
        return result

    def place(
        self, number: int, given: dict[str, Any], names: dict[str, str], result: Comparison
    ) -> Iterator[Problem]:
        """Find where the row belongs and whom it is about; put it among the new, the changed or the same."""
        about = "organization"
        try:
            organization = self.find_place(given.pop("organization", ""))
            given["organization"] = organization
            about = "group"
            group = given.pop("group", "")
            if group:
                given["group"] = self.find_group(organization, group)
            about = "name"
            self.refuse_twice(number, given)
            member = self.find_member(given, organization)
        except CellError as wrong:
            yield Problem(number, names.get(about, names["name"]), str(wrong))
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
        known: Member = Member.objects.select_related("organization", "group").get(pk=self.elsewhere[index])
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
