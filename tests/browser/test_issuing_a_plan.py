"""From a document to a plan in force in a real browser, on a desktop and on a small phone."""

import re

import pytest

from tests.browser.looking import assert_well_made
from tests.issued_plans import TEXT, duty, issued
from tests.world import PASSWORD, World
from zhibu.access.policy import Role
from zhibu.issuing.models import DraftDuty, IssuedPlan
from zhibu.registry.models import Organization
from zhibu.site.messages import compile_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(screen, transactional_db):
    """The staff of the near town, signed in, with a plan of the county in force."""
    compile_all()
    made = World()
    issued(made.county, "county", duty(every="month"), level="county", since="2020-01-01")
    made.account(Role.STAFF)
    screen.goto("/")
    screen.get_by_label("用户名").fill("staff")
    screen.get_by_label("密码").fill(PASSWORD)
    screen.get_by_role("main").get_by_role("button", name="登录").click()
    screen.wait_for_url(re.compile("/duties/|/registry/"))
    return screen


def upload(page, tmp_path):
    document = tmp_path / "柳溪镇方案.txt"
    document.write_text(TEXT, encoding="utf-8")
    page.goto("/plans/upload/")
    assert_well_made(page)
    page.get_by_label("方案文件").set_input_files(document)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("heading", name="柳溪镇支部生活方案").wait_for()


def test_from_a_document_to_a_plan_in_force(staff, tmp_path):
    page = staff
    upload(page, tmp_path)
    assert_well_made(page)
    page.get_by_role("button", name="采用没有疑问的").click()
    page.get_by_text("已采用", exact=False).first.wait_for()
    doubtful = page.locator(".duty-card[data-state=doubtful]").first
    doubtful.get_by_role("link", name="修改").click()
    form = page.locator(".duty-card.is-open")
    form.wait_for()
    assert_well_made(page)
    form.get_by_label("至少").fill("3")
    form.get_by_role("button", name="保存并采用").click()
    form.wait_for(state="detached")
    assert DraftDuty.objects.filter(content__at_least=3).count() == 1
    for _card in page.locator(".duty-card[data-state=doubtful]").all():
        card = page.locator(".duty-card[data-state=doubtful]").first
        number = card.get_attribute("data-duty")
        card.get_by_role("button", name="不采用").click()
        page.locator(f'.duty-card[data-duty="{number}"][data-state=dropped]').wait_for()
    page.get_by_text("都核对过了").wait_for()
    page.get_by_role("link", name="下一步").click()
    page.get_by_label("党支部", exact=True).check()
    assert_well_made(page)
    page.get_by_role("button", name="保存，预览").click()
    page.get_by_text("项新增").first.wait_for()
    page.locator("summary", has_text="明细").first.click()
    assert_well_made(page)
    page.get_by_role("button", name="由near印发").click()
    page.get_by_text("已印发").wait_for()
    assert_well_made(page)
    assert IssuedPlan.objects.count() == 2


def test_words_selected_in_the_document_become_a_duty(staff, tmp_path):
    page = staff
    upload(page, tmp_path)
    page.evaluate(
        """() => {
        const pieces = [...document.querySelectorAll('#document [data-start]')];
        const piece = pieces.find(one => one.textContent.includes('常开常新'));
        const at = piece.firstChild.textContent.indexOf('支部活动室');
        const range = document.createRange();
        range.setStart(piece.firstChild, at);
        range.setEnd(piece.firstChild, at + 10);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }"""
    )
    page.get_by_role("link", name="把选中的话补为应办").click()
    page.get_by_role("heading", name="补充应办事项").wait_for()
    assert page.locator(".quote").inner_text() == "支部活动室要常开常新"
    assert_well_made(page)
    page.get_by_label("名称").fill("活动室开放")
    page.get_by_role("button", name="补上").click()
    page.get_by_role("heading", name="活动室开放").wait_for()
    added = DraftDuty.objects.get(is_added=True)
    assert TEXT[added.content["place"]["start"] : added.content["place"]["end"]] == "支部活动室要常开常新"


def test_the_other_pages_of_plans(staff):
    near = Organization.objects.get(code="near")
    plan = issued(near, "mine", since="2020-01-01")
    pages = (
        "/plans/",
        "/plans/?past=1",
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/revise/",
        f"/plans/{plan.pk}/repeal/",
    )
    for address in pages:
        staff.goto(address)
        assert_well_made(staff)
    staff.goto(pages[0])
    staff.get_by_role("button", name="大字").click()
    for address in pages:
        staff.goto(address)
        assert_well_made(staff, target=60)
