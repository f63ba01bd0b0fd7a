"""What is answered. Descriptions are the documentation: the page and the OpenAPI file show them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from zhibu.gatherings.models import Reason
from zhibu.ledger import Status
from zhibu.plans.codes import Activity, Category, Flow, Force, Level, Sector
from zhibu.registry.models import Standing


# ── errors ───────────────────────────────────────────────────────────────────────────────────────
class RowRefusal(Schema):
    """One row of many that is refused."""

    row: int = Field(description=_("第几行，从 1 数起"))
    field: str | None = Field(None, description=_("哪一项"))
    sentence: str = Field(description=_("原因"))


class Refusal(Schema):
    """Every refusal looks like this."""

    code: str = Field(description=_("供程序判断的代码"))
    sentence: str = Field(description=_("给人看的一句话，中文或英文，依 Accept-Language"))
    field: str | None = Field(None, description=_("哪一项不对"))
    rows: list[RowRefusal] = Field([], description=_("成批导入时，每一行的原因"))
    version: int | None = Field(None, description=_("别人更正过时，记录现在的版本"))
    gathering: int | None = Field(None, description=_("与哪一条活动记录有关"))


# ── the registry ─────────────────────────────────────────────────────────────────────────────────
class OrganizationOut(Schema):
    """A Party organization."""

    id: int = Field(description=_("编号"))
    code: str = Field(description=_("代码"))
    name: str = Field(description=_("名称"))
    level: Level = Field(description=_("层级"))
    sector: Sector = Field(description=_("领域"))
    parent: int | None = Field(description=_("上级党组织"))
    since: date | None = Field(description=_("设立日期；空为早已设立"))
    until: date | None = Field(description=_("撤销日期；空为仍存在"))


class OrganizationPage(Schema):
    """A page of organizations."""

    items: list[OrganizationOut]
    next: str | None = Field(description=_("下一页的 after；空为没有了"))


class MemberOut(Schema):
    """A member: what the work of other systems needs, no more."""

    id: int = Field(description=_("编号"))
    name: str = Field(description=_("姓名"))
    organization: int = Field(description=_("所在党组织"))
    group: int | None = Field(description=_("党小组"))
    category: Category = Field(description=_("类别"))
    standing: Standing = Field(description=_("党籍状态"))
    flow: Flow = Field(description=_("流动情况"))
    is_leader: bool = Field(description=_("党员领导干部"))
    joined_on: date | None = Field(description=_("入党日期"))


class MemberPage(Schema):
    """A page of members."""

    items: list[MemberOut]
    next: str | None = Field(description=_("下一页的 after；空为没有了"))


class MemberDetail(MemberOut):
    """One member, the numbers masked."""

    phone: str = Field(description=_("联系电话，中间几位以星号代替"))
    id_number: str = Field(description=_("身份证号，中间几位以星号代替"))


class Numbers(Schema):
    """The whole numbers of one member; null where the asker may not see it."""

    phone: str | None = Field(description=_("联系电话；空为您无权查看"))
    id_number: str | None = Field(description=_("身份证号；空为您无权查看"))


# ── gatherings ───────────────────────────────────────────────────────────────────────────────────
class Saved(Schema):
    """A record that was written."""

    id: int = Field(description=_("编号"))
    version: int = Field(description=_("记录现在的版本；更正时要用"))


class SegmentOut(Schema):
    """A part of a gathering."""

    activity: Activity = Field(description=_("环节"))
    minutes: int | None = Field(description=_("分钟"))


class GatheringOut(Schema):
    """A record as a list shows it."""

    id: int = Field(description=_("编号"))
    version: int = Field(description=_("版本"))
    organization: int = Field(description=_("党组织"))
    kind: Activity = Field(description=_("类型"))
    occurred_on: date = Field(description=_("日期"))
    starts_at: str | None = Field(description=_("开始时间"))
    place: str = Field(description=_("地点"))
    topic: str = Field(description=_("主题（议题）"))
    segments: list[SegmentOut] = Field(description=_("各个环节"))
    required: int = Field(description=_("应到人数"))
    came: int = Field(description=_("实到人数"))
    recorded_on: date = Field(description=_("哪天记下的"))
    is_cancelled: bool = Field(description=_("已撤销，不再计入"))


class GatheringPage(Schema):
    """A page of records."""

    items: list[GatheringOut]
    next: str | None = Field(description=_("下一页的 after；空为没有了"))


class AttendanceOut(Schema):
    """Somebody who was expected."""

    member: int = Field(description=_("党员"))
    name: str = Field(description=_("姓名"))
    is_present: bool = Field(description=_("到会"))
    reason: Reason | None = Field(description=_("缺席原因"))
    is_exempt: bool = Field(description=_("已批准免除"))


class GatheringDetail(GatheringOut):
    """One record, with everything in it."""

    discussed: str = Field(description=_("主要内容"))
    decided: str = Field(description=_("议定事项"))
    guests: str = Field(description=_("列席人员"))
    chair: int | None = Field(description=_("主持人"))
    recorder: int | None = Field(description=_("记录人"))
    lecturer: int | None = Field(description=_("讲课人"))
    amounts: dict[str, str] = Field(description=_("数量，按活动的类别"))
    attendances: list[AttendanceOut] = Field(description=_("谁到会，谁缺席"))


# ── facts ────────────────────────────────────────────────────────────────────────────────────────
class FactsTaken(Schema):
    """What was taken over, in the order sent."""

    ids: list[int] = Field(description=_("写入的各条事实，次序与所发的相同"))


class FactOut(Schema):
    """A fact that can count for dues."""

    id: int = Field(description=_("编号"))
    organization: int = Field(description=_("由哪个党组织记下"))
    member: int | None = Field(description=_("是谁的；空为党组织自己的"))
    activity: Activity = Field(description=_("活动"))
    measure: str | None = Field(description=_("计量；空为按次计"))
    occurred_on: date = Field(description=_("日期"))
    quantity: str | None = Field(description=_("数量；空为 1"))
    gathering: int | None = Field(description=_("来自哪一条活动记录；空为导入的"))


class FactPage(Schema):
    """A page of facts."""

    items: list[FactOut]
    next: str | None = Field(description=_("下一页的 after；空为没有了"))


# ── dues ─────────────────────────────────────────────────────────────────────────────────────────
class DueOut(Schema):
    """One due of one period, with the clause that asks for it."""

    plan: str = Field(description=_("方案"))
    plan_title: str = Field(description=_("方案名称"))
    clause: str = Field(description=_("条款"))
    duty: str = Field(description=_("条款中的哪一项"))
    title: str = Field(description=_("应办什么"))
    activity: Activity = Field(description=_("活动"))
    force: Force = Field(description=_("要求的程度"))
    period_from: date = Field(description=_("这一期的第一天"))
    period_to: date = Field(description=_("这一期的最后一天"))
    measure: str | None = Field(description=_("计量；空为按次计"))
    required: str = Field(description=_("共需多少"))
    achieved: str = Field(description=_("已办多少"))
    status: Status = Field(description=_("状态"))
    is_excess: bool = Field(description=_("超过了方案的上限"))


class DuesOut(Schema):
    """The dues of one organization or one member."""

    organization: int | None = Field(description=_("党组织；空为党员的"))
    member: int | None = Field(description=_("党员；空为党组织的"))
    year: int = Field(description=_("年份"))
    on: date = Field(description=_("按哪一天看状态"))
    dues: list[DueOut] = Field(description=_("应办事项"))


class DuesPage(Schema):
    """A page of organizations, each with its own dues."""

    items: list[DuesOut]
    next: str | None = Field(description=_("下一页的 after；空为没有了"))


Row = dict[str, Any]
