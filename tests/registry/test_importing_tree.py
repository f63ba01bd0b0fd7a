"""Tables of organizations: read, found by code or name, refused by row, applied whole or not at all."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.workbooks import workbook
from tests.world import LONG_AGO
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.plans.codes import Level, Sector
from zhibu.registry import actions, cells, exporting, sheets
from zhibu.registry.as_of import as_of
from zhibu.registry.importing_tree import TreeComparer, apply_tree
from zhibu.registry.layouts import MEMBERS, ORGANIZATIONS
from zhibu.registry.models import Member, Organization, OrganizationState, TreeImport

pytestmark = pytest.mark.django_db
HEADER = ["代码", "名称", "上级党组织", "层级", "领域", "成立日期", "撤销日期"]


def compare(world, rows, top=None, **options):
    sheet = sheets.read(workbook(rows, **options), ORGANIZATIONS)
    return TreeComparer(world.account(Role.COUNTY), top or world.county).compare(sheet)


def run(world, rows, top=None, **options):
    found = compare(world, rows, top, **options)
    assert not found.problems, found.problems
    apply_tree(acting=world.account(Role.COUNTY), organization=top or world.county, comparison=found)
    assert_sound()
    return found


def assert_sound():
    """Rows, paths, parents and open states agree."""
    for one in Organization.objects.select_related("parent"):
        above = one.parent.path if one.parent else ""
        assert one.path[:-4] == above, one
        state = one.states.get(until=one.until) if one.until else one.states.get(until__isnull=True)
        assert (state.name, state.level, state.sector) == (one.name, one.level, one.sector)
        assert state.parent_id == one.parent_id
        assert one.until or state.path == one.path
    for member in Member.objects.select_related("organization", "group"):
        assert member.path == (member.group or member.organization).path


def reasons(found):
    return {one.row: one.reason for one in found.problems}


def by_name(name):
    return Organization.objects.get(name=name)


BELOW_FIRST = [
    HEADER,
    [None, "第一党小组", "柳湾村　党支部", "党小组", "农村", None, None],
    [None, "柳湾村党支部", "临河镇党委", "支部", "农村", "2019.5", None],
    ["T9", "临河镇党委", None, "镇党委", "镇街机关", "２０１６年７月", None],
    [None, "临河镇机关党支部", "T9", "党支部", "乡镇机关", date(2016, 7, 1), None],
]


def test_parents_are_found_inside_the_table_in_any_order(world):
    found = run(world, BELOW_FIRST)
    assert len(found.new) == 4
    town, village, group = map(by_name, ("临河镇党委", "柳湾村党支部", "第一党小组"))
    assert (town.parent, village.parent, group.parent) == (world.county, town, village)
    assert by_name("临河镇机关党支部").parent == town
    assert (village.level, village.sector, village.since) == (Level.BRANCH, Sector.RURAL, date(2019, 5, 1))
    assert (town.code, town.since, group.level) == ("T9", date(2016, 7, 1), Level.GROUP)
    then = {one.org_id for one in as_of(date(2018, 1, 1)).organizations}
    assert town.code in then and village.code not in then


def test_codes_left_out_are_made_below_the_code_of_the_parent(world):
    run(world, BELOW_FIRST)
    assert (by_name("柳湾村党支部").code, by_name("临河镇机关党支部").code) == ("T901", "T902")
    assert by_name("第一党小组").code == "T90101"


def test_a_made_code_avoids_one_that_is_taken(world):
    world.found("T901", world.far, Level.BRANCH, Sector.RURAL)
    run(world, BELOW_FIRST)
    assert by_name("柳湾村党支部").code == "T902"


def test_the_same_table_again_changes_nothing(world):
    run(world, BELOW_FIRST)
    before = Event.objects.count(), Organization.objects.count(), OrganizationState.objects.count()
    again = compare(world, BELOW_FIRST)
    assert again.is_empty and again.unchanged == 4 and not again.may_apply and not again.problems
    assert before == (Event.objects.count(), Organization.objects.count(), OrganizationState.objects.count())


def test_what_goes_out_comes_in_again_unchanged(world):
    run(world, BELOW_FIRST)
    run(world, [HEADER, ["E1", "已撤党支部", "near", "党支部", "农村", "2001年1月", "2020-01-31"]])
    answer = world.client(Role.COUNTY).get(reverse("registry:export_organizations"))
    sheet = sheets.read(answer.content, ORGANIZATIONS)
    found = TreeComparer(world.account(Role.COUNTY), world.county).compare(sheet)
    assert not found.problems and found.is_empty
    assert found.unchanged == Organization.objects.count()
    assert Event.objects.filter(verb="export_organizations").count() == 1


def test_a_part_of_the_tree_goes_out_and_comes_in_by_the_staff_of_the_part(world):
    answer = world.client(Role.STAFF).get(reverse("registry:export_organizations"))
    sheet = sheets.read(answer.content, ORGANIZATIONS)
    assert {row["code"] for _number, row in sheet.rows} == {"near", "branch", "sister", "group"}
    found = TreeComparer(world.account(Role.STAFF), world.near).compare(sheet)
    assert not found.problems and found.unchanged == 4


def test_names_levels_and_sectors_change_from_today_on(world):
    found = run(world, [HEADER, ["branch", "新名党支部", None, "党总支", "社区", None, None]])
    assert [sorted(one.fields) for _row, one in found.changes] == [["level", "name", "sector"]]
    branch = Organization.objects.get(code="branch")
    assert (branch.name, branch.level, branch.sector) == ("新名党支部", "general_branch", "community")
    yesterday = timezone.localdate() - timedelta(days=1)
    assert branch.states.get(until__isnull=False).name == "branch"
    before = {one.org_id: one.level for one in as_of(yesterday).organizations}
    assert before["branch"] == Level.BRANCH


def test_a_founding_day_is_corrected_for_the_past_too(world):
    run(world, [HEADER, ["branch", "branch", None, None, None, "1998年7月", None]])
    branch = Organization.objects.get(code="branch")
    assert branch.since == date(1998, 7, 1) and branch.states.get().since == date(1998, 7, 1)


def test_a_branch_moves_by_its_code_with_all_that_is_in_it(world):
    run(world, [HEADER, ["branch", "branch", "far", None, None, None, None]])
    assert Organization.objects.get(code="branch").parent == world.far
    assert Organization.objects.get(code="group").path.startswith(world.far.path)
    assert Member.objects.under(world.far).filter(pk=world.alice.pk).exists()


def test_a_town_may_go_below_a_new_one_and_another_above_it(world):
    rows = [
        HEADER,
        ["near", "near", "新工委", None, None, None, None],
        ["N1", "新工委", "far", "工委", "机关", None, None],
        ["sister", "sister", "N1", None, None, None, None],
    ]
    run(world, rows)
    assert Organization.objects.get(code="near").parent.code == "N1"
    assert Organization.objects.get(code="sister").parent.parent == world.far


def test_two_may_change_places(world):
    """The near town comes below a branch that stood below it: the branch goes first."""
    rows = [
        HEADER,
        ["near", "near", "sister", "", "", "", ""],
        ["sister", "sister", "county", "", "", "", ""],
    ]
    run(world, rows)
    sister = Organization.objects.get(code="sister")
    assert sister.parent == world.county and Organization.objects.get(code="near").parent == sister


def test_what_ended_moves_along(world):
    gone = world.found("gone", world.near, Level.BRANCH, Sector.RURAL)
    actions.close_organization(acting=None, organization=gone, day=date(2023, 1, 1))
    run(world, [HEADER, ["near", "near", "far", None, None, None, None]])
    gone.refresh_from_db()
    assert gone.path.startswith(Organization.objects.get(code="near").path)
    assert "gone" in [one.org_id for one in as_of(date(2022, 1, 1)).organizations]


def test_closing_an_empty_tree_from_below(world):
    top = world.found("shut", world.near, Level.GENERAL_BRANCH, Sector.RURAL)
    world.found("shut1", top, Level.BRANCH, Sector.RURAL)
    rows = [HEADER, ["shut", "shut", *[""] * 4, "2024.6"], ["shut1", "shut1", *[""] * 4, "2024年6月"]]
    run(world, rows)
    assert Organization.objects.get(code="shut1").until == date(2024, 6, 1)
    again = compare(world, rows)
    assert again.unchanged == 2 and not again.problems


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "新支部", "没有的党委", "党支部", "农村", "", ""], "都没有“没有的党委”"),
        (["", "新支部", "near", "", "农村", "", ""], "要填“层级”"),
        (["", "新支部", "near", "党支部", "", "", ""], "要填“领域”"),
        (["", "新支部", "near", "党委", "农村", "", ""], "不在可填的范围"),
        (["", "新支部", "near", "党支部", "宇宙", "", ""], "不在可填的范围"),
        (["", "新支部", "group", "党支部", "农村", "", ""], "党小组之下"),
        (["", "新支部", "near", "党支部", "农村", "2099-01-01", ""], "不能晚于今天"),
        (["", "新支部", "near", "党支部", "农村", "2020-01-01", "2019-01-01"], "应晚于成立日期"),
        (["", "新支部", "near", "党支部", "农村", "去年", ""], "不像日期"),
        (["", "", "near", "党支部", "农村", "", ""], "没有名称"),
        (["", "新" * 101, "near", "党支部", "农村", "", ""], "太长"),
        (["A" * 41, "新支部", "near", "党支部", "农村", "", ""], "太长"),
        (["B9", "sister", "near", "党支部", "农村", "", ""], "代码是 sister"),
        (["", "sister", "far", "党支部", "农村", "", ""], "“near”之下已有“sister”"),
        (["branch", "branch", "", "", "", "", "2024-01-01"], "还有党员"),
        (["near", "near", "", "", "", "", "2024-01-01"], "下面还有党组织"),
        (["sister", "改了名", "", "", "", "", "2024-01-01"], "撤销的同时"),
        (["sister", "sister", "", "", "", "", "2019-01-01"], "应晚于成立日期"),
        (["county", "county", "near", "", "", "", ""], "上级不能从这里改"),
        (["near", "near", "branch", "", "", "", ""], "绕成了一圈：near → branch → near"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_saved(world, row, reason):
    found = compare(world, [HEADER, ["", "好支部", "far", "党支部", "农村", "", ""], row])
    assert list(reasons(found)) == [3] and reason in reasons(found)[3]
    assert not found.may_apply


def test_a_circle_of_new_ones_is_named_on_each_of_its_rows(world):
    rows = [
        HEADER,
        *[["", name, above, "社区党委", "社区"] for name, above in ("甲乙", "乙丙", "丙甲", "丁甲")],
    ]
    found = reasons(compare(world, rows))
    assert sorted(found) == [2, 3, 4]
    assert all("绕成了一圈" in reason and reason.count("→") == 3 for reason in found.values())


def test_a_tree_that_is_too_deep_is_refused(world):
    rows = [
        [f"D{n}", f"第{n}层", f"D{n - 1}" if n else "near", "社区党委", "社区", "", ""] for n in range(20)
    ]
    found = reasons(compare(world, [HEADER, *rows]))
    assert found and all("层级太深" in one for one in found.values()) and min(found) == 2 + 14


@pytest.mark.parametrize(
    "twice",
    [
        [
            ["X1", "甲支部", "near", "党支部", "农村", "", ""],
            ["X1", "乙支部", "far", "党支部", "农村", "", ""],
        ],
        [["", "甲支部", "near", "党支部", "农村", "", ""], ["", "甲支部", "near", "党支部", "农村", "", ""]],
        [["sister", "sister", "", "", "", "", ""], ["", "sister", "near", "", "", "", ""]],
    ],
)
def test_two_rows_about_one_organization_are_refused(world, twice):
    assert reasons(compare(world, [HEADER, *twice])) == {3: "与第 2 行是同一个党组织"}


def test_groups_of_one_name_stand_under_their_own_branches(world):
    rows = [HEADER, *[["", "第一党小组", place, "党小组", "农村", "", ""] for place in ("branch", "sister")]]
    assert len(run(world, rows).new) == 2
    assert compare(world, rows).unchanged == 2


def test_a_name_that_is_not_alone_asks_for_the_code(world):
    for place in (world.near, world.far):
        actions.found_organization(
            acting=None, parent=place, code=f"c-{place.code}", name="机关党支部", level="branch",
            sector="organ", since=LONG_AGO,
        )  # fmt: skip
    rows = [HEADER, ["", "第一党小组", "机关党支部", "党小组", "机关", "", ""]]
    assert "不止一个" in reasons(compare(world, rows))[2]
    rows[1][2] = "c-far"
    assert not compare(world, rows).problems


def test_a_code_and_a_name_of_the_parent_must_agree(world):
    header = ["名称", "上级代码", "上级名称", "层级", "领域"]
    assert "对不上" in reasons(compare(world, [header, ["新支部", "near", "far", "党支部", "农村"]]))[2]
    assert not compare(world, [header, ["新支部", "near", "near", "党支部", "农村"]]).problems


def test_what_stands_elsewhere_is_neither_found_nor_shown(world):
    rows = [
        HEADER,
        ["elsewhere", "x", "", "党支部", "农村", "", ""],
        ["", "y", "far", "党支部", "农村", "", ""],
    ]
    found = reasons(compare(world, rows, top=world.near))
    assert "已用于“near”以外" in found[2] and "没有“far”" in found[3]


def test_a_code_that_became_a_number_is_read_or_refused(world):
    run(world, [HEADER, [330001.0, "甲支部", "near", "党支部", "农村", "", ""]])
    assert by_name("甲支部").code == "330001"
    found = compare(world, [HEADER, [3300010000000000123.0, "乙支部", "near", "党支部", "农村", "", ""]])
    assert "末几位已经丢失" in reasons(found)[2]


def test_merged_headers_and_formulas(world):
    rows = [
        ["某某县党组织一览表"],
        ["基本情况", None, None, "设立"],
        ["党组织名称*", "级　别", "领域", "成立时间", "上级党组织名称", "备注"],
        [None, "党支部", "农村", "2024.5", "near", "随便"],
        [None, "党支部", "农村", "2024.5", None, None],
    ]

    def formulas(sheet):
        sheet.write_formula(3, 0, '="柳湾"&"村党支部"', None, "柳湾村党支部")
        sheet.write_formula(4, 0, "=Z99", None, "")

    merges = [(0, 0, 0, 5, "某某县党组织一览表"), (1, 0, 1, 2, "基本情况")]
    found = compare(world, rows, merges=merges, prepare=formulas)
    assert found.unused == ["备注"] and [(one.row, "公式" in one.reason) for one in found.problems] == [
        (5, True)
    ]
    assert not compare(world, rows[:4], merges=merges, prepare=lambda sheet: sheet.write(3, 0, "甲")).problems


def test_one_merged_parent_for_several_rows(world):
    rows = [
        ["上级党组织", "名称", "层级", "领域"],
        ["near", "甲支部", "党支部", "农村"],
        [None, "乙支部", "党支部", "农村"],
    ]
    run(world, rows, merges=[(1, 0, 2, 0, "near")])
    assert by_name("乙支部").parent == world.near


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (Level, "镇街党(工)委", Level.TOWN),
        (Level, "街道党工委", Level.TOWN),
        (Level, "总支", Level.GENERAL_BRANCH),
        (Level, "机关工委", Level.DEPARTMENT),
        (Sector, "两新", Sector.TWO_NEW),
        (Sector, "非公企业", Sector.TWO_NEW),
        (Sector, " 学　校 ", Sector.SCHOOL),
        (Sector, "organ", Sector.ORGAN),
    ],
)
def test_terms_as_people_write_them(kind, written, meant):
    assert cells.code(kind, written) == meant


@pytest.mark.parametrize("layout", [MEMBERS, ORGANIZATIONS])
def test_the_empty_table_is_one_that_the_import_understands(layout):
    sheet = sheets.read(exporting.template(layout), layout)
    assert list(sheet.columns) == [column.key for column in layout.columns]
    assert not sheet.unused and not sheet.rows


def test_ten_thousand_rows(world, django_assert_max_num_queries):
    """The statements grow with batches of rows, not with rows; the time is in docs/benchmarks.md."""
    rows = [HEADER]
    for town in range(100):
        rows.append([f"T{town:03}", f"第{town}镇党委", "", "镇党委", "镇街机关", "2001.5", ""])
        rows += [
            ["", f"第{town}镇第{n}村党支部", f"第{town}镇党委", "党支部", "农村", "2019年5月", ""]
            for n in range(99)
        ]
    with django_assert_max_num_queries(300):
        found = compare(world, rows)
        apply_tree(acting=None, organization=world.county, comparison=found)
    assert Organization.objects.count() == 10_008
    assert compare(world, rows).unchanged == 10_000


def test_uploading_previewing_confirming(world):
    client = world.client(Role.STAFF)
    file = SimpleUploadedFile("党组织.xlsx", workbook(BELOW_FIRST))
    answer = client.post(
        reverse("registry:import_organizations"), {"organization": world.near.pk, "file": file}
    )
    kept = TreeImport.objects.get()
    assert answer.url == reverse("registry:import_organizations_preview", args=[kept.pk])
    page = client.get(answer.url)
    shown = page.content.decode()
    assert "柳湾村党支部" in shown and "T901" in shown and not Organization.objects.filter(code="T9").exists()
    client.post(answer.url, {"fingerprint": page.context["comparison"].fingerprint()})
    assert by_name("临河镇党委").parent == world.near and not TreeImport.objects.exists()
    assert Event.objects.get(verb="import_organizations").changes == {"new": [0, 4], "changed": [0, 0]}


def test_a_preview_shows_every_change_before_and_after(world):
    client = world.client(Role.COUNTY)
    rows = [HEADER, ["branch", "新名党支部", "far", "", "社区", "", ""]]
    file = SimpleUploadedFile("x.xlsx", workbook(rows))
    address = client.post(
        reverse("registry:import_organizations"), {"organization": world.county.pk, "file": file}
    ).url
    shown = client.get(address).content.decode()
    for before, after in (("branch", "新名党支部"), ("农村", "社区"), ("near", "far")):
        assert f"{before}</del> → {after}" in shown
