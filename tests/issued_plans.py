"""Plans and drafts for tests: written here, of no real document."""

from datetime import date

from zhibu.issuing import drafts
from zhibu.issuing.actions import issue
from zhibu.plans.documents import Document, Kind
from zhibu.plans.model import Plan

TEXT = """柳溪镇支部生活方案

柳溪镇委〔2026〕3号

一、组织生活
（一）党员大会每季度至少召开一次，支委会每月召开一次。
（二）党小组会每月至少召开一次。
二、学习
1．党员每年集中学习不少于32小时。
2．其他学习按需要安排，年底前各支部向镇党委报告一次。
三、其他
支部活动室要常开常新。镇党委每半年开展一次督查。
"""


def duty(identifier="general-meeting", activity="general_meeting", every="quarter", **fields):
    return {"id": identifier, "activity": activity, "every": every, "for": {"level": ["branch"]}, **fields}


def a_plan(identifier="plan", *duties, since="2026-01-01", to=None, level="town", **fields):
    return Plan.model_validate(
        {
            "id": identifier,
            "title": f"方案 {identifier}",
            "issuer": {"name": "柳溪镇党委", "level": level},
            "in_force": {"from": since, "to": to},
            "clauses": [{"ref": "一", "duties": list(duties) or [duty()]}],
            **fields,
        }
    )


def issued(organization, identifier="plan", *duties, original="", **fields):
    plan = a_plan(identifier, *duties, **fields)
    file_name = f"{identifier}.txt" if original else ""
    return issue(plan, acting=None, organization=organization, original=original, file_name=file_name)


def a_draft(organization, text=TEXT, acting=None, **fields):
    document = Document(text, "柳溪镇方案", Kind.TEXT)
    draft = drafts.start(
        acting=acting, organization=organization, document=document, file_name="柳溪镇方案.txt"
    )
    for name, value in {"since": date(2026, 1, 1), **fields}.items():
        setattr(draft, name, value)
    draft.save()
    return draft
