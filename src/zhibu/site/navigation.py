"""The entries of the menu, in their order: each shown to those who may open its page."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.access.models import Account
from zhibu.access.pages import may_open


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``section`` are the names, or namespaces, of the pages on which it is the current one."""

    page: str
    label: str | Promise
    icon: str
    section: tuple[str, ...]
    url: str = ""


ORGANIZATION_PAGES = tuple(
    f"registry:{page}" for page in ("tree", "organization", "found", "change_organization", "admit")
)
MENU = (
    Entry("duties:this_month", _("本月要办"), "calendar-check", ("duties",)),
    Entry("gatherings:record", _("记一次"), "clipboard-plus", ("gatherings:record",)),
    Entry("gatherings:list", _("活动记录"), "clipboard-list", ("gatherings",)),
    Entry("calendars:mine", _("日历"), "calendar-month", ("calendars",)),
    Entry("registry:tree", _("党组织"), "sitemap", ORGANIZATION_PAGES),
    Entry("registry:roster", _("党员"), "users", ("registry",)),
    Entry("issuing:plans", _("方案"), "file-text", ("issuing",)),
    Entry("access:accounts", _("账号"), "lock", ("access",)),
)


def current(shown: list[Entry], view_name: str) -> Entry | None:
    """The entry of a page: by its own name before its namespace."""
    namespace = view_name.partition(":")[0]
    named = [entry for entry in shown if view_name in entry.section]
    return next(iter([*named, *(entry for entry in shown if namespace in entry.section)]), None)


def entries(user: Account) -> list[Entry]:
    found = []
    for entry in MENU:
        try:
            url = reverse(entry.page)
        except NoReverseMatch:  # an app that this installation does not have
            continue
        if may_open(user, entry.page):
            found.append(Entry(entry.page, entry.label, entry.icon, entry.section, url))
    return found
