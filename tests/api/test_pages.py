"""The pages of the interface, and that its documentation is complete."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.api.test_every_endpoint import OPERATIONS
from zhibu.access.policy import Role
from zhibu.api.errors import Why

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_operation_with_its_fields(world, language):
    client = world.client(Role.MEMBER)
    html = client.get(reverse("api:docs"), headers={"Accept-Language": language}).content.decode()
    assert set(re.findall(r'<section class="card" id="(\w+)">', html)) == set(OPERATIONS)
    for wanted in ("Idempotency-Key", "facts[].quantity", "items[].dues[].status", "/api/v1/facts/{pk}"):
        assert wanted in html
    assert not re.search(r"(src|href)=.https?:", html)  # nothing comes from elsewhere


def test_the_written_page_explains_every_code_and_names_every_address():
    written = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| \d", written, re.MULTILINE)) == {code.value for code in Why}


def test_every_refusal_that_the_code_makes_is_one_of_the_explained_statuses():
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    described = {status for _path, one in OPERATIONS.values() for status in one.response_models}
    of_no_operation = {405}  # a method that the address does not offer
    assert {int(status) for status in rows.values()} <= described | of_no_operation


def test_the_description_needs_no_sign_in_and_holds_no_data(world, client):
    answer = client.get(reverse("api:openapi"))
    assert answer.status_code == 200 and world.alice.name not in answer.content.decode()


def test_the_pages_take_a_fixed_number_of_queries(world, django_assert_num_queries):
    client = world.client(Role.SECRETARY)
    client.get(reverse("api:tokens"))
    with django_assert_num_queries(5):
        client.get(reverse("api:tokens"))
    with django_assert_num_queries(3):
        client.get(reverse("api:docs"))
