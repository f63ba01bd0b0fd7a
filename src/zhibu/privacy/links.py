"""Every field that points at a person, and every field of a person: to which kind it belongs.

A test walks all models and fails for a field that is not here. To declare one: the kind whose purpose it
serves, what the person is in that row, and, where the row is about something else or somebody else too,
``only`` the fields that concern this person.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.privacy.kinds import Kind


@dataclass(frozen=True, slots=True)
class Link:
    """What a row keeps about the person that its field points at; without ``only``, all of the row."""

    kind: Kind
    as_: Any
    only: tuple[str, ...] = ()


RECORD = ("occurred_on", "kind", "organization")
PLANS = ("title", "organization", "changed_at")

LINKS: dict[str, Link] = {
    "registry.MemberState.member": Link(Kind.REGISTRY, _("历次变动")),
    "access.Post.member": Link(Kind.POSTS, _("任职")),
    "gatherings.Attendance.member": Link(Kind.ATTENDANCE, _("应到的活动")),
    "gatherings.Fact.member": Link(Kind.FACTS, _("本人的事实")),
    "gatherings.Exemption.member": Link(Kind.EXEMPTIONS, _("本人的免除")),
    "gatherings.LeaveRequest.member": Link(Kind.EXEMPTIONS, _("请假和免除申请")),
    "gatherings.LeaveStep.acting": Link(
        Kind.EXEMPTIONS, _("经手的请假和免除申请"), ("verb_code", "at", "words")
    ),
    "gatherings.Gathering.chair": Link(Kind.RECORDS, _("主持"), RECORD),
    "gatherings.Gathering.recorder": Link(Kind.RECORDS, _("记录"), RECORD),
    "gatherings.Gathering.lecturer": Link(Kind.RECORDS, _("讲课"), RECORD),
    "gatherings.Gathering.recorded_by": Link(Kind.RECORDS, _("录入"), (*RECORD, "recorded_at")),
    "gatherings.Revision.acting": Link(
        Kind.RECORDS, _("录入、更正或撤销"), ("gathering", "number", "verb", "at", "reason")
    ),
    "gatherings.Exemption.entered_by": Link(
        Kind.RECORDS, _("录入免除"), ("organization", "activity_code", "from_day")
    ),
    "oversight.Visit.visitor": Link(Kind.VISITS, _("走访")),
    "oversight.Matter.raised_by": Link(Kind.VISITS, _("提出事项"), ("organization", "raised_on", "text")),
    "oversight.Matter.answered_by": Link(
        Kind.VISITS, _("办理事项"), ("organization", "answered_on", "answer")
    ),
    "oversight.Draw.drawn_by": Link(
        Kind.VISITS, _("随机抽取"), ("organization", "drawn_at", "of_code", "size")
    ),
    "helping.Offer.by": Link(Kind.VISITS, _("提出的帮助"), ("organization", "kind", "words", "offered_at")),
    "calendars.Adoption.adopted_by": Link(
        Kind.PLANS, _("采用全年安排"), ("organization", "year", "adopted_at")
    ),
    "calendars.Planned.changed_by": Link(Kind.PLANS, _("改过安排"), ("organization", "day", "changed_at")),
    "issuing.IssuedPlan.issued_by": Link(Kind.PLANS, _("印发"), ("plan_id", "organization", "issued_at")),
    "issuing.Draft.changed_by": Link(Kind.PLANS, _("改过草稿"), PLANS),
    "issuing.DraftDuty.changed_by": Link(
        Kind.PLANS, _("改过草稿中的应办事项"), ("draft", "ref", "changed_at")
    ),
    "access.Account.member": Link(Kind.ACCOUNT, _("本人的账号"), ("username", "email", "is_active")),
    "account.EmailAddress.user": Link(Kind.ACCOUNT, _("电子邮箱"), ("email", "verified")),
    "mfa.Authenticator.user": Link(Kind.CREDENTIALS, _("第二重验证"), ("type", "created_at", "last_used_at")),
    "socialaccount.SocialAccount.user": Link(
        Kind.CREDENTIALS, _("统一身份认证"), ("provider", "uid", "last_login", "date_joined", "extra_data")
    ),
    "calendars.Feed.account": Link(Kind.ACCOUNT, _("日历订阅"), ("organization", "made_at")),
    "calendars.Reminding.account": Link(Kind.ACCOUNT, _("提醒方式")),
    "api.Token.account": Link(
        Kind.CREDENTIALS, _("接口令牌"), ("name", "scope", "ending", "made_at", "expires_on", "revoked_at")
    ),
    "api.Receipt.account": Link(Kind.ACCOUNT, _("接口请求的回执"), ("key", "answer", "made_at")),
    "gatherings.Draft.account": Link(Kind.DRAFTS, _("没有提交的表单")),
    "registry.RosterImport.account": Link(
        Kind.UPLOADS, _("党员名册"), ("file_name", "organization", "uploaded_at")
    ),
    "registry.TreeImport.account": Link(
        Kind.UPLOADS, _("党组织表格"), ("file_name", "organization", "uploaded_at")
    ),
    "privacy.DataRequest.member": Link(Kind.REQUESTS, _("本人的申请")),
    "privacy.DataRequest.asked_by": Link(Kind.REQUESTS, _("由我提出"), ("member", "wish_code", "asked_at")),
    "privacy.DataRequest.answered_by": Link(
        Kind.REQUESTS, _("由我答复"), ("member", "wish_code", "answered_at")
    ),
    "access.Event.acting": Link(Kind.EVENTS, _("由我操作"), ("at", "verb", "subject_type", "subject_id")),
}

# The fields of the two rows that stand for a person. The account's are shown through its link above.
OWN_FIELDS: dict[str, dict[str, Kind]] = {
    "registry.Member": {
        **dict.fromkeys(("name", "joined_on", "since", "until"), Kind.REGISTRY),
        **dict.fromkeys(("organization", "group", "category", "standing", "flow"), Kind.REGISTRY),
        **dict.fromkeys(("is_leader", "is_frail", "has_no_vote"), Kind.REGISTRY),
        "id_number": Kind.ID_NUMBER,
        "phone": Kind.PHONE,
    },
    "access.Account": {
        **dict.fromkeys(("username", "email", "member", "is_active", "is_administrator"), Kind.ACCOUNT),
        "password": Kind.CREDENTIALS,
    },
}

# Tell nothing of anybody (keys, counters, what is worked out from other fields), or are secrets.
LEFT_OUT = frozenset({"id", "path", "key", "version", "id_number_index", "segment", "password", "data"})

# Texts and nested data in which people may be named in words; they cannot be searched by person.
TEXTS = {
    "gatherings.LeaveStep": ("words",),
    "calendars.Planned": ("segments",),
    "api.Receipt": ("answer",),
    "gatherings.Gathering": ("discussed", "decided", "amounts"),
    "gatherings.Revision": ("content",),
    "oversight.Visit": ("found",),
    "oversight.Matter": ("text", "answer"),
    "oversight.Draw": ("population", "chosen"),
    "issuing.IssuedPlan": ("content", "text"),
    "issuing.Draft": ("text", "levels", "sectors", "doubts"),
    "issuing.DraftDuty": ("content",),
}

# Names of fields that their models do not give in words.
LABELS: dict[str, Any] = {
    "adopted_at": _("采用时间"),
    "answer": _("答复"),
    "at": _("时间"),
    "ending": _("末几位"),
    "exemption": _("免除"),
    "is_frail": _("年老体弱或长期患病"),
    "is_lasting": _("是否长期"),
    "key": _("请求编号"),
    "leaves_quorum": _("不计入法定人数"),
    "made_at": _("设立时间"),
    "next_at": _("下次查看"),
    "offered_at": _("提出时间"),
    "revoked_at": _("停用时间"),
    "state_code": _("状态"),
    "verb_code": _("操作"),
    "words": _("说明"),
    "year": _("年份"),
    "answered_at": _("答复时间"),
    "asked_at": _("提出时间"),
    "asked_by": _("由谁提出"),
    "answered_by": _("由谁答复"),
    "changed_at": _("修改时间"),
    "created_at": _("设置时间"),
    "date_joined": _("首次使用"),
    "draft": _("方案草稿"),
    "drawn_at": _("时间"),
    "email": _("电子邮箱"),
    "entered_by": _("由谁录入"),
    "extra_data": _("平台给的信息"),
    "fields": _("已填的内容"),
    "file_name": _("文件名"),
    "gathering": _("活动"),
    "group": _("党小组"),
    "issued_at": _("印发时间"),
    "kind": _("类型"),
    "last_login": _("上次使用"),
    "last_used_at": _("上次使用"),
    "activity_code": _("活动"),
    "measure": _("计量"),
    "member": _("党员"),
    "noted_at": _("记下的时间"),
    "number": _("第几次"),
    "occurred_on": _("日期"),
    "organization": _("党组织"),
    "plan_id": _("编号"),
    "provider": _("平台"),
    "quantity": _("数量"),
    "recorded_at": _("录入时间"),
    "saved_at": _("保存时间"),
    "subject_id": _("对象编号"),
    "subject_type": _("对象"),
    "type": _("方式"),
    "uid": _("平台的标识"),
    "uploaded_at": _("上传时间"),
    "verb": _("操作"),
    "verified": _("已核实"),
    "visitor": _("走访人"),
}
