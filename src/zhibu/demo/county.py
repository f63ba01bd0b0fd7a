"""The demo county: a county, three towns, about forty branches of every sector, about 1,200 members."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from zhibu.access.actions import open_account
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.demo import names
from zhibu.demo.facts import make_facts
from zhibu.demo.leave import make_leave
from zhibu.demo.library import issue_library
from zhibu.demo.offers import make_offers
from zhibu.demo.own_data import make_requests
from zhibu.demo.traces import leave_traces
from zhibu.demo.visits import make_visits
from zhibu.demo.years import adopt_years
from zhibu.plans.codes import Category, Flow, Level, Sector
from zhibu.registry.bulk import Foundation, Newcomer, admit_many, found_many
from zhibu.registry.models import Member, Organization, Standing

SEED = 20260701
PASSWORD = "xiangyang-2026"  # noqa: S105  (demo accounts only; printed on the screen)
FOUNDED = date(2015, 7, 1)

TOWNS = ("临河镇", "青石镇", "东湖街道")
VILLAGES = {
    "临河镇": ("柳湾村", "前进村", "上塘村", "石桥村", "杏花村"),
    "青石镇": ("青石村", "云岭村", "高坡村", "双井村"),
    "东湖街道": (),
}
COMMUNITIES = {
    "临河镇": ("临河社区",),
    "青石镇": ("青石社区",),
    "东湖街道": ("湖滨社区", "春晖社区", "和园社区"),
}
COMPANIES = {
    "临河镇": ("恒丰食品公司",),
    "青石镇": ("云岭茶业合作社",),
    "东湖街道": ("东湖物业公司", "新程物流公司"),
}
ORGANS = ("县财政局", "县教育局", "县水利局", "县融媒体中心")
SCHOOLS = ("县第一中学", "县实验小学")
CLINICS = ("县人民医院内科", "县人民医院外科")
SIZES = {"柳湾村党支部": 32}  # with groups: its people are the ones who sign in


@dataclass
class Place:
    """An organization to be, with how many members."""

    name: str
    level: Level
    sector: Sector
    members: int = 0
    category: Category = Category.OTHER
    below: list["Place"] = field(default_factory=list)


def make_county() -> None:
    """Nothing when the county is there already; all of it or nothing otherwise."""
    if Organization.objects.exists():
        return
    with transaction.atomic():
        draw = random.Random(SEED)  # noqa: S311
        branches = found_many(acting=None, wanted=list(foundations(county(draw), "A", None)))
        members = admit_many(acting=None, newcomers=list(newcomers(branches, draw)))
        appoint_all(branches, members, draw)
        open_accounts()
        issue_library()
        make_facts()
        make_leave()
        make_offers()
        make_visits()
        adopt_years()
        make_requests()
        leave_traces()


def county(draw: random.Random) -> Place:
    towns = [town(name, draw) for name in TOWNS]
    return Place("向阳县委", Level.COUNTY, Sector.ORGAN, below=[*towns, *departments(draw)])


def town(name: str, draw: random.Random) -> Place:
    is_street = name.endswith("街道")
    office = branch(f"{name}机关党支部", Sector.TOWN_ORGAN, draw, Category.IN_SERVICE)
    villages = [branch(f"{village}党支部", Sector.RURAL, draw, Category.RURAL) for village in VILLAGES[name]]
    communities = [community(one, draw) for one in COMMUNITIES[name]]
    companies = [branch(f"{one}党支部", Sector.TWO_NEW, draw, Category.TWO_NEW) for one in COMPANIES[name]]
    title = f"{name}党工委" if is_street else f"{name}党委"
    return Place(title, Level.TOWN, Sector.TOWN_ORGAN, below=[office, *villages, *communities, *companies])


def community(name: str, draw: random.Random) -> Place:
    grids = [
        branch(f"{name}第{number}网格党支部", Sector.COMMUNITY, draw, Category.RETIRED) for number in "一二三"
    ]
    return Place(f"{name}党委", Level.COMMITTEE, Sector.COMMUNITY, below=grids)


def departments(draw: random.Random) -> Iterator[Place]:
    organs = [branch(f"{name}党支部", Sector.ORGAN, draw, Category.IN_SERVICE) for name in ORGANS]
    yield Place("县直机关工委", Level.DEPARTMENT, Sector.ORGAN, below=organs)
    schools = [branch(f"{name}党支部", Sector.SCHOOL, draw, Category.IN_SERVICE) for name in SCHOOLS]
    yield Place("县教育系统党委", Level.DEPARTMENT, Sector.SCHOOL, below=schools)
    clinics = [branch(f"{name}党支部", Sector.HEALTH, draw, Category.IN_SERVICE) for name in CLINICS]
    yield Place("县人民医院党委", Level.DEPARTMENT, Sector.HEALTH, below=clinics)
    others = [branch("县个体私营协会党支部", Sector.OTHER, draw, Category.OTHER)]
    yield Place("县非公企业和社会组织党委", Level.DEPARTMENT, Sector.OTHER, below=others)


def branch(name: str, sector: Sector, draw: random.Random, category: Category) -> Place:
    size = SIZES.get(name) or draw.randint(14, 48)
    groups = 0 if size < 24 else 2 if size < 40 else 3
    below = [Place(f"第{number}党小组", Level.GROUP, sector) for number in "一二三"[:groups]]
    return Place(name, Level.BRANCH, sector, size, category, below)


def foundations(place: Place, code: str, parent: str | None) -> Iterator[Foundation]:
    yield Foundation(code, place.name, place.level, place.sector, parent, FOUNDED, tag=place)
    for number, below in enumerate(place.below, 1):
        yield from foundations(below, f"{code}{number:02}", code)


def newcomers(founded: dict[str, tuple[Organization, Place]], draw: random.Random) -> Iterator[Newcomer]:
    called, number = names.people(draw), 0
    for organization, place in founded.values():
        groups = [
            one for one, _place in founded.values() if one.parent_id == organization.pk and one.is_group
        ]
        for order in range(place.members):
            number += 1
            yield newcomer(
                organization,
                groups[order % len(groups)] if groups else None,
                place,
                next(called),
                number,
                draw,
            )


def newcomer(
    organization: Organization,
    group: Organization | None,
    place: Place,
    name: str,
    number: int,
    draw: random.Random,
) -> Newcomer:
    joined = date(1965, 7, 1) + timedelta(days=draw.randint(0, 21_500))
    is_new = draw.random() < 0.03
    today = timezone.localdate()
    return Newcomer(
        organization=organization,
        group=group,
        name=name,
        since=max(FOUNDED, joined),
        fields={
            "category": category(place, draw).value,
            "standing": (Standing.PROBATIONARY if is_new else Standing.FORMAL).value,
            "joined_on": today - timedelta(days=draw.randint(30, 330)) if is_new else joined,
            "flow": (draw.choice((Flow.OUT, Flow.IN)) if draw.random() < 0.05 else Flow.NONE).value,
            "is_frail": place.sector in (Sector.RURAL, Sector.COMMUNITY) and draw.random() < 0.12,
            "is_leader": place.sector in (Sector.ORGAN, Sector.TOWN_ORGAN) and draw.random() < 0.12,
            "id_number": names.id_number(draw, number),
            "phone": names.phone(draw),
        },
    )


def category(place: Place, draw: random.Random) -> Category:
    if place.sector is Sector.SCHOOL and draw.random() < 0.15:
        return Category.STUDENT
    return Category.RETIRED if draw.random() < 0.15 else place.category


def appoint_all(
    founded: dict[str, tuple[Organization, Place]], members: list[Member], draw: random.Random
) -> None:
    """A secretary and a committee in every branch, a leader in every group, staff above."""
    by_branch: dict[int, list[Member]] = {}
    for member in members:
        by_branch.setdefault(member.organization_id, []).append(member)
    posts: list[Post] = []

    def appoint(member: Member, organization: Organization, role: Role) -> None:
        since = max(FOUNDED, member.since or FOUNDED)
        posts.append(Post(member=member, organization=organization, role_code=role.value, since=since))

    for organization, place in founded.values():
        if place.level is Level.BRANCH:
            first, *others = [one for one in by_branch[organization.pk] if one.may_vote and not one.is_frail]
            appoint(first, organization, Role.SECRETARY)
            for other in others[: 2 if place.members < 24 else 4]:
                appoint(other, organization, Role.COMMITTEE_MEMBER)
        elif place.level is Level.GROUP:
            group = [one for one in members if one.group_id == organization.pk and one.may_vote]
            appoint(group[len(group) // 2], organization, Role.GROUP_LEADER)
    by_name = {one.name: one for one, _place in founded.values()}
    for title, role, home in STAFF:
        appoint(by_branch[by_name[home].pk][-1 - len(posts) % 3], by_name[title], role)
    for title, home in LED:
        able = [one for one in by_branch[by_name[home].pk] if one.may_vote and not one.is_frail]
        for member in able[5:10]:
            appoint(member, by_name[title], Role.COMMITTEE_MEMBER)
    Post.objects.bulk_create(posts)


# The leading bodies above the branches, and the branch that their members belong to.
LED = (
    ("向阳县委", "县财政局党支部"),
    ("临河镇党委", "临河镇机关党支部"),
    ("青石镇党委", "青石镇机关党支部"),
    ("东湖街道党工委", "东湖街道机关党支部"),
    ("湖滨社区党委", "湖滨社区第一网格党支部"),
)


STAFF = (
    ("向阳县委", Role.COUNTY, "县财政局党支部"),
    ("临河镇党委", Role.STAFF, "临河镇机关党支部"),
    ("青石镇党委", Role.STAFF, "青石镇机关党支部"),
    ("东湖街道党工委", Role.STAFF, "东湖街道机关党支部"),
    ("湖滨社区党委", Role.STAFF, "湖滨社区第一网格党支部"),
    ("临河镇党委", Role.INSTRUCTOR, "县水利局党支部"),
    ("青石镇党委", Role.INSPECTOR, "县教育局党支部"),
    ("向阳县委", Role.AUDITOR, "县融媒体中心党支部"),
)

# user name, role, the organization of the post (or of the member)
PEOPLE = (
    ("zuzhibu", Role.COUNTY, "向阳县委"),
    ("linhe", Role.STAFF, "临河镇党委"),
    ("hubin", Role.STAFF, "湖滨社区党委"),
    ("liuwan", Role.SECRETARY, "柳湾村党支部"),
    ("caizheng", Role.SECRETARY, "县财政局党支部"),
    ("weiyuan", Role.COMMITTEE_MEMBER, "柳湾村党支部"),
    ("xiaozu", Role.GROUP_LEADER, "柳湾村党支部"),
    ("dangyuan", Role.MEMBER, "柳湾村党支部"),
    ("zhidao", Role.INSTRUCTOR, "临河镇党委"),
    ("ducha", Role.INSPECTOR, "青石镇党委"),
    ("shenji", Role.AUDITOR, "向阳县委"),
)


def open_accounts() -> None:
    for username, role, place in PEOPLE:
        member = holder(role, Organization.objects.get(name=place))
        open_account(acting=None, username=username, member=member, password=PASSWORD)
    open_account(acting=None, username="xitong", password=PASSWORD, is_administrator=True)


def holder(role: Role, organization: Organization) -> Member:
    free = Member.objects.under(organization).filter(account__isnull=True)
    if role is Role.MEMBER:
        usual = free.filter(
            posts__isnull=True, organization=organization, is_frail=False, flow=Flow.NONE.value
        )
        return Member.objects.get(pk=usual[0].pk)
    inside = Post.objects.filter(role_code=role.value, organization__path__startswith=organization.path)
    post = inside.filter(member__account__isnull=True).order_by("organization__path", "pk")[0]
    return Member.objects.get(pk=post.member_id)


def who_can_sign_in() -> list[str]:
    """One line a person: user name, name, post. All have the same password."""
    lines = [f"  密码都是  {PASSWORD}", ""]
    for username, role, place in PEOPLE:
        account = Account.objects.select_related("member").filter(username=username).first()
        if account is not None and account.member is not None:
            lines.append(f"  {username:<10}{role.label}　{place}　{account.member.name}")
    return [*lines, f"  {'xitong':<10}{Role.ADMINISTRATOR.label}（只管账号，看不到个人信息）", ""]
