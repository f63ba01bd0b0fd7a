"""Visits to branches of the demo county, matters raised there in every state, and draws."""

from datetime import timedelta

from django.utils import timezone

from zhibu.access.actions import appoint
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.oversight.actions import answer_matter, make_draw, note_visit, raise_matter, settle_matter
from zhibu.oversight.models import Of, Visit
from zhibu.registry.models import Organization

# user name, role, the branches looked after
CHARGES = (
    ("zhidao", Role.INSTRUCTOR, ("柳湾村党支部", "前进村党支部", "恒丰食品公司党支部")),
    ("ducha", Role.INSPECTOR, ("青石村党支部", "云岭村党支部")),
)
TERM = timedelta(days=365)


def make_visits() -> None:
    """Nothing where visits have been noted already."""
    if Visit.objects.exists():
        return
    look_after_branches()
    visit_liuwan()
    visit_others()
    draw_some()


def look_after_branches() -> None:
    since = timezone.localdate() - timedelta(days=120)
    for username, role, places in CHARGES:
        member = Account.objects.get(username=username).member
        assert member is not None
        for name in places:
            place = Organization.objects.get(name=name)
            if not Post.objects.in_force(since).filter(member=member, organization=place).exists():
                appoint(
                    acting=None,
                    member=member,
                    organization=place,
                    role=role,
                    since=since,
                    until=since + TERM,
                )


def visit_liuwan() -> None:
    """One matter settled, one answered, one still waiting."""
    instructor, secretary = (Account.objects.get(username=name) for name in ("zhidao", "liuwan"))
    branch = Organization.objects.get(name="柳湾村党支部")
    today = timezone.localdate()
    first, second = today - timedelta(days=75), today - timedelta(days=20)
    note_visit(
        acting=instructor,
        organization=branch,
        visited_on=first,
        met="支部书记、两名老党员",
        found="一起参加了主题党日。活动室灯光偏暗，年老党员看材料吃力。",
    )
    light = raise_matter(acting=instructor, organization=branch, day=first, text="活动室换两盏亮一些的灯。")
    answer_matter(acting=secretary, matter=light, answer="村里已经换好。")
    settle_matter(acting=instructor, matter=light)
    note_visit(
        acting=instructor,
        organization=branch,
        visited_on=second,
        met="第二党小组组长",
        found="第二党小组有几名党员常年在外，想线上参加，不知道怎样记录。",
    )
    away = raise_matter(
        acting=instructor, organization=branch, day=second, text="给在外的党员说清楚怎样请假、怎样补学。"
    )
    answer_matter(acting=secretary, matter=away, answer="已逐个打电话说明，还有两人没联系上。")
    raise_matter(
        acting=instructor,
        organization=branch,
        day=second,
        text="请镇里帮忙，找一位懂茶树栽培的党员讲课。",
    )


def visit_others() -> None:
    instructor, inspector = (Account.objects.get(username=name) for name in ("zhidao", "ducha"))
    today = timezone.localdate()
    note_visit(
        acting=instructor,
        organization=Organization.objects.get(name="前进村党支部"),
        visited_on=today - timedelta(days=12),
        found="党员大会开得实，讨论村道修整用了一个小时。",
    )
    note_visit(
        acting=inspector,
        organization=Organization.objects.get(name="青石村党支部"),
        visited_on=today - timedelta(days=9),
        met="支部书记",
        found="看了三次会议记录，与党员说的一致。",
        matter="党费收缴情况在公开栏里补上第三季度。",
    )


def draw_some() -> None:
    """As many as a small team can go and see; with seeds, so that every demo draws the same."""
    staff = Account.objects.get(username="linhe")
    town = Organization.objects.get(name="临河镇党委")
    make_draw(acting=staff, organization=town, of=Of.BRANCHES, size=3, seed="柳湾 0630")
    today = timezone.localdate()
    make_draw(
        acting=staff,
        organization=town,
        of=Of.RECORDS,
        size=5,
        seed="柳湾 0930",
        from_day=today - timedelta(days=90),
        to_day=today,
    )
