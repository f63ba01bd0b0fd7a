"""What can be done to issued plans: issue, replace by a new version, repeal. Past periods keep their rules.

Only the last day of an issued plan is ever set: the versions of a plan follow each other day by day, each
with an id of its own, so that a due always names the very text that asked for it.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.issuing.errors import IssuingError
from zhibu.issuing.models import VERSION_MARK, IssuedPlan
from zhibu.plans.model import Plan, Scope
from zhibu.plans.periods import ONE_DAY
from zhibu.plans.wording import full_day
from zhibu.registry.models import Organization


@transaction.atomic
def issue(
    plan: Plan,
    *,
    acting: Account | None,
    organization: Organization | None = None,
    replaces: IssuedPlan | None = None,
    file_name: str = "",
    text: str = "",
    original: str = "",
) -> IssuedPlan:
    """Put a plan in force for the subtree of an organization.

    By default the organization is the one whose code ``applies_to.under`` gives.
    A plan that replaces another is its next version: the old one ends on the day before.
    ``original`` is the stored name of the document's file.
    """
    organization = organization or _named_by(plan)
    if not any(True for _duty in plan.duties()):
        raise IssuingError(_("方案里还没有应办事项，不能印发"))
    if replaces is not None:
        replaces = IssuedPlan.objects.select_for_update().get(pk=replaces.pk)
        _follow(replaces, plan.in_force.from_, acting)
    issued = IssuedPlan.objects.create(
        plan_id=_new_id(plan.id, replaces),
        organization=organization,
        content={},
        since=plan.in_force.from_,
        to=plan.in_force.to,
        replaces=replaces,
        version=replaces.version + 1 if replaces else 1,
        file_name=file_name,
        text=text,
        original=original,
        issued_by=acting,
    )
    issued.content = content_of(plan, issued.plan_id, organization)
    issued.save(update_fields=["content"])
    told = ("plan_id", "since", "to", "version", "replaces", "file_name")
    record_event(
        acting=acting,
        verb="issue_plan",
        subject=issued,
        path=organization.path,
        changes={name: (None, getattr(issued, name)) for name in told if getattr(issued, name)},
    )
    return issued


def content_of(plan: Plan, plan_id: str, organization: Organization) -> dict[str, Any]:
    """What is kept of a plan: bound to the issuer's subtree, without its time in force (kept beside it)."""
    bound = plan.applies_to.model_copy(update={"under": organization.code})
    named = plan.model_copy(update={"id": plan_id, "applies_to": Scope.model_validate(bound)})
    return named.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"in_force"})


@transaction.atomic
def repeal(*, acting: Account | None, issued: IssuedPlan, day: date, reason: str) -> IssuedPlan:
    """The plan is no longer in force from a day on (废止)."""
    issued = IssuedPlan.objects.select_for_update().get(pk=issued.pk)
    if not reason.strip():
        raise IssuingError(_("请写明废止的原因"))
    if issued.to is not None and issued.to < day:
        raise IssuingError(_("这份方案到%(day)s已经失效，不必再废止") % {"day": full_day(issued.to)})
    issued.repeal_reason = reason.strip()
    _end_before(issued, day, acting, "repeal_plan")
    return issued


def _named_by(plan: Plan) -> Organization:
    code = plan.applies_to.under
    found = Organization.objects.filter(code=code).first() if code else None
    if found is None:
        raise IssuingError(_("没有代码为“%(code)s”的党组织，不知道方案由谁印发") % {"code": code or ""})
    organization: Organization = found
    return organization


def _follow(old: IssuedPlan, day: date, acting: Account | None) -> None:
    """End the old version on the day before the new one; an end that was set earlier stays."""
    if hasattr(old, "replaced_by"):
        raise IssuingError(_("这份方案已有更新的版本，请在最新的版本上修订"))
    if old.to is None or old.to >= day:
        _end_before(old, day, acting, "replace_plan")


def _end_before(issued: IssuedPlan, day: date, acting: Account | None, verb: str) -> None:
    """Set the last day. A plan may be withdrawn altogether only as long as it has not begun."""
    if day <= issued.since < timezone.localdate():
        raise IssuingError(
            _("日期应晚于原方案的施行日期（%(day)s）：已经施行过的日子，仍按当时的规定")
            % {"day": full_day(issued.since)}
        )
    before, issued.to = issued.to, max(day, issued.since) - ONE_DAY
    issued.save(update_fields=["to", "repeal_reason"])
    record_event(
        acting=acting,
        verb=verb,
        subject=issued,
        path=issued.organization.path,
        changes={"to": (before, issued.to), "reason": ("", issued.repeal_reason)},
    )


def _new_id(wanted: str, replaces: IssuedPlan | None) -> str:
    """An id that no issued plan has; a version's is that of the first with its number."""
    if replaces is not None:
        first = replaces.plan_id.partition(VERSION_MARK)[0]
        return f"{first}{VERSION_MARK}{replaces.version + 1}"
    first = wanted.partition(VERSION_MARK)[0][:80] or "plan"
    taken = set(IssuedPlan.objects.filter(plan_id__startswith=first).values_list("plan_id", flat=True))
    numbers = range(2, len(taken) + 3)
    return (
        first if first not in taken else next(f"{first}-{n}" for n in numbers if f"{first}-{n}" not in taken)
    )
