"""The pages of plans: the way without JavaScript, what two people are told, the number of queries."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.issued_plans import TEXT, a_draft, a_plan, duty, issued
from zhibu.access.policy import Role
from zhibu.issuing import drafts
from zhibu.issuing.actions import issue
from zhibu.issuing.duty_form import DutyForm
from zhibu.issuing.models import Draft, DraftDuty, IssuedPlan, State
from zhibu.plans.codes import Level, Sector

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def get(client, name, *arguments, **query):
    answer = client.get(reverse(f"issuing:{name}", args=arguments), query)
    return answer.content.decode()


def post(client, name, *arguments, headers=None, **fields):
    return client.post(reverse(f"issuing:{name}", args=arguments), fields, headers=headers)


def a_file(text=TEXT, name="柳溪镇方案.txt"):
    return SimpleUploadedFile(name, text.encode())


def typed(duty_of_draft, **changes):
    shown = DutyForm(base=duty_of_draft.duty, ref=duty_of_draft.ref, version=duty_of_draft.version)
    return {name: value for name, value in shown.initial.items() if value is not None} | changes


def head(draft, **changes):
    fields = {"title": draft.title, "issuer_name": draft.issuer_name, "issuer_level": draft.issuer_level}
    fields |= {
        "since": draft.since.isoformat(),
        "version": draft.version,
        "organization": draft.organization_id,
    }
    return fields | changes


def test_from_a_document_to_a_plan_in_force_without_javascript(world):
    client = world.client(Role.STAFF)
    answer = post(client, "upload", organization=world.near.pk, file=a_file())
    draft = Draft.objects.get()
    assert answer.url == reverse("issuing:review", args=[draft.pk])
    first, second, *others = draft.duties.all()
    page = get(client, "review", draft.pk)
    for one in (first, second, *others):
        assert f'id="duty-{one.pk}"' in page and f'id="text-{one.pk}"' in page
    post(client, "decide", first.pk, state="dropped", version=1)
    post(client, "duty", second.pk, **typed(second, at_least="2", ref="一.(九)"))
    post(client, "accept_clear", draft.pk)
    for one in draft.duties.filter(state=State.PROPOSED):
        post(client, "decide", one.pk, state="accepted", version=one.version)
    found = get(client, "add", draft.pk, words="支部活动室要常开常新")
    assert '<input type="hidden" name="start"' in found
    draft.refresh_from_db()
    answer = post(client, "scope", draft.pk, **head(draft, since="2026-01-01", levels=["branch"]))
    assert answer.url == reverse("issuing:preview", args=[draft.pk])
    shown = get(client, "preview", draft.pk)
    assert "项新增" in shown and "农村" in shown
    draft.refresh_from_db()
    answer = post(client, "preview", draft.pk, version=draft.version)
    plan = IssuedPlan.objects.get()
    assert answer.url == reverse("issuing:plan", args=[plan.pk])
    assert "一.(九)" in get(client, "plan", plan.pk)
    assert "柳溪镇支部生活方案" in get(world.client(Role.MEMBER), "plans")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [("方案.exe", "MZ", "不能上传"), ("方案.txt", "", "空"), ("方案.pdf", "只是文字", "扩展名是 .pdf")],
)
def test_a_refused_upload_says_why_and_leaves_nothing(world, name, text, says):
    client = world.client(Role.STAFF)
    answer = post(client, "upload", organization=world.near.pk, file=a_file(text, name))
    assert answer.status_code == 200 and says in answer.content.decode()
    assert not Draft.objects.exists()


def test_one_issues_only_for_ones_own_part_of_the_tree(world):
    client = world.client(Role.STAFF)
    answer = post(client, "upload", organization=world.far.pk, file=a_file())
    assert answer.status_code == 200 and not Draft.objects.exists()
    draft = a_draft(world.near)
    post(client, "scope", draft.pk, **head(draft, organization=world.county.pk))
    draft.refresh_from_db()
    assert draft.organization == world.near
    theirs = issued(world.far)
    assert client.get(reverse("issuing:upload"), {"replaces": theirs.pk}).status_code == 404
    assert client.get(reverse("issuing:upload"), {"replaces": "x"}).status_code == 200


def test_with_htmx_only_the_card_and_the_progress_are_sent(world):
    client, draft = world.client(Role.STAFF), a_draft(world.near)
    one = draft.duties.first()
    answer = post(client, "decide", one.pk, state="accepted", version=1, headers=HTMX).content.decode()
    assert "<html" not in answer and 'hx-swap-oob="true"' in answer and "已采用 1 条" in answer
    form = client.get(reverse("issuing:duty", args=[one.pk]), headers=HTMX).content.decode()
    assert "<html" not in form and "<form" in form
    saved = post(
        client, "duty", one.pk, headers=HTMX, **typed(DraftDuty.objects.get(pk=one.pk), title="新名")
    )
    assert "新名" in saved.content.decode() and "<html" not in saved.content.decode()


def test_what_is_left_to_do_keeps_up_with_each_decision(world):
    client, draft = world.client(Role.STAFF), a_draft(world.near)
    one, number = draft.duties.first(), draft.duties.count()
    headers = {**HTMX, "HX-Current-URL": f"http://testserver/plans/drafts/{draft.pk}/?show=waiting"}
    answer = post(client, "decide", one.pk, state="dropped", version=1, headers=headers).content.decode()
    assert f"待核对 {number - 1} 条" in answer and f"全部 {number} 条" in answer
    assert re.search(r'href="\?show=waiting" aria-current="true"', answer)
    for other in draft.duties.exclude(pk=one.pk):
        answer = post(client, "decide", other.pk, state="accepted", version=1, headers=HTMX).content.decode()
    assert "都核对过了" in answer and "采用没有疑问的" not in answer


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(world):
    client, draft = world.client(Role.STAFF), a_draft(world.near)
    one = draft.duties.first()
    mine = typed(one, title="我改的")
    drafts.decide(acting=world.account(Role.COUNTY), duty=one, state=State.DROPPED, version=1)
    answer = post(client, "duty", one.pk, **mine).content.decode()
    assert "改过这里" in answer and "我改的" in answer
    assert DraftDuty.objects.get(pk=one.pk).state == State.DROPPED
    now = re.search(r'name="version" value="(\d+)"', answer)[1]
    assert post(client, "duty", one.pk, **mine | {"version": now}).status_code == 302
    assert DraftDuty.objects.get(pk=one.pk).content["title"] == "我改的"


def test_a_stale_scope_and_a_stale_preview_are_refused(world):
    client, draft = world.client(Role.STAFF), a_draft(world.near)
    drafts.accept_all_clear(acting=world.account(Role.COUNTY), draft=draft)
    assert "改过这里" in post(client, "scope", draft.pk, **head(draft)).content.decode()
    answer = client.post(reverse("issuing:preview", args=[draft.pk]), {"version": draft.version}, follow=True)
    assert "改过这里" in answer.content.decode() and not IssuedPlan.objects.exists()


def test_an_end_before_the_beginning_is_refused(world):
    client, draft = world.client(Role.STAFF), a_draft(world.near)
    page = post(client, "scope", draft.pk, **head(draft, to="2025-12-31")).content.decode()
    assert "最后一天早于施行日期" in page
    assert (
        "1900 至 2200" in post(client, "scope", draft.pk, **head(draft, since="0026-01-01")).content.decode()
    )


def test_a_new_version_from_the_plan_and_its_page_links_both_ways(world):
    client = world.client(Role.STAFF)
    old = issued(world.near, since="2020-01-01")
    answer = post(client, "revise", old.pk)
    draft = Draft.objects.get()
    assert answer.url == reverse("issuing:review", args=[draft.pk])
    assert "新版正在起草" in get(client, "plan", old.pk)
    post(client, "preview", draft.pk, version=draft.version)
    new = IssuedPlan.objects.get(version=2)
    assert reverse("issuing:plan", args=[new.pk]) in get(client, "plan", old.pk)
    assert "第 1 版" in get(client, "plan", new.pk) and "第 2 版（本页）" in get(client, "plan", new.pk)
    assert "请在最新的版本上修订" in get(client, "revise", old.pk)


def test_repeal_asks_for_a_reason_and_shows_it_to_all(world):
    client, plan = world.client(Role.STAFF), issued(world.near, since="2020-01-01")
    assert post(client, "repeal", plan.pk, day="2026-10-01", reason="").status_code == 200
    refused = post(client, "repeal", plan.pk, day="2019-01-01", reason="错").content.decode()
    assert "应晚于原方案的施行日期" in refused
    assert post(client, "repeal", plan.pk, day="2026-10-01", reason="被县里的方案取代").status_code == 302
    assert "被县里的方案取代" in get(world.client(Role.MEMBER), "plan", plan.pk)


def test_plans_from_above_of_ones_own_and_from_below(world):
    issued(world.county, "county", level="county")
    issued(world.near, "near")
    issued(world.far, "far")
    issued(world.near, "over", since="2020-01-01", to="2020-12-31")

    def titles(role, **query):
        return set(re.findall(r"方案 (county|near|far|over)<", get(world.client(role), "plans", **query)))

    assert titles(Role.MEMBER) == {"county", "near"}
    assert titles(Role.MEMBER, past="1") == {"county", "near", "over"}
    assert titles(Role.MEMBER, **{"from": "above"}) == {"county", "near"}
    assert titles(Role.STAFF, **{"from": "own"}) == {"near"}
    assert titles(Role.COUNTY, **{"from": "below"}) == {"near", "far"}
    assert titles(Role.STAFF, **{"from": "nonsense"}) == {"county", "near"}


def test_only_those_who_may_issue_see_drafts_and_the_buttons(world):
    draft, plan = a_draft(world.near), issued(world.near)
    for role, sees in (
        (Role.STAFF, True),
        (Role.COUNTY, True),
        (Role.SECRETARY, False),
        (Role.MEMBER, False),
    ):
        client = world.client(role)
        assert (draft.title in get(client, "plans")) is sees
        assert ("出新版" in get(client, "plan", plan.pk)) is sees


def test_what_a_document_says_is_shown_and_never_run(world):
    client = world.client(Role.STAFF)
    text = TEXT.replace("支部活动室", "<script>alert(1)</script>")
    post(client, "upload", organization=world.near.pk, file=a_file(text))
    page = get(client, "review", Draft.objects.get().pk)
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_text_on_the_page_is_the_text_to_the_character(world):
    """Selections are sent as offsets: the stretches put together are the document."""
    draft = a_draft(world.near, text=TEXT.replace("学习", "學𠮷習"))
    page = get(world.client(Role.STAFF), "review", draft.pk)
    inside = re.search(r'id="document".*?>(.*?)</div>', page, re.S)[1]
    starts = [int(one) for one in re.findall(r'data-start="(\d+)"', inside)]
    words = "".join(re.findall(r'data-start="\d+"[^>]*>([^<]*)<', inside))
    assert words == draft.text
    assert starts == sorted(set(starts)) and starts[0] == 0


def fill(world, number):
    """More of everything: branches, plans, duties."""
    for n in range(number):
        world.found(f"more-{IssuedPlan.objects.count()}-{n}", world.near, Level.BRANCH, Sector.RURAL)
    issued(world.near, f"more-{IssuedPlan.objects.count()}", duty(), duty("study", "group_study", "month"))


QUERIES = {"plans": 6, "plan": 6, "upload": 5, "review": 5, "scope": 7, "preview": 9, "duty": 4, "add": 4}


@pytest.mark.parametrize(("name", "queries"), QUERIES.items())
def test_the_number_of_queries_does_not_grow(world, name, queries, django_assert_num_queries):
    client = world.client(Role.STAFF)
    plan, draft = issued(world.near), a_draft(world.near)
    arguments = {"plan": [plan.pk], "plans": [], "upload": [], "duty": [draft.duties.first().pk]}
    get(client, name, *arguments.get(name, [draft.pk]))  # the first request of a session also writes it
    for _time in range(2):
        with django_assert_num_queries(queries):
            get(client, name, *arguments.get(name, [draft.pk]))
        fill(world, 5)


def test_versions_of_a_plan_with_a_longer_name_are_not_mixed_up(world):
    old = issued(world.near, "plan", since="2020-01-01")
    issued(world.near, "plan-two", since="2020-01-01")
    issue(a_plan("x"), acting=None, organization=world.near, replaces=old)
    page = get(world.client(Role.STAFF), "plan", old.pk)
    assert "第 2 版" in page and page.count("<time>") == 2
