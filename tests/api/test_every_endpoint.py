"""Every operation × every role × inside and outside its tree, walked from the interface itself.

What is expected comes from the policy's table and the tree of ``tests/world.py``, not from what answers.
"""

from contextlib import contextmanager
from copy import copy
from datetime import date

import pytest
from django.db import transaction

from tests.access.test_every_page import expected, samples
from tests.api.calling import Program, a_fact, a_gathering, token_for
from zhibu.access.pages import PAGES
from zhibu.access.policy import Ability, Part, Role, part
from zhibu.api.admission import PersonalToken
from zhibu.api.endpoints import api
from zhibu.api.limits import PerToken
from zhibu.api.models import Scope
from zhibu.gatherings.models import Fact, Gathering

pytestmark = pytest.mark.django_db

OPERATIONS = {
    operation.url_name: (f"/{path.lstrip('/')}", operation)
    for router in api._get_bound_routers()
    for path, view in router.path_operations.items()
    for operation in view.operations
}
NAMES = sorted(OPERATIONS)
# Lists have no object in their address: everybody who has the ability somewhere gets theirs.
WRITING = {"record_gathering", "import_facts"}
KEEPING = {role for role in Role if part(role, Ability.KEEP_RECORDS) is not Part.NOTHING}


def test_a_method_that_an_address_does_not_have_is_refused_like_all_else(world):
    for address in ("/organizations", "/gatherings", "/members/1"):
        answer = Program(None).send("DELETE", address)
        assert answer.status_code == 405 and answer["Allow"] and "no-store" in answer["Cache-Control"]
        assert answer.json()["code"] == "no_such_method" and "Allow" in answer.json()["sentence"]


def test_every_operation_has_its_line_and_every_line_its_operation():
    lines = {name.removeprefix("api:v1:") for name, page in PAGES.items() if page.by_token}
    assert lines == set(OPERATIONS), "give each operation a line in access/pages.py"


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_asks_its_own_line_and_is_limited(name):
    _path, operation = OPERATIONS[name]
    (admission,) = operation.auth_callbacks
    assert isinstance(admission, PersonalToken) and admission.page == f"api:v1:{name}"
    assert operation.operation_id == name
    assert [type(one) for one in operation.throttle_objects] == [PerToken]


def objects(world):
    found = samples(world) | {
        "gatherings.Fact": tuple(
            Fact.objects.create(organization=place, activity_code="volunteer", occurred_on=date(2026, 3, 5))
            for place in (world.branch, world.elsewhere)
        )
    }
    return found | {"": (world.branch, world.elsewhere)}


def send(program, name, target):
    """A sound request about an object of the kind that the operation names."""
    path, operation = OPERATIONS[name]
    (method,) = operation.methods
    place = target if hasattr(target, "code") else getattr(target, "organization", None)
    people = [] if place is None else list(place.members.all())
    record = a_gathering(place, people) if place is not None else {}
    fields = {key: value for key, value in record.items() if key not in ("organization", "kind")}
    bodies = {
        "record_gathering": record | {"occurred_on": "2026-04-01"},
        "correct_gathering": fields | {"version": 1},
        "cancel_gathering": {"version": 1, "reason": "写重了"},
        "import_facts": {"facts": [a_fact(place, activity="visit")]} if place is not None else {},
    }
    return program.send(method, path.replace("{pk}", str(target.pk)), bodies.get(name), key=f"k-{name}")


def reaches(world, role, name, target, is_inside):
    page = PAGES[f"api:v1:{name}"]
    if page.of:
        return expected(world, role, page, target, is_inside)
    which = part(role, page.asks)
    member_part = part(Role.MEMBER, page.asks) if role is not Role.ADMINISTRATOR else Part.NOTHING
    anywhere = {which, member_part} != {Part.NOTHING}
    if name not in WRITING or not anywhere:
        return anywhere
    # Writing names its place in the body; the group's leader keeps the group's records only, and staff
    # those of their own organization.
    if which is Part.HERE:
        return is_inside and target.path == world.place_of(role).path
    return is_inside and target.path.startswith(world.place_of(role).path)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_says_and_nothing_else(world, role):
    program = Program(token_for(world.account(role)))
    known = objects(world)
    wrong = []
    for name in NAMES:
        for is_inside, target in zip((True, False), known[PAGES[f"api:v1:{name}"].of], strict=True):
            with undone():
                answer = send(program, name, target)
            should = reaches(world, role, name, target, is_inside)
            refusal = 422 if name == "import_facts" and role in KEEPING else 404
            assert answer["Cache-Control"] == "private, no-store"
            is_right = answer.status_code in (200, 201, 204) if should else answer.status_code == refusal
            if not is_right or not (should or answer.json()["sentence"]):
                wrong.append((name, is_inside, answer.status_code, answer.content.decode()))
    assert not wrong


@contextmanager
def undone():
    """Whatever is written inside is taken back, so that requests do not stand in each other's way."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_nobody_gets_in_without_a_working_token(world):
    before = Gathering.objects.count(), Fact.objects.count()
    signed_in = Program(None)
    signed_in.client.force_login(world.account(Role.COUNTY))
    for name in NAMES:
        for program in (Program(None), Program("zhibu_made-up"), Program(""), Program("x" * 5000), signed_in):
            answer = send(program, name, world.branch)
            assert answer.status_code == 401 and answer.json()["code"] == "no_token"
            assert answer["WWW-Authenticate"] == "Bearer"
    assert (Gathering.objects.count(), Fact.objects.count()) == before


WRITES = sorted(name for name in NAMES if OPERATIONS[name][1].methods != ["GET"])


def test_a_token_for_reading_writes_nothing(world):
    program = Program(token_for(world.account(Role.SECRETARY), Scope.READ))
    known = objects(world)
    before = list(Gathering.objects.values_list("version", "cancelled_at")), Fact.objects.count()
    assert len(WRITES) == 5
    for name in WRITES:
        answer = send(program, name, known[PAGES[f"api:v1:{name}"].of][0])
        assert answer.status_code == 403 and answer.json()["code"] == "read_only"
    assert (list(Gathering.objects.values_list("version", "cancelled_at")), Fact.objects.count()) == before


def test_unknown_and_forbidden_look_the_same(world):
    program = Program(token_for(world.account(Role.SECRETARY)))
    known = objects(world)
    for name in NAMES:
        if PAGES[f"api:v1:{name}"].of:
            forbidden = copy(known[PAGES[f"api:v1:{name}"].of][1])
            answers = [send(program, name, forbidden)]
            forbidden.pk = 999_999
            answers.append(send(program, name, forbidden))
            assert [one.status_code for one in answers] == [404, 404]
            assert answers[0].content == answers[1].content


def test_an_address_that_is_none_answers_like_any_refusal(world):
    answer = Program(token_for(world.account(Role.COUNTY))).get("/nonsense")
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"
