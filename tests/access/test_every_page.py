"""Every address × every role × inside and outside its tree, walked from the URL configuration itself.

What is expected is worked out from the policy's table and the tree of ``tests/world.py``, independently of
the code that answers requests. A new page without a line in ``pages.py``, or one whose address names an
object that ``SAMPLES`` does not know, fails here.
"""

import base64
from datetime import date

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.issued_plans import a_draft, issued
from tests.workbooks import workbook
from zhibu.access.actions import appoint
from zhibu.access.pages import PAGES, Open
from zhibu.access.policy import Part, Role, part
from zhibu.calendars.models import Planned
from zhibu.gatherings.models import Attachment, Exemption, Gathering, LeaveRequest, OrganizationRequest
from zhibu.helping.models import Offer
from zhibu.oversight.models import Draw, Matter
from zhibu.privacy.models import DataRequest
from zhibu.registry.models import RosterImport, TreeImport

pytestmark = pytest.mark.django_db

TABLE = base64.b64encode(workbook([["姓名", "类别"], ["新来", "其他"]])).decode()
TREE = base64.b64encode(workbook([["名称", "层级"], ["新设", "党支部"]])).decode()
OUR_OWN = (
    "home", "preferences", "set_language", "health", "privacy:notice",
    "calendars:feed", "api:openapi", "api:nothing",
)  # fmt: skip
ENDPOINTS = "api:v1:"  # let in by token: tests/api/test_every_endpoint.py
# Pages of libraries whose answer depends on what went before (a half-finished sign-in): let in, then sent on.
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_")


def patterns(resolver=None, prefix="", namespace=""):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield (f"{namespace}:{one.name}" if namespace else one.name), one
        else:
            inside = ":".join(filter(None, (namespace, one.namespace)))
            yield from patterns(one, prefix, inside)


# A page without a name has no line, and is therefore not served.
ALL = {name: one for name, one in patterns() if name}


def samples(world):
    """For each kind of object an address may name: one inside the near branch, one outside the near town."""
    near_post = appoint(
        acting=None, member=world.alice, organization=world.branch, role=Role.AUDITOR, since=date(2021, 1, 1)
    )
    far_post = appoint(
        acting=None,
        member=world.stranger,
        organization=world.elsewhere,
        role=Role.AUDITOR,
        since=date(2021, 1, 1),
    )
    owner = world.account(Role.COUNTY)
    near_draft, far_draft = a_draft(world.near, original="x.txt"), a_draft(world.far, original="x.txt")
    gatherings = tuple(
        Gathering.objects.create(
            organization=place, kind="party_day", occurred_on=date(2026, 3, 5), place="x", recorded_by=owner
        )
        for place in (world.branch, world.elsewhere)
    )
    return {
        "registry.Organization": (world.branch, world.elsewhere),
        "registry.Member": (world.alice, world.stranger),
        "access.Account": (owner, owner),
        "access.Post": (near_post, far_post),
        "gatherings.Gathering": gatherings,
        "gatherings.Attachment": tuple(
            Attachment.objects.create(
                gathering=one, name="x.pdf", media_type="application/pdf", file="missing.pdf"
            )
            for one in gatherings
        ),
        "gatherings.Exemption": tuple(
            Exemption.objects.create(
                organization=place, from_day=date(2026, 1, 1), reason="x", approved_by="x"
            )
            for place in (world.branch, world.elsewhere)
        ),
        "gatherings.LeaveRequest": tuple(
            LeaveRequest.objects.create(organization=one.organization, member=one, from_day=date(2026, 3, 5))
            for one in (world.alice, world.stranger)
        ),
        "gatherings.OrganizationRequest": tuple(
            OrganizationRequest.objects.create(organization=place, is_lasting=True, from_day=date(2026, 3, 5))
            for place in (world.branch, world.elsewhere)
        ),
        "calendars.Planned": tuple(
            Planned.objects.create(
                organization=place, year=2026, day=date(2026, 3, 5), segments=[["party_day", 30]]
            )
            for place in (world.branch, world.elsewhere)
        ),
        "registry.RosterImport": tuple(
            RosterImport.objects.create(organization=place, account=owner, file_name="x.xlsx", content=TABLE)
            for place in (world.branch, world.elsewhere)
        ),
        "registry.TreeImport": tuple(
            TreeImport.objects.create(organization=place, account=owner, file_name="x.xlsx", content=TREE)
            for place in (world.branch, world.elsewhere)
        ),
        "oversight.Matter": tuple(
            Matter.objects.create(organization=place, raised_on=date(2026, 3, 5), raised_by=owner, text="x")
            for place in (world.branch, world.elsewhere)
        ),
        "oversight.Draw": tuple(
            Draw.objects.create(organization=place, drawn_by=owner, of_code="branches", size=1, seed="x")
            for place in (world.branch, world.elsewhere)
        ),
        "privacy.DataRequest": tuple(
            DataRequest.objects.create(member=member, wish_code="correct", words="x", asked_by=owner)
            for member in (world.alice, world.stranger)
        ),
        "helping.Offer": tuple(
            Offer.objects.create(organization=place, kind="visit", words="x", by=owner, of=world.county)
            for place in (world.branch, world.elsewhere)
        ),
        "issuing.IssuedPlan": tuple(
            issued(place, identifier, original="x.txt")
            for place, identifier in ((world.near, "near"), (world.far, "far"))
        ),
        "issuing.Draft": (near_draft, far_draft),
        "issuing.DraftDuty": (near_draft.duties.first(), far_draft.duties.first()),
    }


def expected(world, role, page, target, is_inside):
    """Whether the table lets the role reach the object (or the page, when it names none)."""
    if isinstance(page.asks, Open):
        return page.asks is not Open.CLOSED
    which = part(role, page.asks)
    member_part = part(Role.MEMBER, page.asks) if role is not Role.ADMINISTRATOR else Part.NOTHING
    if not page.of:
        return Part.NOTHING not in (which, member_part) or {which, member_part} != {Part.NOTHING}
    if page.of == "access.Account":
        return which is Part.BELOW
    if page.of == "registry.Organization" and is_inside and member_part in (Part.HERE, Part.BELOW):
        return True  # everybody of the world is a member of the branch, which is the object inside
    if page.of == "issuing.IssuedPlan" and is_inside and member_part is Part.HERE:
        return True  # a plan of the near town binds the branch that everybody belongs to
    if which is Part.BELOW or (which is Part.OWN and world.place_of(role).level in ("branch", "group")):
        return (
            role is Role.COUNTY
            or is_inside
            and world.place_of(role).path <= target_path(target)
            or (is_inside and target_path(target).startswith(world.place_of(role).path))
        )
    if which in (Part.HERE, Part.OWN):
        return is_inside and target_path(target) == world.place_of(role).path
    return False


def target_path(target):
    if hasattr(target, "path"):
        return target.path
    return (getattr(target, "gathering", None) or target).organization.path


def test_every_address_has_its_line_and_every_line_its_address():
    offered = {name for name in ALL if not name.startswith(LIBRARY)}
    assert offered <= set(PAGES), "give these pages a line in access/pages.py"
    ours = {name for name in PAGES if not name.startswith(LIBRARY)}
    assert ours <= set(ALL), "these lines have no page"


OURS = sorted(name for name in ALL if not name.startswith((*LIBRARY, ENDPOINTS)) and name not in OUR_OWN)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_says_and_nothing_else(world, role):
    known = samples(world)
    client = world.client(role)
    wrong = []
    for name in OURS:
        page = PAGES[name]
        for is_inside, target in zip((True, False), known.get(page.of, (None, None)), strict=True):
            arguments = [target.pk] if page.of else []
            address = reverse(name, args=arguments)
            status = client.get(address).status_code
            if status == 405:  # a page that only takes what is sent
                status = client.post(address).status_code
            should = expected(world, role, page, target, is_inside)
            if (status != 404) is not should or status >= 500:
                wrong.append(f"{name} {'inside' if is_inside else 'outside'}: {status}, reach {should}")
    assert not wrong


@pytest.mark.parametrize("name", OURS)
def test_nobody_gets_in_without_signing_in(world, client, name):
    arguments = [1] if PAGES[name].of else []
    address = reverse(name, args=arguments)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302 and answer.url.startswith("/sign-in/login/")


@pytest.mark.parametrize(
    "name", sorted(name for name, page in PAGES.items() if page.asks is Open.CLOSED and name in ALL)
)
def test_what_a_library_offers_and_we_do_not_is_not_there(world, client, name):
    given = dict.fromkeys(ALL[name].pattern.regex.groupindex, "x") or dict.fromkeys(
        ALL[name].pattern.converters, "1-x"
    )
    assert client.get(reverse(name, kwargs=given)).status_code == 404


def test_unknown_and_forbidden_look_the_same(world):
    client = world.client(Role.SECRETARY)
    unknown = client.get(reverse("registry:member", args=[999_999]))
    forbidden = client.get(reverse("registry:member", args=[world.stranger.pk]))
    assert unknown.status_code == forbidden.status_code == 404
    strip = [
        answer.content.replace(b"999999", b"N").replace(str(world.stranger.pk).encode(), b"N")
        for answer in (unknown, forbidden)
    ]
    assert b"csrfmiddlewaretoken" in strip[0]
    assert len(strip[0]) == len(strip[1])
