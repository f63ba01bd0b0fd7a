"""Leave and exemptions of the demo county: some that wait to be decided, some decided, one declined."""

from datetime import date, timedelta

from django.utils import timezone

from zhibu.access.models import Post
from zhibu.access.policy import Role
from zhibu.gatherings import leave
from zhibu.gatherings.grounds import Ground
from zhibu.gatherings.models import LeaveRequest
from zhibu.plans.codes import Activity, Flow
from zhibu.registry.models import Member, Organization

BRANCH = "柳湾村党支部"  # whose people sign in
WITHOUT_ROOM = "恒丰食品公司党支部"


def make_leave() -> None:
    """By the same actions as by hand; nothing when there are requests already."""
    if LeaveRequest.objects.exists():
        return
    branch = Organization.objects.get(name=BRANCH)
    secretary = Post.objects.get(organization=branch, role_code=Role.SECRETARY.value).member.account
    people = list(Member.objects.filter(organization=branch, is_frail=False, posts=None).order_by("pk")[1:7])
    today = timezone.localdate()
    _ask(people[0], Ground.WORK, today + timedelta(days=3), activity=Activity.PARTY_DAY)
    _ask(people[1], Ground.MATERNITY, today, today + timedelta(days=158))
    declined = _ask(people[2], Ground.OTHER, today, today + timedelta(days=90))
    leave.decline(acting=secretary, request=declined, words="请先到支部当面说明，可以只请一次假。")
    approved = _ask(people[3], Ground.SECONDED, today, today + timedelta(days=120))
    leave.approve(acting=secretary, request=approved, approved_by="支委会")
    away = Member.objects.filter(organization=branch, flow=Flow.OUT.value, posts=None)
    for member in away.order_by("pk")[:1]:
        mobile = _ask(member, Ground.MOBILE, today)
        leave.approve(acting=secretary, request=mobile, approved_by="支委会")
    place = Organization.objects.get(name=WITHOUT_ROOM)
    leave.ask(
        acting=None,
        organization=place,
        member=None,
        is_lasting=True,
        ground=Ground.NO_PREMISES,
        from_day=today,
        to_day=today + timedelta(days=90),
        activity=Activity.SITE_EDUCATION,
        words="厂房搬迁，活动室三个月后建好。",
    )


def _ask(
    member: Member, ground: Ground, since: date, until: date | None = None, activity: Activity | None = None
) -> LeaveRequest:
    is_lasting = ground not in (Ground.WORK, Ground.PRIVATE)
    return leave.ask(
        acting=None,
        organization=member.organization,
        member=member,
        is_lasting=is_lasting,
        ground=ground,
        from_day=since,
        to_day=until,
        activity=activity,
    )
