"""Nothing is kept about people that nobody declared: walked from the models themselves."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from zhibu.access.models import Account
from zhibu.access.policy import POLICY, Ability, Part, Role
from zhibu.privacy import kinds
from zhibu.privacy.collecting import label_of, shown_fields
from zhibu.privacy.forgetting import LINES
from zhibu.privacy.kinds import KINDS, Kind, who_sees
from zhibu.privacy.links import LEFT_OUT, LINKS, OWN_FIELDS, TEXTS
from zhibu.privacy.retention import retention
from zhibu.registry.models import Member, Organization
from zhibu.site import messages

MODELS = [one for one in apps.get_models(include_auto_created=True) if not one._meta.proxy]
OURS = [one for one in MODELS if one.__module__.startswith("zhibu.")]
PERSON = (Member, Account)


def pointing(kept):
    """Every field of these models that points at a person."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in kept
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in PERSON
    }


def test_every_field_that_points_at_a_person_says_what_it_is_for():
    undeclared = pointing(MODELS) - set(LINKS)
    assert not undeclared, "declare these in privacy/links.py"
    assert not set(LINKS) - pointing(MODELS), "these no longer exist"


def test_a_new_field_would_be_noticed():
    class Diary(models.Model):
        member = models.ForeignKey(Member, models.PROTECT, related_name="+")

        class Meta:
            app_label = "tests_of_privacy"
            managed = False

    try:
        assert pointing([Diary]) == {"tests_of_privacy.Diary.member"}
        assert not pointing([Diary]) & set(LINKS)
    finally:
        del apps.all_models["tests_of_privacy"]


@pytest.mark.parametrize("model", PERSON)
def test_every_field_of_a_person_belongs_to_a_kind(model):
    own = {field.name for field in model._meta.concrete_fields} - LEFT_OUT | {"password"} & {
        field.name for field in model._meta.concrete_fields
    }
    assert own == set(OWN_FIELDS[model._meta.label])


def test_the_notice_names_every_field_of_a_member():
    for name, kind in OWN_FIELDS["registry.Member"].items():
        told = str(KINDS[kind].what)
        label = label_of(Member, name)
        assert label in told or label in ("起始日期", "终止日期") and "起止日期" in told, name


def test_every_field_that_is_shown_has_a_name_in_words():
    for place, link in LINKS.items():
        label, _dot, person = place.rpartition(".")
        model = apps.get_model(label)
        for name in link.only or shown_fields(model, person):
            assert not label_of(model, name).isascii(), f"{label}.{name}"


def test_texts_in_which_people_may_be_named_are_known():
    """A row that is wholly about its person is exported with its texts; these others are told of in words."""
    whole = {place.rpartition(".")[0] for place, link in LINKS.items() if not link.only}
    for model in OURS:
        free = (models.TextField, models.JSONField)
        names = tuple(field.name for field in model._meta.concrete_fields if isinstance(field, free))
        label = model._meta.label
        if (
            names
            and label not in whole
            and label not in ("access.Event", "access.PersonKey", "registry.Member")
        ):
            known = (
                {*TEXTS.get(label, ()), "content"} if label.endswith("Import") else set(TEXTS.get(label, ()))
            )
            assert set(names) <= known, f"{label}: {names}"


# What would make a file on residents, or a profile of a member, in place of a roster.
PROFILE = re.compile(
    r"religi|belief|faith|ethnic|national|race|health|disease|blood|biometr|face|finger|family|spouse|child"
    r"|household|resident|income|property|credit|address|birth|gender|sex|portrait|tag|label|profile|mood|opinion"
)
IDENTIFIES = re.compile(r"phone|id_number|email|mobile|id_card")
LANDMARKS = {"access.Account.email", "registry.Member.id_number", "registry.Member.phone"}


def names_like(pattern):
    return {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if pattern.search(field.name)
    }


def test_there_is_no_field_for_beliefs_and_no_profile():
    assert names_like(PROFILE) == {"calendars.Reminding.address"}  # of e-mail


def test_only_members_and_accounts_are_kept_as_people():
    assert names_like(IDENTIFIES) == LANDMARKS | {
        "registry.Member.id_number_index",
        "calendars.Reminding.by_email",
    }


def test_every_kind_has_terms_and_every_term_is_used():
    used = {code for about in KINDS.values() for code in about.kept}
    assert used == set(retention().classes)


def test_what_ends_is_erased_and_what_does_not_is_not():
    ending = {code for code, terms in retention().classes.items() if terms[-1].days is not None}
    assert {line.class_code for line in LINES} == ending
    assert {"archive", "audit"} == set(retention().classes) - ending


def test_every_term_names_its_source_and_the_day_it_was_checked():
    for terms in retention().classes.values():
        for term in terms:
            assert term.source and term.verified_on >= term.from_
            assert (term.days is None) == (not term.after)


def test_a_number_that_no_law_gives_is_marked_as_our_own():
    numbers = [term for terms in retention().classes.values() for term in terms if term.days is not None]
    assert numbers and all(term.is_own for term in numbers)


@pytest.mark.parametrize("kind", list(Kind))
def test_who_sees_a_kind_is_what_the_table_says(kind):
    for role in Role:
        parts = {POLICY[role][ability] for ability in KINDS[kind].sees}
        told = {sight.part for sight in who_sees(kind) if sight.role is role}
        assert bool(told) is bool(parts & {Part.HERE, Part.BELOW})
        assert not told or told == {Part.BELOW if Part.BELOW in parts else Part.HERE}


def test_the_notice_follows_the_table(db, client, monkeypatch):
    address = reverse("privacy:notice")
    before = client.get(address).content.decode()
    told = {role: dict(lines) for role, lines in POLICY.items()}
    told[Role.AUDITOR][Ability.SEE_PHONES] = Part.BELOW
    monkeypatch.setattr(kinds, "part", lambda role, ability: told[role][ability])
    after = client.get(address).content.decode()
    assert after.count("审计员") == before.count("审计员") + 1


def test_the_notice_is_public_and_names_every_kind(db, client):
    html = client.get(reverse("privacy:notice")).content.decode()
    assert all(str(about.title) in html and str(about.purpose) in html for about in KINDS.values())
    for terms in retention().classes.values():
        assert terms[-1].source in html


def test_the_notice_in_english_is_wholly_english(db, client):
    messages.compile_all()
    client.cookies["django_language"] = "en"
    html = client.get(reverse("privacy:notice")).content.decode()
    text = re.sub(r"<[^>]*>", "", html.partition('id="main"')[2])
    assert not re.findall(r"[\u4e00-\u9fff]+", text)


def test_the_notice_names_who_answers(world, client, settings):
    settings.PRIVACY_CONTACT = "县委组织部办公室 000-000"
    html = client.get(reverse("privacy:notice")).content.decode()
    top = Organization.objects.get(parent=None)
    assert f"<dd>{top.name}</dd>" in html and "县委组织部办公室 000-000" in html
