"""The whole plan: masthead, clauses in the order of the document, and one duty a proposal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from zhibu.plans.codes import IssuerLevel
from zhibu.plans.documents import Document
from zhibu.plans.drafting.duties import draft_duty, numbered
from zhibu.plans.drafting.lines import one_line
from zhibu.plans.drafting.masthead import Masthead, read_masthead
from zhibu.plans.drafting.numbering import Outline, read_outline
from zhibu.plans.extraction import Proposal
from zhibu.plans.model import Clause, Duty, InForce, Issuer, Plan
from zhibu.plans.periods import Unit

DRAFTED = "由程序起草，请对照原文核对后使用"
LONGEST_ID, LONGEST_SOURCE = 60, 300


def draft(
    document: Document, proposals: Iterable[Proposal], *, today: date, plan_id: str | None = None
) -> Plan:
    """A plan that validates; ``note`` and ``review`` say what a person has to settle.

    ``today`` dates a document that names no date. Without ``plan_id`` one is made from the file name
    or, where that has no Latin letters, from the year and number.
    """
    head = read_masthead(document.text, document.source, today)
    ordered = sorted(proposals, key=lambda proposal: (proposal.start, proposal.end))
    clauses = tuple(draft_clauses(ordered, read_outline(document.text), head.level))
    return Plan(
        id=plan_id or make_id(document.source, head),
        title=head.title,
        issuer=Issuer(name=head.issuer, level=head.level),
        document_no=head.document_no,
        source=one_line(document.source, LONGEST_SOURCE) or None,
        note="；".join([DRAFTED, *head.doubts, *open_questions(clauses)]),
        in_force=InForce(from_=head.issued),
        clauses=clauses,
    )


def open_questions(clauses: Sequence[Clause]) -> Iterator[str]:
    duties = [duty for clause in clauses for duty in clause.duties]
    if not duties:
        yield "没有提取到应办事项"
    if any(duty.every.unit is Unit.ONCE for duty in duties):
        yield "有一次性的事项，请填写 in_force 的止日 to，否则每年都会列出"
    yield "适用范围 applies_to 未填，暂适用于所有党组织"


def make_id(source: str, head: Masthead) -> str:
    latin = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:LONGEST_ID].strip("-")
    if re.search("[a-z]", latin):
        return latin
    number = re.search(r"〔(\d+)〕(\d+)号", head.document_no or "")
    return f"plan-{number[1]}-{number[2]}" if number else f"plan-{head.issued.isoformat()}"


def draft_clauses(proposals: Sequence[Proposal], outline: Outline, issuer: IssuerLevel) -> Iterator[Clause]:
    """Duties of one numbered place together, in the order of the document."""
    ids = numbered(proposal.activity.replace("_", "-") for proposal in proposals)
    duties = [draft_duty(duty_id, proposal, issuer) for duty_id, proposal in zip(ids, proposals, strict=True)]
    for ref, found in groupby(duties, key=lambda duty: outline.ref_at(start_of(duty))):
        of_clause = tuple(found)
        labels = dict.fromkeys(duty.activity.label for duty in of_clause)
        yield Clause(ref=ref, title="、".join(labels), duties=of_clause)


def start_of(duty: Duty) -> int:
    assert duty.place
    return duty.place.start
