"""Nothing orders people or organizations by a figure (政务移动互联网应用程序规范化管理办法: no ranking).

The first test reads the source: whatever a web app orders rows by is a name, a place, a day or a number of
ours. The others look at pages where every figure would give another order than the tree or the roster.
"""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from tests.duties.county import TODAY, duty, held, issued, plan
from zhibu.access.policy import Role
from zhibu.registry.actions import found_organization

SOURCE = Path(__file__).parents[1] / "src" / "zhibu"
WEB = [*sorted(path.parent.name for path in SOURCE.glob("*/apps.py")), "demo"]
# Names, places in the tree, days, and keys; never a count, a sum, a share or a score.
ORDERS = {
    "added_at",
    "at",
    "changed_at",
    "code",
    "drawn_at",
    "from_day",
    "gathering__occurred_on",
    "gathering_id",
    "issued_at",
    "joined_on",
    "member__name",
    "member__organization__path",
    "member__path",
    "member_id",
    "name",
    "number",
    "occurred_on",
    "offered_at",
    "organization__path",
    "path",
    "pk",
    "position",
    "raised_on",
    "recorded_at",
    "role_code",
    "saved_at",
    "since",
    "starts_at",
    "username",
    "version",
    "visited_on",
}


def orderings():
    for app in WEB:
        for file in sorted((SOURCE / app).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                for value in ordered_by(node):
                    yield file.relative_to(SOURCE).as_posix(), value


def ordered_by(node):
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("order_by", "latest", "earliest"):
        yield from node.args
    if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "ordering" for one in node.targets):
        yield from getattr(node.value, "elts", [node.value])


def test_rows_are_ordered_by_names_places_and_days_only():
    found = list(orderings())
    assert len(found) > 20
    wrong = [
        f"{file}: {ast.unparse(value)}"
        for file, value in found
        if not (isinstance(value, ast.Constant) and str(value.value).removeprefix("-") in ORDERS)
    ]
    assert not wrong


def test_a_figure_would_be_noticed():
    call = ast.parse('rows.annotate(n=Count("pk")).order_by("-n")', mode="eval").body
    assert [value.value for value in ordered_by(call)] == ["-n"] and "n" not in ORDERS


@pytest.fixture
def county(world):
    """Four branches under the near town; the later in the tree, the more is done, then the less."""
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        for n in (1, 2):
            found_organization(
                acting=None,
                parent=world.near,
                code=f"b{n}",
                name=f"支部{n}",
                level="branch",
                sector="rural",
            )
        activities = ("party_day", "lecture", "discussion", "group_study")
        each = [duty(activity, activity=activity, title=activity) for activity in activities]
        issued(world.county, plan("p", *each))
        yield world, activities


def names_in(html, tops):
    return re.findall(rf">({'|'.join(tops)})<", html)


@pytest.mark.parametrize("step", [1, -1])
def test_organizations_stand_in_the_order_of_the_tree(county, step):
    world, activities = county
    branches = list(type(world.near).objects.filter(parent=world.near).order_by("path"))
    for number, branch in enumerate(branches[::step]):
        if number:
            held(branch, date(2026, 11, 3), *activities[:number])
    html = world.client(Role.STAFF).get(reverse("duties:below", args=[world.near.pk])).content.decode()
    tree = [one.name for one in branches]
    lists = re.findall(r'<p class="names">.*?</p>', html) + [html.partition('id="places"')[2]]
    assert len(lists) == len(activities) + 1
    for one in lists:
        seen = names_in(one, tree)
        assert seen and seen == [name for name in tree if name in seen]


@pytest.mark.parametrize("step", [1, -1])
def test_members_stand_in_the_order_of_the_roster(county, step):
    world, _activities = county
    fees = duty("fees", activity="dues", subject="member", at_least=9)
    issued(world.county, plan("m", fees))
    people = [world.admit(name, world.branch) for name in ("丁", "丙", "乙", "甲")]
    for number, member in enumerate(people[::step]):
        for day in range(1, number + 1):
            held(world.branch, date(2026, 11, day), "dues", present=[member])
    html = (
        world.client(Role.SECRETARY)
        .get(reverse("duties:organization", args=[world.branch.pk]))
        .content.decode()
    )
    (listed,) = re.findall(r'<p class="names">.*?</p>', html)
    assert names_in(listed, ["甲", "乙", "丙", "丁"]) == sorted("甲乙丙丁")
