"""Kinds of reason for leave (请假) and exemption (免除): a kind is asked for, never a diagnosis.

Where the reason is one of health, the kind itself is told to nobody but the member and the secretary of the
branch (``Ability.SEE_LEAVE``); everybody else sees that leave was given, levels above see numbers.
"""

from zhibu.plans.codes import Code


class Ground(Code):
    """Why somebody cannot come, or why less is asked of an organization."""

    ILLNESS = "illness", "病假"
    PRIVATE = "private", "事假"
    WORK = "work", "公务"
    AWAY = "away", "在外"
    FRAIL = "frail", "年老体弱"
    MATERNITY = "maternity", "产假"
    MOBILE = "mobile", "流动党员"
    SECONDED = "seconded", "借调、挂职"
    NEW = "new", "新成立"
    NO_PREMISES = "no_premises", "暂无活动场所"
    OTHER = "other", "其他"


OF_ABSENCE = (Ground.ILLNESS, Ground.PRIVATE, Ground.WORK, Ground.AWAY, Ground.OTHER)
LASTING = (Ground.FRAIL, Ground.MATERNITY, Ground.MOBILE, Ground.SECONDED, Ground.OTHER)
OF_ORGANIZATION = (Ground.NEW, Ground.NO_PREMISES, Ground.OTHER)
HEALTH = frozenset({Ground.ILLNESS, Ground.FRAIL, Ground.MATERNITY})


def allowed(*, of_member: bool, is_lasting: bool) -> tuple[Ground, ...]:
    """The kinds offered for one sort of request, in their order."""
    if not of_member:
        return OF_ORGANIZATION
    return LASTING if is_lasting else OF_ABSENCE


class LeaveState(Code):
    """Where a request stands."""

    ASKED = "asked", "待批"
    APPROVED = "approved", "已批准"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已提前结束"


class LeaveVerb(Code):
    """What was done with a request."""

    ASK = "ask", "提出"
    APPROVE = "approve", "批准"
    DECLINE = "decline", "不同意"
    WITHDRAW = "withdraw", "撤回"
    END = "end", "提前结束"
