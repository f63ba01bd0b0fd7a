"""Tables as they come from the field: read, compared, refused by row, applied whole or not at all."""

import base64
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.workbooks import workbook
from zhibu.access.models import Event
from zhibu.access.policy import Role
from zhibu.plans.codes import Category
from zhibu.registry import cells, sheets
from zhibu.registry.errors import RegistryError
from zhibu.registry.id_numbers import check_character
from zhibu.registry.importing import Comparer, apply_import
from zhibu.registry.layouts import MEMBERS
from zhibu.registry.models import Member, RosterImport

pytestmark = pytest.mark.django_db
HEADER = ["姓名", "身份证号", "党组织", "类别", "入党时间", "联系电话"]


def number(serial):
    body = f"99000019700101{serial:03}"
    return body + check_character(body + "0")


def compare(world, rows, **options):
    sheet = sheets.read(workbook(rows, **options), MEMBERS)
    return Comparer(world.account(Role.STAFF), world.near).compare(sheet)


def run(world, rows, **options):
    found = compare(world, rows, **options)
    assert not found.problems, found.problems
    apply_import(acting=world.account(Role.STAFF), organization=world.near, comparison=found)
    return found


ROWS = [
    HEADER,
    ["张　三", number(1), "branch", "农村", "2024.5", "100 1234 5678"],
    ["李四", number(2).lower(), "sister", "离退休党员", "2024年5月", 10012345679],
]


def test_new_members_are_registered_with_what_was_meant(world):
    run(world, ROWS)
    first = Member.objects.get(name="张三")
    assert (first.id_number, first.organization, first.category) == (number(1), world.branch, Category.RURAL)
    assert (first.joined_on, first.phone) == (date(2024, 5, 1), "10012345678")
    assert Member.objects.get(name="李四").phone == "10012345679"
    assert first.states.count() == 1


def test_the_same_table_again_changes_nothing(world):
    run(world, ROWS)
    before = Event.objects.count(), Member.objects.count()
    again = compare(world, ROWS)
    assert again.is_empty and again.unchanged == 2 and not again.may_apply
    assert before == (Event.objects.count(), Member.objects.count())


def test_a_change_is_shown_then_kept_with_its_day(world):
    run(world, ROWS)
    changed = [HEADER, ["张三", number(1), "sister", "在职", None, None]]
    found = run(world, changed)
    assert [sorted(one.fields) for _row, one in found.changes] == [["category", "organization"]]
    member = Member.objects.get(name="张三")
    assert member.organization == world.sister and member.path == world.sister.path
    assert member.phone == "10012345678", "an empty cell changes nothing"


def test_one_bad_row_and_nothing_is_saved(world):
    rows = [*ROWS, ["王五", "123", "branch", "农村", "去年", None], [None, None, "branch", None, None, None]]
    found = compare(world, rows)
    assert [(one.row, one.column) for one in found.problems] == [
        (4, "身份证号"),
        (4, "入党时间"),
        (5, "姓名"),
    ]
    assert not found.may_apply


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (330184197001011234.0, "末几位已经丢失"),
        ("3.30184E+17", "丢了末几位"),
        (number(7)[:-1] + ("1" if number(7)[-1] != "1" else "2"), "校验位不对"),
        ("12345", "18 位"),
    ],
)
def test_an_id_number_that_lost_digits_is_named(world, cell, reason):
    found = compare(world, [HEADER, ["赵六", cell, "branch", "", "", ""]])
    assert len(found.problems) == 1 and reason in found.problems[0].reason


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2024.5", date(2024, 5, 1)),
        (2024.5, date(2024, 5, 1)),
        ("2024年5月", date(2024, 5, 1)),
        ("２０２４年５月３日", date(2024, 5, 3)),
        ("2024-05-03", date(2024, 5, 3)),
        ("2024/5/3", date(2024, 5, 3)),
        ("20240503", date(2024, 5, 3)),
        (202405, date(2024, 5, 1)),
        (datetime(2024, 5, 3), date(2024, 5, 3)),
        ("", None),
    ],
)
def test_days_as_people_write_them(cell, meant):
    assert cells.day(cell) == meant


@pytest.mark.parametrize("cell", ["去年", "2024", 2024.1, "2024-13-01", "2024-02-30", 45413])
def test_a_day_that_cannot_be_read_is_not_guessed(cell):
    with pytest.raises(cells.CellError):
        cells.day(cell)


def test_a_header_of_two_rows_with_merged_cells(world):
    rows = [
        ["某某党支部党员花名册"],
        ["基本信息", None, "组织", "备注"],
        ["姓 名*", "身份证号码", "所在支部", None],
        ["孙七", number(3), "branch", "随便"],
    ]
    merges = [(0, 0, 0, 3, "某某党支部党员花名册"), (1, 0, 1, 1, "基本信息"), (1, 3, 2, 3, "备注")]
    found = compare(world, rows, merges=merges)
    assert [one.name for _row, one in found.new] == ["孙七"] and found.unused == ["备注"]


def test_one_merged_branch_for_several_rows(world):
    rows = [["党组织", "姓名"], ["sister", "甲某"], [None, "乙某"]]
    found = compare(world, rows, merges=[(1, 0, 2, 0, "sister")])
    assert [one.organization for _row, one in found.new] == [world.sister] * 2


def test_a_formula_gives_its_value_or_is_named(world):
    rows = [["姓名", "党组织"], [None, "branch"], [None, "branch"]]

    def formulas(sheet):
        sheet.write_formula(1, 0, '="周"&"八"', None, "周八")
        sheet.write_formula(2, 0, "=Z99", None, "")

    found = compare(world, rows, prepare=formulas)
    assert [one.name for _row, one in found.new] == ["周八"]
    assert [(one.row, "公式" in one.reason) for one in found.problems] == [(3, True)]


def test_two_rows_about_one_person_are_refused(world):
    found = compare(world, [HEADER, *[["甲", number(5), "branch", "", "", ""]] * 2])
    assert [(one.row, one.reason) for one in found.problems] == [(3, "与第 2 行是同一人")]


def test_a_member_of_another_town_is_not_taken_away(world):
    world.admit("外人", world.elsewhere, id_number=number(9))
    found = compare(world, [HEADER, ["外人", number(9), "branch", "", "", ""]])
    assert "别处" in found.problems[0].reason and not found.may_apply


def test_a_branch_outside_is_not_known(world):
    found = compare(world, [HEADER, ["甲", number(5), "elsewhere", "", "", ""]])
    assert "没有“elsewhere”" in found.problems[0].reason
    assert found.problems[0].column == "党组织"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not really", "姓名,类别\n甲,其他".encode(), workbook([["甲", "乙"], ["丙", "丁"]])],
)
def test_what_is_no_roster_is_refused_in_words(content):
    with pytest.raises(RegistryError, match=r"读不了|没有找到表头"):
        sheets.read(content, MEMBERS)


def test_ten_thousand_rows(world, django_assert_max_num_queries):
    """The statements grow with batches of rows, not with rows; the time is in docs/benchmarks.md."""
    rows = [["姓名", "身份证号", "党组织"]]
    for serial in range(10_000):
        body = f"990000{1900 + serial // 1000}0101{serial % 1000:03}"
        rows.append([f"员{serial}", body + check_character(body + "0"), "branch"])
    with django_assert_max_num_queries(400):
        run(world, rows)
    assert Member.objects.under(world.near).count() > 10_000


def test_uploading_previewing_confirming(world):
    client = world.client(Role.STAFF)
    file = SimpleUploadedFile("名册.xlsx", workbook(ROWS))
    answer = client.post(reverse("registry:import"), {"organization": world.near.pk, "file": file})
    kept = RosterImport.objects.get()
    assert answer.url == reverse("registry:import_preview", args=[kept.pk])
    assert number(1).encode() not in base64.b64decode(kept.content)
    page = client.get(answer.url)
    assert "张三" in page.content.decode() and Member.objects.filter(name="张三").count() == 0
    fingerprint = page.context["comparison"].fingerprint()
    client.post(answer.url, {"fingerprint": fingerprint})
    assert Member.objects.filter(name="张三").exists() and not RosterImport.objects.exists()


def test_what_was_confirmed_must_be_what_is_done(world):
    client = world.client(Role.STAFF)
    file = SimpleUploadedFile("名册.xlsx", workbook(ROWS))
    address = client.post(reverse("registry:import"), {"organization": world.near.pk, "file": file}).url
    fingerprint = client.get(address).context["comparison"].fingerprint()
    world.admit("张三", world.branch, id_number=number(1))
    answer = client.post(address, {"fingerprint": fingerprint})
    assert answer.status_code == 200 and not Member.objects.filter(name="李四").exists()


def test_what_goes_out_comes_in_again_unchanged(world):
    run(world, ROWS)
    answer = world.client(Role.STAFF).get(reverse("registry:export"))
    found = Comparer(world.account(Role.STAFF), world.near).compare(sheets.read(answer.content, MEMBERS))
    assert not found.problems and found.is_empty and found.unchanged >= 2


def test_an_export_holds_only_what_one_may_see(world):
    answer = world.client(Role.SECRETARY).get(reverse("registry:export"))
    names = {row["name"] for _number, row in sheets.read(answer.content, MEMBERS).rows}
    assert "艾丽" in names and "石强" not in names
    assert Event.objects.filter(verb="export_members").count() == 1
