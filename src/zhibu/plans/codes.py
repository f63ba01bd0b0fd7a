"""The fixed codes of plan files and their Chinese names (the glossary of the core).

Each enumeration's value is the code written in files; ``label`` is the term a reader sees.
"""

from enum import StrEnum
from typing import Self

from zhibu.plans.speaking import say


class Code(StrEnum):
    """A code with its Chinese term; members are declared as ``NAME = code, term``."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @property
    def term(self) -> str:
        """The label in the reader's language."""
        return say(self.label)


class Level(Code):
    """Levels of organization, highest first; the order decides whose wording stays when duties are equal."""

    COUNTY = "county", "县委"
    DEPARTMENT = "department", "部门、机关工委或单位党委"
    TOWN = "town", "镇街党（工）委"
    COMMITTEE = "committee", "社区、村或单位党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"


class IssuerLevel(Code):
    """Who may issue a plan: the levels of the tree and those above it, highest first."""

    CENTRAL = "central", "中央"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    DEPARTMENT = "department", "部门"
    TOWN = "town", "镇街"
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"


class Sector(Code):
    """Kinds of unit that an organization belongs to."""

    RURAL = "rural", "农村"
    COMMUNITY = "community", "社区"
    ORGAN = "organ", "县级机关事业单位"
    TOWN_ORGAN = "town_organ", "镇街机关"
    TWO_NEW = "two_new", "两新组织"
    SCHOOL = "school", "学校"
    HEALTH = "health", "医院"
    OTHER = "other", "其他"


class Category(Code):
    """Categories of member."""

    IN_SERVICE = "in_service", "在职党员"
    RURAL = "rural", "农村党员"
    TWO_NEW = "two_new", "两新组织党员"
    RETIRED = "retired", "离退休党员"
    STUDENT = "student", "学生党员"
    OTHER = "other", "其他党员"


class Flow(Code):
    """Whether a member lives away from the branch that keeps the formal relation."""

    NONE = "none", "非流动党员"
    IN = "in", "流入党员"
    OUT = "out", "流出党员"


class SubjectType(Code):
    """What a duty falls on."""

    ORGANIZATION = "organization", "党组织"
    MEMBER = "member", "党员"


class Force(Code):
    """How strongly a clause demands; a ``may`` duty never makes anything overdue."""

    MUST = "must", "必须"
    SHOULD = "should", "原则上"
    MAY = "may", "可以"


class Activity(Code):
    """What is to be done, as the labelling guideline fixes it."""

    GENERAL_MEETING = "general_meeting", "党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支委会"
    GROUP_MEETING = "group_meeting", "党小组会"
    LECTURE = "lecture", "党课"
    PARTY_DAY = "party_day", "主题党日"
    GROUP_STUDY = "group_study", "集中学习"
    DISCUSSION = "discussion", "专题讨论"
    SELF_STUDY = "self_study", "自学"
    SITE_EDUCATION = "site_education", "现场教育"
    SCREENING = "screening", "观看教育片"
    TRAINING = "training", "培训"
    TEST = "test", "测试竞赛"
    ORG_LIFE_MEETING = "org_life_meeting", "组织生活会"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    APPRAISAL = "appraisal", "民主评议"
    HEART_TALK = "heart_talk", "谈心谈话"
    DUES = "dues", "党费"
    VOLUNTEER = "volunteer", "志愿服务"
    PAIRING = "pairing", "结对帮扶"
    VISIT = "visit", "走访慰问"
    PLEDGE = "pledge", "承诺践诺"
    POST = "post", "设岗定责"
    RECTIFICATION = "rectification", "查摆整改"
    INDEX_ASSESSMENT = "index_assessment", "指数考评"
    INSPECTION = "inspection", "督查指导"
    REPORT = "report", "汇报述职"
    EXEMPLAR = "exemplar", "选树典型"
    ELECTION = "election", "换届选举"
    ADMISSION = "admission", "发展党员"
    DECISION = "decision", "议事决策"
    DISCLOSURE = "disclosure", "公开公示"
    FUNDING = "funding", "经费保障"
    FACILITY = "facility", "场所保障"
    PLANNING = "planning", "制定计划"
    PUSH = "push", "推送学习资料"
    OTHER = "other", "其他"
