"""The entries of the menu, what is needed most often first: each shown to those who may open its page."""

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
    f"registry:{page}"
    for page in (
        "tree",
        "organization",
        "found",
        "change_organization",
        "admit",
        "import_organizations",
        "import_organizations_preview",
    )
)
TABS = 5  # as many as a thumb can tell apart at the foot of a phone 360 pixels wide
MENU = (
    Entry("duties:this_month", _("本月要办"), "calendar-check", ("duties",)),
    Entry("gatherings:record", _("记一次"), "clipboard-plus", ("gatherings:record",)),
    Entry("calendars:mine", _("日历"), "calendar-month", ("calendars",)),
    Entry("gatherings:list", _("活动记录"), "clipboard-list", ("gatherings",)),
    Entry("issuing:plans", _("方案"), "file-text", ("issuing",)),
    Entry("registry:tree", _("党组织"), "sitemap", ORGANIZATION_PAGES),
    Entry("registry:roster", _("党员"), "users", ("registry",)),
    Entry("oversight:own", _("走访督导"), "map-pin", ("oversight",)),
    Entry("audit:events", _("操作记录"), "history", ("audit",)),
    Entry("helping:where", _("哪里要帮一把"), "heart-handshake", ("helping",)),
    Entry("access:accounts", _("账号"), "lock", ("access",)),
    Entry("registry:begin", _("起步"), "flag", ("registry:begin",)),
)


def current(shown: list[Entry], view_name: str) -> Entry | None:
    """The entry of a page: by its own name before its namespace."""
    namespace = view_name.partition(":")[0]
    named = [entry for entry in shown if view_name in entry.section]
    return next(iter([*named, *(entry for entry in shown if namespace in entry.section)]), None)


@dataclass(frozen=True, slots=True)
class Tabs:
    """The menu at the foot of a phone: what has room there, and what “更多” opens."""

    shown: list[Entry]
    more: list[Entry]


def tabs(found: list[Entry]) -> Tabs:
    return Tabs(found, []) if len(found) <= TABS else Tabs(found[: TABS - 1], found[TABS - 1 :])


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
