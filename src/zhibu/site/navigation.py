"""The entries of the menu, what is needed most often first: each shown to those who may open its page."""

from dataclasses import dataclass, replace

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
ROOM = 7  # as many as stand in one line of 1280 pixels, in either language
MENU = (
    Entry("duties:this_month", _("本月要办"), "calendar-check", ("duties",)),
    Entry("gatherings:record", _("记一次"), "clipboard-plus", ("gatherings:record",)),
    Entry("audit:events", _("操作记录"), "history", ("audit",)),
    Entry("calendars:mine", _("日历"), "calendar-month", ("calendars",)),
    Entry("gatherings:list", _("活动记录"), "clipboard-list", ("gatherings",)),
    Entry("issuing:plans", _("方案"), "file-text", ("issuing",)),
    Entry("oversight:own", _("走访督导"), "map-pin", ("oversight",)),
    Entry("registry:tree", _("党组织"), "sitemap", ORGANIZATION_PAGES),
    Entry("registry:roster", _("党员"), "users", ("registry",)),
    Entry("helping:where", _("哪里要帮一把"), "heart-handshake", ("helping",)),
    Entry("access:accounts", _("账号"), "lock", ("access",)),
    Entry("registry:begin", _("起步"), "flag", ("registry:begin",)),
)
# What concerns oneself, behind one's name: first what one keeps and asks, then how one signs in.
OWN = (
    Entry("registry:own", _("我的信息"), "", ()),
    Entry("gatherings:own", _("关于我的记录"), "", ()),
    Entry("gatherings:own_leave", _("请假和免除"), "", ()),
    Entry("calendars:feeds", _("放进手机日历"), "", ()),
    Entry("calendars:reminders", _("提醒"), "", ()),
    Entry("privacy:own", _("查看和更正个人信息"), "", ()),
)
SIGNING_IN = (
    Entry("account_change_password", _("修改密码"), "", ()),
    Entry("mfa_index", _("第二重验证"), "", ()),
    Entry("api:tokens", _("接口令牌"), "", ()),
)
FOOT = (
    Entry("burden:self_check", _("减负自查"), "", ()),
    Entry("privacy:notice", _("个人信息告知"), "", ()),
)
OF_MEMBERS = ("gatherings:own", "gatherings:own_leave")


def current(shown: list[Entry], view_name: str) -> Entry | None:
    """The entry of a page: by its own name before its namespace."""
    namespace = view_name.partition(":")[0]
    named = [entry for entry in shown if view_name in entry.section]
    return next(iter([*named, *(entry for entry in shown if namespace in entry.section)]), None)


@dataclass(frozen=True, slots=True)
class Folded:
    """Entries that have room, and those that “更多” opens."""

    shown: list[Entry]
    more: list[Entry]


def folded(found: list[Entry], room: int) -> Folded:
    return Folded(found, []) if len(found) <= room else Folded(found[: room - 1], found[room - 1 :])


def entries(user: Account, wanted: tuple[Entry, ...] = MENU) -> list[Entry]:
    """Those of pages that are there and that somebody may open."""
    return [
        replace(entry, url=url)
        for entry in wanted
        if (url := _address(entry.page)) and may_open(user, entry.page) and _concerns(user, entry.page)
    ]


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:  # an app that this installation does not have
        return ""


def _concerns(user: Account, page: str) -> bool:
    return user.member_id is not None or page not in OF_MEMBERS
