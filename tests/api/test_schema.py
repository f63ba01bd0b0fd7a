"""Every operation against thousands of requests made up from its own description (schemathesis).

No answer breaks the description, none is a failure of the server, and none tells an outsider anything about
people of other trees. One test an operation, each bounded, in a transaction that is taken back.
"""

import itertools
import re
from collections import Counter

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.api.calling import Program, token_for
from tests.duties.county import TODAY, duty, issued, plan
from tests.gatherings.made import recorded
from zhibu.access.pages import PAGES
from zhibu.access.policy import Role
from zhibu.api.documentation import openapi
from zhibu.gatherings.models import Fact, Gathering
from zhibu.site.wsgi import application

EXAMPLES = 60
load_all_checks()
BOUNDED = bounds(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ALWAYS = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
REFUSED = CHECKS.get_one("negative_data_rejection")
SECRETS = ("远方独名", "石强", "110101199003070011", "13800001234", "远方密谈")


@pytest.fixture
def county(world):
    """People, records and plans on both sides; whatever is on the far side must stay there."""
    numbers = {"id_number": "110101199003070011", "phone": "13800001234"}
    world.hidden = world.admit("远方独名", world.elsewhere, world.elsewhere_group, **numbers)
    world.records = [
        recorded(world.branch),
        recorded(world.elsewhere, topic="远方密谈", guests="远方独名", discussed="远方密谈"),
    ]
    issued(world.county, plan("p", duty("party_day"), duty("fees", activity="dues", subject="member")))
    return world


@pytest.fixture
def one_connection():
    """Requests of a program from outside end with their connection; here all are part of one transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(one_connection):
    """The description; that every operation asks for a token is test_every_endpoint's to show."""
    without_tokens = openapi()
    for methods in without_tokens["paths"].values():
        for operation in methods.values():
            del operation["security"]
    schema = schemathesis.openapi.from_dict(without_tokens)
    schema.app = application
    return {one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()}


def known_ids(world, address):
    kinds = {
        "organizations": (world.branch, world.elsewhere),
        "members": (world.alice, world.hidden),
        "gatherings": world.records,
        "facts": [
            Fact.objects.create(organization=place, activity_code="visit", occurred_on=TODAY)
            for place in (world.branch, world.elsewhere)
        ],
    }
    return [one.pk for one in kinds[address.strip("/").split("/")[2]]]


def aimed(world, case, number):
    """Half of the sound requests are about what is there: near and far in turn."""
    far = number % 2
    if "pk" in (case.path_parameters or {}) and number % 4 < 2:
        case.path_parameters["pk"] = known_ids(world, case.operation.path)[far]
    if isinstance(case.query, dict) and "under" in case.query:
        case.query["under"] = (world.near, world.far)[far].pk
    if isinstance(case.body, dict) and "organization" in case.body:
        case.body["organization"] = (world.branch, world.elsewhere)[far].pk
    if isinstance(case.body, dict) and "version" in case.body and number % 3 == 0:
        case.body["version"] = Gathering.objects.get(pk=world.records[0].pk).version
    if isinstance(case.body, dict) and "present" in case.body and number % 3 == 0:
        case.body |= {"present": [one.pk for one in world.branch.members.all()], "place": "x", "topic": "x"}
        case.body |= {"chair": None, "recorder": None, "lecturer": None, "absent": [], "amounts": {}}
        case.body |= {"occurred_on": f"2026-0{number % 9 + 1}-15"}
    if isinstance(case.body, dict) and "facts" in case.body:
        for fact in case.body["facts"]:
            fact |= {"organization": world.branch.pk, "occurred_on": f"2026-0{number % 9 + 1}-15"}


@pytest.mark.parametrize(
    "name", sorted(one.removeprefix("api:v1:") for one, page in PAGES.items() if page.by_token)
)
def test_no_request_breaks_the_description_the_server_or_the_walls(county, described, name, settings):
    settings.API_REQUESTS_A_MINUTE = 10**6
    asked, operation = Program(token_for(county.account(Role.SECRETARY))), described[name]
    numbers = itertools.count()

    statuses = Counter()

    def tried(case, checks):
        answer = case.call(headers=asked.headers)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=checks)
        assert not [one for one in SECRETS if one in answer.text]

    @given(operation.as_strategy(GenerationMode.POSITIVE))
    @BOUNDED
    def sound(case):
        aimed(county, case, next(numbers))
        tried(case, ALWAYS)

    @given(operation.as_strategy(GenerationMode.NEGATIVE))
    @BOUNDED
    def unsound(case):
        tried(case, [*ALWAYS, REFUSED])

    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        sound()
        assert statuses[200] + statuses[201] + statuses[204] > 0, statuses
        unsound()
    assert sum(statuses.values()) > EXAMPLES and not statuses[401] and not statuses[429]


def test_the_secrets_would_be_noticed(county):
    """The same lists, asked by somebody who may see the far side, do hold what is looked for."""
    asked = Program(token_for(county.account(Role.COUNTY)))
    texts = [asked.get("/members").content.decode(), asked.get("/gatherings").content.decode()]
    texts.append(asked.get(f"/members/{county.hidden.pk}/numbers").content.decode())
    assert all(any(secret in text for text in texts) for secret in SECRETS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_description_is_sound_and_every_word_of_it_translated(client, language):
    described = client.get("/api/openapi.json", headers={"Accept-Language": language}).json()
    assert described["openapi"].startswith("3.1")
    words = list(words_of(described["paths"]))
    assert len(words) > 60
    if language == "en":
        assert not [one for one in words if re.search("[一-龥]", one)]


def words_of(part, name=""):
    if isinstance(part, dict):
        for key, value in part.items():
            yield from words_of(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from words_of(value, name)
    elif name in ("summary", "description", "tags"):
        yield part
