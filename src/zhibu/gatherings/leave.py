"""What can be done with leave and exemptions: ask, approve, decline, withdraw. One transaction each.

    asked ──approve──▶ approved ──withdraw──▶ withdrawn (not yet begun, or a single absence) · ended
      ├────decline───▶ declined
      └────withdraw──▶ withdrawn

Approving a lasting request makes its exemption in the same transaction, so that dues follow at once. Records
made before stay as they are.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account, Post
from zhibu.gatherings.errors import GatheringError
from zhibu.gatherings.grounds import Ground, LeaveState, LeaveVerb, allowed
from zhibu.gatherings.models import Exemption, LeaveRequest, LeaveStep
from zhibu.gatherings.people import COMMITTEE
from zhibu.plans.codes import Activity
from zhibu.registry.models import Member, Organization


class LeaveError(GatheringError):
    """A request that cannot be, or not any more."""


@transaction.atomic
def ask(
    *,
    acting: Account | None,
    organization: Organization,
    member: Member | None,
    is_lasting: bool,
    ground: Ground,
    from_day: date,
    to_day: date | None = None,
    activity: Activity | None = None,
    words: str = "",
) -> LeaveRequest:
    """Ask for leave or an exemption. A single absence is of one day, ``from_day``."""
    if ground not in allowed(of_member=member is not None, is_lasting=is_lasting):
        raise LeaveError(_("这种情况不适用所选的原因，请重新选择"))
    last = to_day if is_lasting else from_day
    if last is not None and last < from_day:
        raise LeaveError(_("结束日期早于开始日期，请改正"))
    code = activity.value if activity else ""
    _refuse_twin(organization, member, is_lasting, from_day, code)
    request = LeaveRequest.objects.create(
        organization=organization,
        member=member,
        is_lasting=is_lasting,
        activity_code=code,
        from_day=from_day,
        to_day=last,
        ground_code=ground.value,
        words=words,
    )
    _step(request, acting, LeaveVerb.ASK)
    return request


@transaction.atomic
def approve(
    *,
    acting: Account | None,
    request: LeaveRequest,
    approved_by: str = "",
    leaves_quorum: bool = False,
) -> LeaveRequest:
    """Agree. ``approved_by`` names the meeting, where one decided; otherwise whoever approved."""
    request = _waiting(request)
    _refuse_own(acting, request)
    request.state_code = LeaveState.APPROVED.value
    if request.is_lasting:
        request.exemption = Exemption.objects.create(
            organization=request.organization,
            member=request.member,
            activity_code=request.activity_code,
            from_day=request.from_day,
            to_day=request.to_day,
            ground_code=request.ground_code,
            approved_by=approved_by or (str(acting) if acting else request.organization.name),
            entered_by=acting,
            leaves_quorum=leaves_quorum,
        )
    request.save(update_fields=["state_code", "exemption"])
    _step(request, acting, LeaveVerb.APPROVE, words=approved_by)
    return request


@transaction.atomic
def decline(*, acting: Account | None, request: LeaveRequest, words: str) -> LeaveRequest:
    """Do not agree, and say why."""
    request = _waiting(request)
    _refuse_own(acting, request)
    if not words.strip():
        raise LeaveError(_("不同意要写明原因，好让本人知道"))
    request.state_code = LeaveState.DECLINED.value
    request.save(update_fields=["state_code"])
    _step(request, acting, LeaveVerb.DECLINE, words=words.strip())
    return request


@transaction.atomic
def withdraw(*, acting: Account | None, request: LeaveRequest, day: date | None = None) -> LeaveRequest:
    """Take a request back, or end early what was approved: it then holds until ``day``, that day included.

    1. Not yet decided, or not yet begun: as if it had not been asked.
    2. A lasting one that holds: it ends.
    """
    request = _locked(request)
    if not request.may_be_withdrawn:
        raise LeaveError(_("这件申请已经办结或已经到期，不用再撤回"))
    day = day or timezone.localdate()
    exemption = request.exemption
    if exemption is not None and day >= exemption.from_day:
        end_exemption(acting=acting, exemption=exemption, day=day)
        request.state_code, verb = LeaveState.ENDED.value, LeaveVerb.END
    else:
        request.state_code, verb = LeaveState.WITHDRAWN.value, LeaveVerb.WITHDRAW
        request.exemption = None
    request.save(update_fields=["state_code", "exemption"])
    if exemption is not None and request.exemption is None:
        exemption.delete()
    _step(request, acting, verb)
    return request


@transaction.atomic
def end_exemption(*, acting: Account | None, exemption: Exemption, day: date) -> Exemption:
    """The exemption holds until a day, that day included."""
    exemption = (
        Exemption.objects.select_for_update(of=("self",)).select_related("organization").get(pk=exemption.pk)
    )
    if day < exemption.from_day:
        raise LeaveError(_("结束日期早于免除的开始日期，请改正"))
    before, exemption.to_day = exemption.to_day, day
    exemption.save(update_fields=["to_day"])
    path = exemption.organization.path
    record_event(
        acting=acting, verb="end_exemption", subject=exemption, path=path, changes={"to_day": (before, day)}
    )
    return exemption


def _refuse_twin(
    organization: Organization, member: Member | None, is_lasting: bool, from_day: date, code: str
) -> None:
    """The same thing asked twice is one request."""
    standing = (LeaveState.ASKED.value, LeaveState.APPROVED.value)
    same = LeaveRequest.objects.on(from_day).filter(
        organization=organization,
        member=member,
        is_lasting=is_lasting,
        activity_code=code,
        state_code__in=standing,
    )
    if any(one.last_day is None or one.last_day >= from_day for one in same.select_related("exemption")):
        raise LeaveError(_("这一天已经有一件同样的申请，不用重复提出"))


def _refuse_own(acting: Account | None, request: LeaveRequest) -> None:
    """Nobody decides about oneself, unless there is nobody else on the committee who could."""
    if acting is None or acting.member_id is None or acting.member_id != request.member_id:
        return
    posts = Post.objects.in_force(timezone.localdate()).filter(role_code__in=COMMITTEE)
    if posts.filter(organization=request.organization).exclude(member=acting.member_id).exists():
        raise LeaveError(_("不能批准自己的申请，请其他支部委员办理"))


def _locked(request: LeaveRequest) -> LeaveRequest:
    rows = LeaveRequest.objects.select_for_update(of=("self",)).select_related("organization", "exemption")
    found: LeaveRequest = rows.get(pk=request.pk)
    return found


def _waiting(request: LeaveRequest) -> LeaveRequest:
    found = _locked(request)
    if not found.is_waiting:
        raise LeaveError(_("这件申请已经办过（%(state)s），请看记录") % {"state": _(found.state.label)})
    return found


def _step(request: LeaveRequest, acting: Account | None, verb: LeaveVerb, *, words: str = "") -> None:
    """Keep what was done; the event says that it was, and nothing of the reason."""
    LeaveStep.objects.create(request=request, verb_code=verb.value, acting=acting, words=words)
    changes: Mapping[str, tuple[Any, Any]] = {"state": ("", request.state_code)}
    record_event(
        acting=acting,
        verb=f"{verb.value}_leave",
        subject=request,
        path=request.organization.path,
        changes=changes,
    )
