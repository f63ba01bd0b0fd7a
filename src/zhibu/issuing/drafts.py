"""What can be done to a draft: start it from a document or an issued plan, decide on its duties, issue it.

Every change is saved as it is made. Whoever saves gives the version that was on the screen; when somebody
else has saved in between, nothing is overwritten and the second is told (EditedMeanwhileError).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.issuing.actions import issue
from zhibu.issuing.assembling import assembled
from zhibu.issuing.errors import EditedMeanwhileError, IssuingError
from zhibu.issuing.models import Draft, DraftDuty, IssuedPlan, State, duty_data
from zhibu.issuing.uploads import erase_unused, keep_original
from zhibu.plans.documents import Document
from zhibu.plans.drafting import draft as draft_plan
from zhibu.plans.extraction import extract
from zhibu.plans.model import Clause, Duty
from zhibu.registry.models import Organization

LONGEST_TEXT = 300_000  # characters; a plan of a hundred pages has a third of it
NOT_FOR_THE_PAGE = (
    "由程序起草",
    "适用范围",
    "有一次性的事项",
    "没有提取到",
)  # the pages say these themselves
HEAD = (
    "title",
    "issuer_name",
    "issuer_level",
    "document_no",
    "since",
    "to",
    "levels",
    "sectors",
    "organization",
)


@transaction.atomic
def start(
    *,
    acting: Account | None,
    organization: Organization,
    document: Document,
    file_name: str,
    original: bytes = b"",
    replaces: IssuedPlan | None = None,
) -> Draft:
    """Propose duties for a document; nothing is in force before a person has decided and issued."""
    if len(document.text) > LONGEST_TEXT:
        raise IssuingError(_("文字超过 %(n)s 万字，太长；请只保留方案正文") % {"n": LONGEST_TEXT // 10_000})
    plan = draft_plan(document, extract(document.text), today=timezone.localdate())
    is_unnamed = plan.issuer.name.startswith("（")
    draft = Draft(
        organization=organization,
        replaces=replaces,
        file_name=file_name[:200],
        text=document.text,
        title=plan.title[:200],
        issuer_name=(organization.name if is_unnamed else plan.issuer.name)[:100],
        issuer_level=organization.level if is_unnamed else plan.issuer.level.value,
        document_no=plan.document_no or "",
        since=plan.in_force.from_,
        to=plan.in_force.to,
        levels=replaces.content["applies_to"].get("level", []) if replaces else [],
        sectors=replaces.content["applies_to"].get("sector", []) if replaces else [],
        doubts="\n".join(
            one for one in (plan.note or "").split("；") if not one.startswith(NOT_FOR_THE_PAGE)
        ),
        changed_by=acting,
    )
    with _kept(draft, original):
        draft.save()
        _propose(draft, plan.clauses, State.PROPOSED, acting)
        record_event(acting=acting, verb="start_draft", subject=draft, path=organization.path)
    return draft


@contextmanager
def _kept(draft: Draft, original: bytes) -> Iterator[None]:
    """The file is written before the row that names it, and gone again when the row is not saved."""
    if original:
        keep_original(draft, original)
    try:
        yield
    except BaseException:
        draft.original.delete(save=False)
        raise


@transaction.atomic
def revise(*, acting: Account | None, issued: IssuedPlan) -> Draft:
    """A draft of the next version with all that the plan says now, to be changed where it is to change."""
    plan = issued.plan
    draft = Draft.objects.create(
        organization=issued.organization,
        replaces=issued,
        file_name=issued.file_name,
        text=issued.text,
        original=issued.original.name,
        title=plan.title,
        issuer_name=plan.issuer.name,
        issuer_level=plan.issuer.level.value,
        document_no=plan.document_no or "",
        since=max(first_of_next_year(timezone.localdate()), issued.since),
        levels=list(plan.applies_to.level or ()),
        sectors=list(plan.applies_to.sector or ()),
        changed_by=acting,
    )
    _propose(draft, plan.clauses, State.ACCEPTED, acting)
    record_event(acting=acting, verb="revise_plan", subject=draft, path=issued.organization.path)
    return draft


def first_of_next_year(today: date) -> date:
    """Where no period is cut in two: every recurrence of a year and less begins anew."""
    return date(today.year + 1, 1, 1)


def _propose(draft: Draft, clauses: tuple[Clause, ...], state: State, acting: Account | None) -> None:
    found = [(clause, duty) for clause in clauses for duty in clause.duties]
    DraftDuty.objects.bulk_create(
        DraftDuty(
            draft=draft,
            position=duty.place.start if duty.place else number,
            ref=clause.ref[:100],
            clause_title=(clause.title or "")[:200],
            content=duty_data(duty),
            state=state.value,
            changed_by=acting,
        )
        for number, (clause, duty) in enumerate(found)
    )


@transaction.atomic
def decide(*, acting: Account | None, duty: DraftDuty, state: State, version: int) -> DraftDuty:
    """Accept or drop a proposed duty as it stands, or put it back among those to be decided."""
    duty = _held(duty, version)
    before, duty.state = duty.state, state.value
    return _keep(duty, acting, "decide_duty", {"state": (before, duty.state)})


@transaction.atomic
def correct(*, acting: Account | None, duty: DraftDuty, version: int, ref: str, content: Duty) -> DraftDuty:
    """Save a duty as corrected by a person; it is accepted thereby."""
    duty = _held(duty, version)
    before = {name: getattr(duty, name) for name in ("ref", "content", "state")}
    duty.ref, duty.content, duty.state = ref, duty_data(content), State.ACCEPTED.value
    duty.__dict__.pop("duty", None)
    return _keep(
        duty, acting, "correct_duty", {name: (old, getattr(duty, name)) for name, old in before.items()}
    )


@transaction.atomic
def add(*, acting: Account | None, draft: Draft, ref: str, content: Duty) -> DraftDuty:
    """Add a duty that was missed; it stands where its words stand, or after its clause."""
    draft = _locked(Draft.objects.all(), draft.pk)
    others = list(draft.duties.all())
    position = content.place.start if content.place else _after_clause(others, ref)
    added = DraftDuty(
        draft=draft,
        position=position,
        ref=ref,
        content=duty_data(content),
        state=State.ACCEPTED.value,
        is_added=True,
        changed_by=acting,
    )
    added.save()
    _touch(draft, acting)
    made = {"ref": (None, added.ref), "content": (None, added.content)}
    record_event(acting=acting, verb="add_duty", subject=added, path=draft.organization.path, changes=made)
    return added


def _after_clause(others: list[DraftDuty], ref: str) -> int:
    same = [one.position for one in others if one.ref == ref]
    return max(same or [one.position for one in others] or [0])


@transaction.atomic
def accept_all_clear(*, acting: Account | None, draft: Draft) -> int:
    """Accept what is still to be decided and raised no doubt; gives how many."""
    draft = _locked(Draft.objects.all(), draft.pk)
    waiting = draft.duties.filter(state=State.PROPOSED.value)
    clear = [one.pk for one in waiting if not one.content.get("review")]
    found = draft.duties.filter(pk__in=clear)
    found.update(state=State.ACCEPTED.value, version=F("version") + 1, changed_by=acting)
    _touch(draft, acting)
    path, accepted = draft.organization.path, {"n": (0, len(clear))}
    record_event(acting=acting, verb="accept_all_clear", subject=draft, path=path, changes=accepted)
    return len(clear)


@transaction.atomic
def set_head(*, acting: Account | None, draft: Draft, version: int, **fields: Any) -> Draft:
    """Title, issuer, number, time in force, and whom the plan applies to."""
    assert set(fields) <= set(HEAD)
    draft = _locked(Draft.objects.all(), draft.pk)
    refuse_stale(draft, version)
    pairs = {name: (getattr(draft, name), value) for name, value in fields.items()}
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.version, draft.changed_by = draft.version + 1, acting
    draft.save()
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    path = draft.organization.path
    record_event(acting=acting, verb="set_draft_head", subject=draft, path=path, changes=changed)
    return draft


@transaction.atomic
def discard(*, acting: Account | None, draft: Draft) -> None:
    record_event(acting=acting, verb="discard_draft", subject=draft, path=draft.organization.path)
    stored = draft.original.name or ""
    draft.delete()
    transaction.on_commit(lambda: erase_unused(stored))


@transaction.atomic
def issue_draft(*, acting: Account | None, draft: Draft, version: int) -> IssuedPlan:
    """Issue what was previewed: refused when the draft has changed since, or is not decided throughout."""
    draft = _locked(Draft.objects.select_related("organization", "replaces"), draft.pk)
    refuse_stale(draft, version)
    duties = list(draft.duties.all())
    waiting = sum(one.state == State.PROPOSED for one in duties)
    if waiting:
        raise IssuingError(_("还有 %(n)s 条没有核对，核对完才能印发") % {"n": waiting})
    issued = issue(
        assembled(draft, duties),
        acting=acting,
        organization=draft.organization,
        replaces=draft.replaces,
        file_name=draft.file_name,
        text=draft.text,
        original=draft.original.name or "",
    )
    draft.delete()
    return issued


def refuse_stale(row: Draft | DraftDuty, version: int) -> None:
    if row.version != version:
        who = str(row.changed_by) if row.changed_by else _("有人")
        when = timezone.localtime(row.changed_at).strftime("%H:%M")
        raise EditedMeanwhileError(
            _("%(who)s在 %(when)s 改过这里，您刚才的改动没有保存；下面是最新的内容，请核对后再改")
            % {"who": who, "when": when}
        )


def _held(duty: DraftDuty, version: int) -> DraftDuty:
    """The duty as it is now; its draft is held first, so that two writers take turns."""
    _locked(Draft.objects.all(), duty.draft_id)
    held: DraftDuty = _locked(DraftDuty.objects.select_related("draft__organization"), duty.pk)
    refuse_stale(held, version)
    return held


def _locked(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise EditedMeanwhileError(_("这份草稿已被印发或放弃，请回到方案列表查看"))
    return found


def _keep(
    duty: DraftDuty, acting: Account | None, verb: str, changes: dict[str, tuple[Any, Any]]
) -> DraftDuty:
    """Save the fields that ``changes`` names, with an event of what differs."""
    duty.version, duty.changed_by = duty.version + 1, acting
    duty.save(update_fields=[*changes, "version", "changed_by", "changed_at"])
    _touch(duty.draft, acting)
    differing = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    record_event(acting=acting, verb=verb, subject=duty, path=duty.organization.path, changes=differing)
    return duty


def _touch(draft: Draft, acting: Account | None) -> None:
    Draft.objects.filter(pk=draft.pk).update(
        version=F("version") + 1, changed_by=acting, changed_at=timezone.now()
    )
