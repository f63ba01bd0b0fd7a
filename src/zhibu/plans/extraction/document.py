"""Reading a whole document: blocks in order, what their leads repeat, and the final proposals."""

import re
from dataclasses import replace

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.clauses import Clause, sentences
from zhibu.plans.extraction.grammar import read_sentence
from zhibu.plans.extraction.layout import DATE_HEAD, Block, Kind, lines
from zhibu.plans.extraction.outline import Outline, heading, matter
from zhibu.plans.extraction.proposal import Proposal
from zhibu.plans.extraction.rows import read_row
from zhibu.plans.extraction.scan import anything, scan
from zhibu.plans.extraction.source import Source, canonical
from zhibu.plans.extraction.state import Draft
from zhibu.plans.extraction.tables import blocks
from zhibu.plans.extraction.tokens import When

TITLE_LINES = 3
LEAD = 26
SLOGAN = 8  # a title of so few words (过好一个党日) gives way to whatever its paragraph demands
STAGE = re.compile(r"(?:第[一二三四五]阶段|[^，。；]{2,8}阶段)[:：]?[^。；（）]{0,20}（[^（）]{1,40}）")

STEP = re.compile(r"[^，。；（）一\d]{2,10}（[^（）]{0,6}\d{1,2}月[^（）]{0,14}）")


def read_document(text: str) -> list[Proposal]:
    source = canonical(text)
    read = list(blocks(lines(source)))
    outline = Outline(matter=matter(title_of(read)))
    found: list[Proposal] = []
    for block in read:
        found += [propose(draft, block, source) for draft in read_block(block, outline)]
    return found


def title_of(read: list[Block]) -> str:
    """The lines over the first heading, list or sentence of a document."""
    lines_ = []
    for block in read[:TITLE_LINES]:
        if block.marker or block.kind is Kind.ROW or "。" in block.chars or block.chars.endswith("："):
            break
        lines_.append(block.chars)
    return "".join(lines_)


def read_block(block: Block, outline: Outline) -> list[Draft]:
    if block.kind is Kind.ROW:
        return read_row(block, outline)
    outline.columns, outline.time = [], ""
    bare = block.chars[block.marker :].strip("：。（）")
    if block.kind is Kind.HEADING and (
        DATE_HEAD.fullmatch(bare) or not outline.lists_under_date(block.level)
    ):
        outline.enter(heading(block.chars[block.marker :], block.level))
        return []
    if outline.is_margin(block.marker > 0, block.chars):
        return []
    return read_paragraph(block, outline)


def read_paragraph(block: Block, outline: Outline) -> list[Draft]:
    scope = outline.scope(block.level)
    if scope.date is None and not anything(block.chars):
        return []
    found: list[Draft] = []
    start = block.marker
    for place, sentence in enumerate(sentences(block.chars, start, len(block.chars))):
        title = block.chars[start : sentence[-1].end] if place == 0 else ""
        if stage := stage_date(title, sentence[-1].end < len(block.chars) - 1):
            scope.date, scope.waiting = (-1, stage), True
            continue
        lead = place == 0 and block.marker > 0 and is_lead(sentence, start)
        if lead:
            named = heading(block.chars[start : sentence[-1].end], block.level)
            scope.topic, scope.actor = named.topic or scope.topic, named.actor or scope.actor
        drafts = read_sentence(sentence, scope)
        found += [replace(draft, lead=True) for draft in drafts] if lead else drafts
    return without_repeated_leads(found)


def stage_date(title: str, followed: bool) -> When | None:
    """The date in a stage's title (第三阶段：总结提升（11月）), which stands over what its paragraph says."""
    found = STAGE.fullmatch(title) or (followed and STEP.fullmatch(title))
    whens = scan(title).whens if found else ()
    return whens[0] if whens else None


def is_lead(sentence: list[Clause], start: int) -> bool:
    """A paragraph's title: few words, and no more than one demand parted from others by 、."""
    return sentence[-1].end - start <= LEAD and all(clause.before != "、" for clause in sentence)


def without_repeated_leads(found: list[Draft]) -> list[Draft]:
    """A lead that its own paragraph repeats is not stated twice (convention 8)."""
    said = [draft for draft in found if not draft.lead]
    return [draft for draft in found if not (draft.lead and any(repeats(draft, other) for other in said))]


def repeats(lead: Draft, other: Draft) -> bool:
    """A title of few words gives way to any statement of its deed, but never its own number to another."""
    if lead.end - lead.start <= SLOGAN and lead.min_count == 1 and lead.timing is None:
        return lead.period in ("once", other.period)
    if lead.activity is not other.activity or (lead.measure and lead.measure != other.measure):
        return False
    if lead.period == "once":
        return True
    return (lead.period, lead.every, lead.min_count) == (other.period, other.every, other.min_count)


BRANCH_DOES = {
    Activity.ADMISSION, Activity.EXEMPLAR, Activity.APPRAISAL, Activity.DISCLOSURE, Activity.GENERAL_MEETING,
    Activity.ORG_LIFE_MEETING, Activity.ELECTION, Activity.INSPECTION, Activity.COMMITTEE_MEETING,
}  # what is done about or with members is seen to by the branch, whoever the words begin with  # fmt: skip


def actor_of(draft: Draft) -> str:
    """Who holds the purse provides money and rooms, unless a superior is named; else the branch acts."""
    if draft.activity in (Activity.FUNDING, Activity.FACILITY) and draft.actor != "superior":
        return "other"
    if draft.activity is Activity.DEMOCRATIC_LIFE_MEETING and draft.actor is None:
        return "leader"
    if draft.actor == "member" and draft.activity in BRANCH_DOES:
        return "organization"
    return draft.actor or "organization"


def propose(draft: Draft, block: Block, source: Source) -> Proposal:
    start = source.origin[block.places[draft.start]]
    end = max(source.origin[block.places[draft.end - 1]], start) + 1
    return Proposal(
        source.original[start:end],
        start,
        end,
        draft.activity,
        actor_of(draft),
        draft.period,
        draft.min_count,
        draft.max_count,
        draft.every,
        draft.measure,
        draft.timing,
        draft.force,
        draft.doubts,
    )
