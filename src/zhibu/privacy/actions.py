"""What can be done with a request about one's own data; each verb is one transaction with its event."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.models import Account
from zhibu.privacy.errors import PrivacyError
from zhibu.privacy.models import ANSWERS, DataRequest, State, Wish
from zhibu.registry.models import Member


@transaction.atomic
def ask(*, acting: Account, member: Member, wish: Wish, words: str) -> DataRequest:
    """A member asks, or somebody who keeps the roster asks for one who does not use the application."""
    if not words.strip():
        raise PrivacyError(_("请写明哪里不对，或要删除什么"))
    made = DataRequest.objects.create(
        member=member, wish_code=wish.value, words=words.strip(), asked_by=acting
    )
    record_event(acting=acting, verb="ask_about_data", subject=made, path=member.path)
    return made


@transaction.atomic
def answer(*, acting: Account, request: DataRequest, state: State, words: str) -> DataRequest:
    """Say what was done. A refusal gives its reason (Art. 50); nobody answers a request of one's own."""
    request = _open(request)
    if request.member_id == acting.member_id:
        raise PrivacyError(_("自己的申请由其他负责人或上级答复"))
    if state not in ANSWERS:
        raise PrivacyError(_("请选择办理结果"))
    if not words.strip():
        raise PrivacyError(_("请写明怎样办理的；不予办理的，须说明理由"))
    return _close(request, state, acting, words.strip())


@transaction.atomic
def withdraw(*, acting: Account, request: DataRequest) -> DataRequest:
    """Whoever it is about, or made it, needs it no longer."""
    request = _open(request)
    if request.member_id != acting.member_id and request.asked_by_id != acting.pk:
        raise PrivacyError(_("只有本人或提出的人可以撤回"))
    return _close(request, State.WITHDRAWN, acting)


def _open(request: DataRequest) -> DataRequest:
    """The request as it is now, held until the transaction ends."""
    held: DataRequest = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not held.is_open:
        raise PrivacyError(_("这份申请已经答复或撤回，请刷新页面查看"))
    return held


def _close(request: DataRequest, state: State, acting: Account, words: str = "") -> DataRequest:
    request.state_code, request.answer = state.value, words
    request.answered_at = max(timezone.now(), request.asked_at)
    if state is not State.WITHDRAWN:
        request.answered_by = acting
    request.save()
    record_event(
        acting=acting,
        verb="withdraw_request" if state is State.WITHDRAWN else "answer_request",
        subject=request,
        path=request.member.path,
        changes={"state_code": (State.OPEN.value, state.value)},
    )
    return request
