"""Requests of members about their own data: one that waits for the secretary, one that was answered."""

from zhibu.access.models import Account
from zhibu.privacy.actions import answer, ask
from zhibu.privacy.models import DataRequest, State, Wish
from zhibu.registry.models import Member


def make_requests() -> None:
    """Nothing where somebody has asked already."""
    if DataRequest.objects.exists():
        return
    secretary, own = (Account.objects.get(username=name) for name in ("liuwan", "dangyuan"))
    if own.member is None:
        return
    ask(acting=own, member=own.member, wish=Wish.CORRECT, words="我的手机换了号码，请改成新的。")
    place = own.member.organization
    other = Member.objects.filter(organization=place, account__isnull=True).order_by("pk").first()
    if other is None:
        return
    wanted = ask(acting=secretary, member=other, wish=Wish.ERASE, words="请删去去年的病假说明。")
    words = "说明已经删去；请假的起止日期属于会议记录，照档案保存。"
    answer(acting=secretary, request=wanted, state=State.PARTLY, words=words)
