"""The kinds of what is kept about people: what for, for how long, and who sees it.

Who sees a kind follows from the abilities that open it, and so from the table of the policy; for how long,
from the classes of ``data/retention.yaml``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.access.models import Account
from zhibu.access.policy import Ability, Part, Role, part
from zhibu.access.reach import reach


class Kind(StrEnum):
    """What is kept about people, in the order of the pages."""

    REGISTRY = "registry"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    POSTS = "posts"
    ATTENDANCE = "attendance"
    FACTS = "facts"
    EXEMPTIONS = "exemptions"
    RECORDS = "records"
    VISITS = "visits"
    PLANS = "plans"
    ACCOUNT = "account"
    CREDENTIALS = "credentials"
    DRAFTS = "drafts"
    UPLOADS = "uploads"
    REQUESTS = "requests"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class About:
    """What people are told of a kind. ``kept`` names terms; without an ability oneself alone sees it."""

    title: Any
    what: Any
    purpose: Any
    kept: tuple[str, ...]
    sees: tuple[Ability, ...] = ()


KINDS: dict[Kind, About] = {
    Kind.REGISTRY: About(
        _("党员登记信息"),
        _(
            "姓名、入党日期、所在党组织、党小组、类别、党籍状态、流动情况、是否党员领导干部、"
            "是否年老体弱或长期患病、是否暂无表决权，以及历次变动的起止日期"
        ),
        _("管理组织关系；确定谁应当参加、谁有表决权、对谁不催办"),
        ("archive",),
        (Ability.SEE_MEMBERS,),
    ),
    Kind.ID_NUMBER: About(
        _("身份证号"),
        _("身份证号（加密保存，平时只显示头尾几位）"),
        _("区分同名的人，避免同一人在两处登记"),
        ("id_number",),
        (Ability.SEE_ID_NUMBERS,),
    ),
    Kind.PHONE: About(
        _("联系电话"), _("联系电话（加密保存）"), _("通知活动、联系党员"), ("phone",), (Ability.SEE_PHONES,)
    ),
    Kind.POSTS: About(
        _("任职"),
        _("担任的职务及任免日期"),
        _("确定谁可以办理、查看什么"),
        ("archive",),
        (Ability.SEE_MEMBERS,),
    ),
    Kind.ATTENDANCE: About(
        _("到会情况"),
        _("应到的活动、是否到会、缺席原因（只选类别，不写详情）、当时是否免除、有无表决权"),
        _("记录党的组织生活，核对法定人数"),
        ("archive",),
        (Ability.SEE_RECORDS,),
    ),
    Kind.FACTS: About(
        _("办结事实"),
        _("由活动记录得出的、可以计入应办事项的事实（哪天、哪项活动、多少）"),
        _("说明哪些应办事项已经办到，不必再填表"),
        ("archive",),
        (Ability.SEE_RECORDS, Ability.SEE_DUES),
    ),
    Kind.EXEMPTIONS: About(
        _("请假和免除"),
        _("请假或免除哪项活动、起止日期、原因的类别、由谁批准，以及所写的说明（加密保存）"),
        _("不向有困难的党员催办"),
        ("archive", "exemption_reason"),
        (Ability.SEE_RECORDS,),
    ),
    Kind.RECORDS: About(
        _("在活动记录中的职责"),
        _("主持、记录、讲课的是谁，以及记录、更正由谁录入"),
        _("会议记录的要素，属于党的组织生活档案"),
        ("archive",),
        (Ability.SEE_RECORDS,),
    ),
    Kind.VISITS: About(
        _("走访与帮助"),
        _("走访、提出事项、办理事项、提出帮助、随机抽取由谁经手"),
        _("知道事情由谁提出、由谁办理"),
        ("archive",),
        (Ability.SEE_VISITS, Ability.SEE_OFFERS),
    ),
    Kind.PLANS: About(
        _("方案和安排的经手人"),
        _("方案由谁印发，草稿由谁修改，全年安排由谁采用和调整"),
        _("知道方案和安排由谁经手"),
        ("archive",),
        (Ability.SEE_PLANS, Ability.SEE_DUES),
    ),
    Kind.ACCOUNT: About(
        _("账号"),
        _(
            "用户名、电子邮箱、对应的党员、是否启用、是否系统管理员（账号不记登录时间和次数）；"
            "日历订阅和提醒方式；通过接口写入时的回执"
        ),
        _("登录；按本人的选择提醒；同一请求重复发来不重复记"),
        ("account",),
        (Ability.KEEP_ACCOUNTS,),
    ),
    Kind.CREDENTIALS: About(
        _("登录凭据"),
        _(
            "密码的校验值、第二重验证的密钥、接口令牌的校验值（不可查看、不导出），统一身份认证的标识，登录期间的会话；"
            "验证组件自带的最近使用时间，系统不使用、不统计"
        ),
        _("核对登录的是本人"),
        ("account", "session"),
    ),
    Kind.DRAFTS: About(
        _("没有提交的表单"), _("活动记录表单中已填、未提交的内容"), _("断网或离开后可以接着填"), ("draft",)
    ),
    Kind.UPLOADS: About(
        _("上传待确认的表格"),
        _("上传的名册或党组织表格（加密保存，确认导入后立即删除）"),
        _("导入前给上传的人核对"),
        ("upload",),
        (Ability.IMPORT_MEMBERS, Ability.KEEP_ORGANIZATIONS),
    ),
    Kind.REQUESTS: About(
        _("更正和删除申请"),
        _("申请的内容、办理结果和答复（加密保存）"),
        _("办理个人信息的更正和删除，并留下办理情况"),
        ("request_text",),
        (Ability.KEEP_MEMBERS,),
    ),
    Kind.EVENTS: About(
        _("操作记录"),
        _("什么时候、谁、对什么做了哪种变更，以及谁查看、导出过个人信息"),
        _("防止篡改和越权，查明责任"),
        ("audit", "audit_words"),
        (Ability.SEE_AUDIT,),
    ),
}
assert list(KINDS) == list(Kind)


@dataclass(frozen=True, slots=True)
class Sight:
    """A post that sees a kind, and over which part of the tree."""

    role: Role
    part: Part


def who_sees(kind: Kind) -> Iterator[Sight]:
    """Besides oneself, by the table of the policy; the widest part where several abilities open the kind."""
    width = list(Part)
    for role in Role:
        widest = max(
            (part(role, ability) for ability in KINDS[kind].sees), key=width.index, default=Part.NOTHING
        )
        if widest not in (Part.NOTHING, Part.SELF):
            yield Sight(role, widest)


def may_see(viewer: Account, kind: Kind, path: str, member_id: int) -> bool:
    """Whether somebody may see what is kept of this kind about a member at a path."""
    if viewer.member_id == member_id:
        return True
    return any(reach(viewer, ability).covers(path, member_id) for ability in KINDS[kind].sees)
